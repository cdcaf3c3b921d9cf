import { describe, expect, test } from '@jest/globals';
import { createCheckRun } from '../../simulator/actions/checks.ts';
import { transferIssue } from '../../simulator/actions/issues.ts';
import { ApiError } from '../../simulator/exchange.ts';
import { renderMarkdown } from '../../simulator/pages/markdown.ts';
import { renderPage } from '../../simulator/pages/render-page.ts';
import { CHECK, createSampleWorld } from './sample-world.ts';

const { world, callers, pump, records, pull, run, issue, elsewhere } = createSampleWorld();
const read = async (path: string) => String((await renderPage(world, path)).body);

describe("the simulator's pages", () => {
  test('a pull request shows its conversation, its links and what blocks the merge', async () => {
    const page = await read('/acme/pump/pull/2');
    expect(page).toContain('feat: limit the rate');
    expect(page).toContain('approved these changes');
    expect(page).toContain('/acme/pump/issues/1');
    expect(page).toContain('acme/records#1');
    expect(page).toContain('2 hold points open: record-complete, approval');
    expect(page).toContain('Merging is blocked');
    expect(page).toContain('Required status check &quot;holdpoint/change-control&quot; is failing.');
  });

  test('an issue shows its rendered body, every revision, labels, events and comments', async () => {
    const page = await read('/acme/pump/issues/1');
    expect(page).toContain('<strong>12 ml/h</strong>');
    expect(page).toMatch(/<input[^>]*type="checkbox"[^>]*checked/);
    expect(page).toContain('Edit history: 2 revisions');
    expect(page).toContain('### What\n\nToo fast');
    expect(page).toContain('change-request');
    expect(page).toContain('/sign safety-impact review');
  });

  test('a check run shows its title, conclusion and rendered summary', async () => {
    const page = await read(`/acme/pump/runs/${run.id}`);
    expect(page).toContain('requires action');
    expect(page).toContain('<h2 class="output-title">2 hold points open: record-complete, approval</h2>');
    expect(page).toMatch(/<table>[\s\S]*<strong>Risk file<\/strong>/);
  });

  test('a green check opens the merge box', async () => {
    const own = createSampleWorld();
    own.world.clock.step();
    createCheckRun(own.world, own.callers.app, own.pump, {
      name: CHECK,
      head_sha: own.pull.headSha,
      conclusion: 'success',
    });
    const page = String((await renderPage(own.world, '/acme/pump/pull/2')).body);
    expect(page).toContain('This branch can be merged');
  });

  test('a required check that was never reported is awaited', async () => {
    const own = createSampleWorld();
    own.pump.checkSuites = [];
    const page = String((await renderPage(own.world, '/acme/pump/pull/2')).body);
    expect(page).toContain('Waiting for status to be reported');
    expect(page).toContain('is expected.');
  });

  test('lists link to everything', async () => {
    expect(await read('/')).toContain('href="/acme/pump"');
    const page = await read('/acme/pump');
    for (const path of ['/acme/pump/pull/2', '/acme/pump/issues/1', `/acme/pump/runs/${run.id}`])
      expect(page).toContain(path);
  });

  test('redirects between the two kinds of numbers and to where an issue was moved', async () => {
    expect(await renderPage(world, '/acme/pump/issues/2')).toMatchObject({
      status: 302,
      headers: { location: '/acme/pump/pull/2' },
    });
    const own = createSampleWorld();
    transferIssue(own.world, own.callers.quinn, own.issue, own.records);
    expect(await renderPage(own.world, '/acme/pump/issues/1')).toMatchObject({
      status: 302,
      headers: { location: '/acme/records/issues/2' },
    });
  });

  test('answers 404 for what is not there and 410 for what was deleted', async () => {
    for (const path of ['/acme/nowhere', '/acme/pump/pull/99', '/acme/pump/runs/1', '/acme/pump/settings']) {
      await expect(renderPage(world, path)).rejects.toThrow(ApiError);
    }
    elsewhere.deletedAt = world.clock.now();
    expect((await renderPage(world, `/${records.owner.login}/records/issues/1`)).status).toBe(410);
  });

  test('loads nothing: no script, no image, and a policy that forbids both', async () => {
    const { headers, body } = await renderPage(world, '/acme/pump/issues/1');
    expect(headers?.['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'/,
    );
    expect(String(body)).not.toMatch(/<script|<img|javascript:|style="/i);
  });

  test('what people write cannot become markup', async () => {
    const own = createSampleWorld();
    const attack = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
    own.issue.title = attack;
    own.pull.title = attack;
    own.run.name = attack;
    own.run.output.title = attack;
    own.run.output.summary = `${attack}\n\n[a](javascript:alert(3))`;
    own.issue.body = attack;
    for (const label of own.issue.labels) Object.assign(label, { name: attack, color: attack });
    const paths = ['/acme/pump', '/acme/pump/pull/2', '/acme/pump/issues/1', `/acme/pump/runs/${own.run.id}`];
    for (const path of paths) {
      const page = String((await renderPage(own.world, path)).body);
      expect(page).not.toMatch(/<script|onerror=alert\(1\)>(?!&)|<img src=x|href="javascript/i);
    }
  });
});

describe('Markdown', () => {
  test.each([
    ['a line\nand another', 'comment', '<br>'],
    ['~~gone~~', 'document', '<del>gone</del>'],
    ['<details><summary>More</summary>\n\ntext\n\n</details>', 'document', '<details><summary>More</summary>'],
    ['| a |\n|--:|\n| 1 |', 'document', '<td align="right">1</td>'],
  ] as const)('%j in a %s', (text, kind, part) => {
    expect(renderMarkdown(text, kind)).toContain(part);
  });

  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '<iframe src="https://example.com"></iframe>',
    '<style>body{display:none}</style>',
    '<form action="/"><button>x</button></form>',
  ])('%j is harmless', (text) => {
    expect(renderMarkdown(text)).not.toMatch(/<script|onerror|javascript:|<iframe|<style|<form/i);
  });
});

test('the sample is what these pages assume', () => {
  expect([pump.name, pull.number, issue.number, callers.app.kind]).toEqual(['pump', 2, 1, 'installation']);
});
