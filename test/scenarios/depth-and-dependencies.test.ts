import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { moveBranch, pushCommit, readTip } from '../../stage/branch.ts';
import { bothChecklists, toChangeRequestBody } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { answer, openRecord, signBoth } from '../../stage/record.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { fiveLines, toRepository, toWorld } from '../../stage/world.ts';

const home = { owner: 'acme', repo: 'depth' };
const policy = `${fiveLines}paths:
  - { pattern: "docs/**", class: A }
  - { pattern: "app/**", class: B }
  - { pattern: "*.json", class: B }
  - { pattern: "firmware/**", class: C }
labels:
  dependency-batch: { description: A change request for the dependency updates of a period }
gates:
  dependencies:
    batch: { label: dependency-batch, section: Period of the batch, days: 10 }
`;
const files = {
  'docs/guide.md': 'How to hold the pump.\n',
  'app/ui.c': '/* ui */\n',
  'firmware/pump.c': '/* pump */\n',
  'package-lock.json': '{}\n',
};

let stage: Stage;
beforeAll(async () => {
  const world = toWorld([toRepository(home.repo, policy, { files, labels: ['dependency-batch'] })]);
  stage = await setStage({
    world: {
      ...world,
      apps: [{ slug: 'updater', name: 'Updater', permissions: { contents: 'write', pull_requests: 'write' } }],
      installations: [...world.installations, { app: 'updater', account: 'acme', token: 'token-updater' }],
    },
  });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

/** A signed change request that is complete but for what these answers say. */
const openSigned = async (title: string, answers: Readonly<Record<string, string>>, labels: string[] = []) => {
  const whole = toChangeRequestBody('all', bothChecklists, title);
  const body = Object.entries(answers).reduce((form, [heading, text]) => answer(form, heading, text), whole);
  const at = await openRecord(stage, home, { title, body, labels: ['change-request', ...labels] });
  await signBoth(stage, at);
  return at.issue_number;
};

/** A pull request of one commit, and where its check run stands. */
const open = async (branch: string, issue: number, changes: Readonly<Record<string, string | null>>) => {
  const sha = await pushCommit(stage, home, { branch, files: changes });
  const fields = { title: branch, body: `Change-Request: #${issue}`, head: branch, base: 'main' };
  const { data } = await stage.as('dana').rest.pulls.create({ ...home, ...fields });
  return { ...home, sha, number: data.number };
};

const link = (number: number, issue: number) =>
  stage.as('dana').rest.pulls.update({ ...home, pull_number: number, body: `Change-Request: #${issue}` });

describe('F19: how deep a change is analysed', () => {
  let shallow: number;
  beforeAll(async () => {
    // As much as class A asks for: 7.4.2 begins with class B, 5.4 with class C.
    const blank = '_No response_';
    const interference = 'Interference with existing risk control measures';
    shallow = await openSigned('shallow', { [interference]: blank, 'Detailed design': blank });
  });

  test('what touches documents alone takes class A, and a push that reaches further takes more', async () => {
    const change = await open('guide', shallow, { 'docs/guide.md': 'How to hold the pump still.\n' });
    const asDocuments = ['Class A by the rule', 'docs/**', 'in line 7', 'docs/guide.md'];
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: asDocuments });
    const deeper = await pushCommit(stage, home, { branch: 'guide', files: { 'app/ui.c': '/* ui, again */\n' } });
    await untilCheckRun(
      stage,
      { ...home, sha: deeper },
      {
        conclusion: 'failure',
        mentions: ['Class B by the rule', 'app/**', 'in line 8', 'Interference with existing', 'One other path'],
        without: ['Detailed design', 'Class A'],
      },
    );
  });

  test.each<[what: string, changes: Record<string, string | null>, mentions: string[]]>([
    [
      'a file that moves into a part of class C',
      { 'docs/guide.md': null, 'firmware/guide.md': files['docs/guide.md'] },
      ['firmware/**', 'in line 10', 'firmware/guide.md'],
    ],
    [
      'a file that moves out of a part of class C',
      { 'firmware/pump.c': null, 'docs/pump.md': files['firmware/pump.c'] },
      ['firmware/**', 'in line 10', 'firmware/pump.c'],
    ],
    ['a deletion', { 'firmware/pump.c': null }, ['firmware/**', 'in line 10', 'firmware/pump.c']],
    ['a path that no rule maps', { 'tools/flash.sh': 'flash\n' }, ['no rule maps it', 'tools/flash.sh']],
  ])('%s takes class C, and the check says which path demands it', async (what, changes, mentions) => {
    const change = await open(what.replaceAll(' ', '-'), shallow, changes);
    await untilCheckRun(stage, change, {
      conclusion: 'failure',
      mentions: ['Class C', 'Detailed design', ...mentions],
    });
  });
});

describe('F7: dependencies', () => {
  let silent: number;
  let answered: number;
  beforeAll(async () => {
    silent = await openSigned('silent', { SOUP: 'Not applicable: this change touches nothing that was bought in.' });
    answered = await openSigned('answered', {});
  });

  test('a bot’s pull request needs its change request, with its SOUP analysed', async () => {
    const bot = stage.withToken('token-updater').rest;
    const branch = 'bump';
    await moveBranch(stage, home, { branch, sha: (await readTip(stage, home, 'main')) ?? '', isNew: true });
    const content = Buffer.from('Newer.\n').toString('base64');
    const committed = await bot.repos.createOrUpdateFileContents({
      ...home,
      branch,
      path: 'docs/new.md',
      message: 'Bump the documents',
      content,
    });
    const sha = committed.data.commit.sha ?? '';
    const { data } = await bot.pulls.create({ ...home, title: 'Bump', body: 'Bumps it.', head: branch, base: 'main' });
    await untilCheckRun(
      stage,
      { ...home, sha },
      { conclusion: 'failure', mentions: ['Linked change', 'Dependencies'] },
    );
    await link(data.number, silent);
    const denied = ['says that it does not apply, and it does', 'SOUP'];
    await untilCheckRun(stage, { ...home, sha }, { conclusion: 'failure', mentions: denied });
    await link(data.number, answered);
    const because = ['A bot had a part in it', 'updater'];
    await untilCheckRun(stage, { ...home, sha }, { conclusion: 'success', mentions: because });
  });

  test('a change of a lockfile does as well, whoever makes it', async () => {
    const change = await open('lockfile', silent, { 'package-lock.json': '{ "lockfileVersion": 3 }\n' });
    const denied = ['says that it does not apply, and it does', 'SOUP'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: denied });
    await link(change.number, answered);
    const because = ['It changes', 'package-lock.json'];
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: because });
  });

  test('a record for a batch carries what changes manifests alone, within its period', async () => {
    const { now } = await stage.control<{ now: string }>('GET', 'clock');
    const toDay = (offset: number) => new Date(Date.parse(now) + offset * 86_400_000).toISOString().slice(0, 10);
    const openBatch = (from: number, until: number) =>
      openSigned(`batch ${from} ${until}`, { 'Period of the batch': `${toDay(from)} to ${toDay(until)}` }, [
        'dependency-batch',
      ]);
    const [current, past, long] = [await openBatch(-2, 2), await openBatch(-9, -1), await openBatch(-9, 2)];
    const change = await open('batch', current, { 'package-lock.json': '{ "name": "pump" }\n' });
    const carried = ['is for a batch of updates'];
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: carried });
    await link(change.number, past);
    const outside = ['outside the period', `${toDay(-9)} to ${toDay(-1)}`];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: outside });
    await link(change.number, long);
    const tooLong = ['is 12 days long; the policy allows 10'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: tooLong });
    await link(change.number, current);
    await untilCheckRun(stage, change, { conclusion: 'success' });
    const sha = await pushCommit(stage, home, { branch: 'batch', files: { 'app/ui.c': '/* beside */\n' } });
    const other = ['changes other files', 'app/ui.c'];
    await untilCheckRun(stage, { ...home, sha }, { conclusion: 'failure', mentions: other });
  });
});
