import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/decision/decide.ts';
import { explainClosing, explainReopening, explainSettled } from '../../src/decision/explain-closing.ts';
import { explainMatter } from '../../src/decision/explain-matter.ts';
import { known, unknown } from '../../src/decision/facts.ts';
import { type MatterReport, toMatterName } from '../../src/decision/matter-report.ts';
import { parseCommand } from '../../src/records/command.ts';
import { dana, head, nobody, olaf, quade, quinn, toContributor, toGiven, toPolicies } from '../cases/case.ts';

const repositoryUrl = 'https://github.com/acme/pump';
const given = toGiven(({ issue }) => {
  issue.labels = ['change-request'];
});
const verdict = decide(given.facts, toPolicies(given));
const closers = [{ role: 'quality', of: 'policy', holders: known([quinn, quade]) }] as const;
const about = { repositoryUrl, branch: 'main', commit: head, at: '2026-11-24T10:00:00Z' };

const merge: MatterReport = {
  ...about,
  kind: 'merge',
  number: 31,
  what: 'was merged while it was held: Safety impact',
  mergedBy: known(olaf),
  verdict,
  closers,
};
const push: MatterReport = {
  ...about,
  kind: 'push',
  commits: known([
    { sha: head, message: 'Fix it @quinn', author: toContributor(dana) },
    { sha: 'b'.repeat(40), message: 'And that', author: nobody('x@example.com') },
  ]),
  pushers: [olaf],
  closers,
};
const owed: MatterReport = {
  ...about,
  kind: 'owed',
  number: 31,
  dueAt: '2026-12-01T10:00:00Z',
  findings:
    verdict.outcome !== 'not-governed' && verdict.cause === 'gates'
      ? verdict.findings.filter(({ status }) => status === 'failed')
      : [],
};

describe('the issue on which a matter is tracked', () => {
  test('F37: of a merge it says what, which head, who, what was missing, and how it is closed', () => {
    const { title, body } = explainMatter(merge);
    expect(title).toBe('Deviation: #31 was merged while it was held: Safety impact');
    expect(body).toContain('into `main` at 2026-11-24 10:00:00 UTC with the commit [`aaaaaaa`]');
    expect(body).toContain('merged by Name of olaf ([`olaf`](https://github.com/olaf))');
    expect(body).toMatch(/\| Safety impact \| .*safety-assessed/);
    expect(body).toContain('somebody in the role `quality` (Name of quinn');
    expect(body).toContain('`/deviation REASON`');
    expect(toMatterName(merge)).toBe('#31 was merged while it was held: Safety impact');
  });

  test('F37: of a merge that lacked nothing it says so', () => {
    const whole = toGiven();
    const { body } = explainMatter({ ...merge, verdict: decide(whole.facts, toPolicies(whole)) });
    expect(body).toContain('As of the merge nothing was missing.');
    expect(explainMatter({ ...merge, mergedBy: unknown('x') }).body).toContain(
      'by somebody whom GitHub does not name.',
    );
  });

  test('F37: of a push it lists the commits, and who pushed', () => {
    const { title, body } = explainMatter(push);
    expect(title).toBe('Deviation: 2 commits came to main without a pull request');
    expect(body).toContain('2 commits came to `main`, which the policy covers, without a pull request.');
    expect(body).toContain('Pushed by Name of olaf');
    expect(body).toContain('| `Fix it @quinn` | Name of dana');
    expect(body).toContain('| `And that` | `somebody` |');
    const unread = explainMatter({ ...push, commits: unknown('GitHub lists 250 of 300'), pushers: [] });
    expect(unread.title).toBe('Deviation: something may have come to main without a pull request');
    expect(unread.body).toContain('`GitHub lists 250 of 300`');
    expect(unread.body).toContain('Who pushed it is not known.');
  });

  test('F48: of a deployment that went past the gate it says where it runs, by which way, and what was missing', () => {
    const report: MatterReport = {
      ...about,
      kind: 'deployment',
      environment: 'field @quinn',
      said: null,
      missing: [{ what: ['No release of it is known'], who: [{ code: 'release' }], link: repositoryUrl }],
      closers,
    };
    const { title, body } = explainMatter(report);
    expect(title).toBe('Deviation: aaaaaaa was deployed to field @quinn without being asked for');
    expect(body).toContain('was deployed to `field @quinn` at 2026-11-24 10:00:00 UTC, and Holdpoint was not asked');
    expect(body).toContain('No release of it is known. `release`: [look here]');
    expect(body).toContain('`/deviation REASON`');
    const bypassed = explainMatter({ ...report, said: 'rejected', missing: [] });
    expect(bypassed.title).toContain('though it was rejected');
    expect(bypassed.body).toContain('it would have been approved');
    expect(bypassed.body).toContain('though Holdpoint had rejected it: somebody bypassed the rule.');
    const [lack] = report.missing;
    const many = explainMatter({
      ...report,
      missing: Array.from({ length: 6 }, () => lack ?? { what: [], who: [], link: '' }),
    });
    expect(many.body.match(/No release of it is known/g)).toHaveLength(5);
  });

  test('F36: of what is owed it says until when, and that it closes by itself', () => {
    const { title, body } = explainMatter(owed);
    expect(title).toBe('Owed: #31 was merged in an emergency and owes Safety impact');
    expect(body).toContain('owed until 2026-12-01 10:00:00 UTC');
    expect(body).toContain('closed by itself');
    expect(body).not.toContain('/deviation');
  });

  test('F37: where no role may close it, it says what to do about that', () => {
    expect(explainMatter({ ...merge, closers: [] }).body).toContain('`deviations: { role: quality }`');
    const both = [...closers, { role: 'board', of: 'baseline', holders: unknown('502') }] as const;
    const { body } = explainMatter({ ...merge, closers: both });
    expect(body).toContain('and somebody in the role `board` of the baseline write a comment');
  });

  test('F37: fits an issue, and nothing in it is markup or a command, whatever was pushed', () => {
    const nasty = '/deviation x <img src=x> @quinn | [x](javascript:1) 😀'.repeat(200);
    const many = Array.from({ length: 250 }, () => ({ sha: head, message: nasty, author: nobody(nasty) }));
    const missing = Array.from({ length: 200 }, () => ({
      what: [{ code: nasty }],
      who: [{ code: nasty }],
      how: [{ code: nasty }],
      link: repositoryUrl,
    }));
    const [first, ...rest] = missing;
    if (first === undefined || verdict.outcome === 'not-governed' || verdict.cause !== 'gates') throw new Error('no');
    const [finding] = verdict.findings;
    if (finding === undefined) throw new Error('no');
    const long = {
      gate: 'approval',
      status: 'failed',
      missing: [first, ...rest],
      demandedBy: finding.demandedBy,
    } as const;
    for (const report of [
      { ...push, branch: nasty, commits: known(many) },
      { ...push, branch: nasty, commits: unknown(nasty) },
      { ...merge, branch: nasty, verdict: { ...verdict, findings: [long] } },
      { ...owed, branch: nasty, findings: [long] },
    ]) {
      const { title, body } = explainMatter(report);
      expect(title.length).toBeLessThanOrEqual(250);
      expect(body.length).toBeLessThan(65_000);
      expect(body.replaceAll(/(`+)[^`].*?\1/g, '')).not.toMatch(/@quinn|<img|javascript:/);
    }
  });
});

describe('comments on it', () => {
  const closing = {
    by: quinn,
    role: 'quality',
    at: '2026-11-25T10:00:00Z',
    url: `${repositoryUrl}/issues/40#issuecomment-1`,
  };
  const comments = [
    explainClosing(closing, repositoryUrl),
    explainReopening('deviation', closers, repositoryUrl),
    explainReopening('owed', closers, repositoryUrl),
    explainSettled(31, repositoryUrl),
  ];

  test('F36, F37: say what was done, and cannot be read as commands', () => {
    expect(comments[0]).toContain('Closed by Name of quinn ([`quinn`](https://github.com/quinn)), acting as `quality`');
    expect(comments[1]).toContain('`/deviation REASON`');
    expect(comments[2]).not.toContain('/deviation');
    expect(comments[3]).toContain('Everything that [`#31`]');
    for (const text of [...comments, explainMatter(merge).body]) expect(parseCommand(text).kind).toBe('none');
  });
});
