import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commitFile, settle } from '../../stage/change.ts';
import { comment, type IssuePlace } from '../../stage/record.ts';
import {
  bringChange,
  openReleaseRecord,
  pushTag,
  signRelease,
  toReleaseWorld,
  toReleasing,
  untilReleaseCheck,
} from '../../stage/release.ts';
import { type Stage, setStage } from '../../stage/stage.ts';

const home = { owner: 'acme', repo: 'ranges' };

let stage: Stage;
let first = '';
beforeAll(async () => {
  stage = await setStage({ world: toReleaseWorld([toReleasing('ranges')]) });
  first = await bringChange(stage, home, 'first');
  const record = await open('v1.0.0', first, 'none');
  await comment(stage, 'quinn', record, '/deviation What was there before change control was reviewed in DHF-1.');
  await untilReleaseCheck(stage, home, first, { conclusion: 'success', mentions: ['v1.0.0'] });
  expect(await pushTag(stage, home, { tag: 'v1.0.0', sha: first })).toBeNull();
  await settle(stage);
}, 90_000);
afterAll(() => stage?.stop(), 30_000);

const open = async (tag: string, commit: string, previous: string): Promise<IssuePlace> => {
  const record = await openReleaseRecord(stage, home, { tag, commit, previous });
  await signRelease(stage, record);
  return record;
};

/** Makes a branch where a commit is. */
const startBranch = (branch: string, sha: string) =>
  stage.as('rita').rest.git.createRef({ ...home, ref: `refs/heads/${branch}`, sha });

/** The commits between two, newest last, as GitHub compares them. */
const commitsSince = async (base: string, head: string): Promise<readonly string[]> => {
  const { data } = await stage.as('rita').rest.repos.compareCommitsWithBasehead({
    ...home,
    basehead: `${base}...${head}`,
  });
  return data.commits.map(({ sha }) => sha);
};

describe('F39: everything in a release came through a pull request that was released', () => {
  test('whether it was merged, squashed or rebased, two commits each, and whether it was reverted by another', async () => {
    await bringChange(stage, home, 'merged', { method: 'merge', more: ['src/merged-2.c'] });
    await bringChange(stage, home, 'squashed', { method: 'squash', more: ['src/squashed-2.c'] });
    await bringChange(stage, home, 'rebased', { method: 'rebase', more: ['src/rebased-2.c'] });
    const head = await bringChange(stage, home, 'revert-squashed', { method: 'squash' });
    expect(await commitsSince(first, head)).toHaveLength(3 + 1 + 2 + 1);
    await open('v1.1.0', head, 'v1.0.0');
    await untilReleaseCheck(stage, home, head, {
      conclusion: 'success',
      mentions: ['v1.1.0: Released', '7 commits came, through 4 pull requests'],
    });
    expect(await pushTag(stage, home, { tag: 'v1.1.0', sha: head })).toBeNull();
    await settle(stage);
  }, 120_000);

  test('and where GitHub does not compare by GraphQL, REST says what is in it', async () => {
    await stage.control('PUT', 'faults', {
      requests: [{ path: 'graphql', effect: 'graphql_partial', graphqlPath: ['repository', 'ref', 'compare'] }],
    });
    const head = await bringChange(stage, home, 'by-rest', { method: 'rebase', more: ['src/by-rest-2.c'] });
    await open('v1.1.0-rc', head, 'v1.0.0');
    await untilReleaseCheck(stage, home, head, {
      conclusion: 'success',
      mentions: ['v1.1.0-rc: Released', '9 commits came, through 5 pull requests'],
    });
    await stage.control('PUT', 'faults', {});
    await settle(stage);
  }, 120_000);

  test('on a branch of an older release too: what is brought back through a pull request passes, what is picked by hand is named', async () => {
    await startBranch('release/1.0', first);
    const back = await bringChange(stage, home, 'backport', {
      base: 'release/1.0',
      method: 'rebase',
      more: ['src/b.c'],
    });
    await open('v1.0.1', back, 'v1.0.0');
    await untilReleaseCheck(stage, home, back, {
      conclusion: 'success',
      mentions: ['v1.0.1: Released', '2 commits came, through 1 pull request'],
    });
    expect(await pushTag(stage, home, { tag: 'v1.0.1', sha: back })).toBeNull();
    await settle(stage);
    const picked = await commitFile(stage, home, { branch: 'release/1.0', path: 'src/picked.c', login: 'mallory' });
    await open('v1.0.2', picked, 'v1.0.1');
    await untilReleaseCheck(stage, home, picked, {
      conclusion: 'failure',
      mentions: [picked.slice(0, 7), 'came without a pull request', 'Change src/picked.c'],
    });
    expect(await pushTag(stage, home, { tag: 'v1.0.2', sha: picked })).toContain('holdpoint/release');
  }, 120_000);

  test('a merge by hand brings nothing that its commits did not bring themselves', async () => {
    const main = await stage.as('rita').rest.git.getRef({ ...home, ref: 'heads/main' });
    await startBranch('release/1.1', main.data.object.sha);
    await startBranch('side', main.data.object.sha);
    const onSide = await commitFile(stage, home, { branch: 'side', path: 'src/side.c', login: 'mallory' });
    const { data } = await stage.as('mallory').rest.repos.merge({ ...home, base: 'release/1.1', head: 'side' });
    await open('v1.1.1', data.sha, 'v1.1.0');
    const { output } = await untilReleaseCheck(stage, home, data.sha, {
      conclusion: 'failure',
      mentions: [data.sha.slice(0, 7), 'came without a pull request'],
    });
    expect(output.summary).toContain(onSide.slice(0, 7));
  }, 60_000);

  test('and it stands on the release that it names: one of another branch, or of a history that was rewritten, holds it', async () => {
    const next = await bringChange(stage, home, 'next');
    await open('v1.2.0', next, 'v1.0.1');
    await untilReleaseCheck(stage, home, next, {
      conclusion: 'failure',
      mentions: ['v1.0.1', 'is not among the ancestors'],
    });
    await startBranch('rewritten', first);
    const rewritten = await bringChange(stage, home, 'again', { base: 'rewritten' });
    await open('v1.3.0', rewritten, 'v1.1.0');
    await untilReleaseCheck(stage, home, rewritten, {
      conclusion: 'failure',
      mentions: ['v1.1.0', 'is not among the ancestors'],
    });
  }, 90_000);
});
