import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { settle } from '../../stage/change.ts';
import { readAnswers, readTracked, untilTracked } from '../../stage/matter.ts';
import { comment, type IssuePlace } from '../../stage/record.ts';
import {
  bringChange,
  openReleaseRecord,
  pushTag,
  readTier,
  signRelease,
  toReleaseWorld,
  toReleasing,
  untilReleaseCheck,
} from '../../stage/release.ts';
import { type Stage, setStage, until } from '../../stage/stage.ts';

const owner = 'acme';
type Home = { readonly owner: string; readonly repo: string };

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({
    world: toReleaseWorld([
      toReleasing('reserved', 'creation'),
      toReleasing('checked', 'check'),
      toReleasing('drafted', 'check'),
      toReleasing('moved', 'none'),
      toReleasing('twins', 'check'),
      toReleasing('unread', 'check'),
      toReleasing('late', 'none'),
    ]),
    permissions: await readTier({ contents: 'write' }),
    env: { SWEEP_SECONDS: '2' },
  });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

/** A release record of the first release, whose history quality has looked at; not signed. */
const openFirst = async (home: Home, tag: string, commit: string): Promise<IssuePlace> => {
  const record = await openReleaseRecord(stage, home, { tag, commit, previous: 'none' });
  await comment(stage, 'quinn', record, '/deviation What was there before was reviewed in DHF-1.');
  return record;
};

const readTag = async (home: Home, tag: string): Promise<string | null> =>
  stage
    .as('dana')
    .rest.git.getRef({ ...home, ref: `tags/${tag}` })
    .then(({ data }) => data.object.sha)
    .catch(() => null);

const untilTag = (home: Home, tag: string) => until(() => readTag(home, tag));

describe('F38: tags that only the App may create', () => {
  test('/release makes the tag when all is released, and says why not before', async () => {
    const home = { owner, repo: 'reserved' };
    const sha = await bringChange(stage, home, 'reserved-1');
    const record = await openFirst(home, 'v1.0.0', sha);
    await untilReleaseCheck(stage, home, sha, { conclusion: 'failure', mentions: ['Release approval'] });
    await comment(stage, 'rita', record, '/release');
    await until(async () =>
      (await readAnswers(stage, home, record.issue_number)).some((text) => text.includes('the release is held'))
        ? true
        : null,
    );
    expect(await pushTag(stage, home, { tag: 'v1.0.0', sha })).toContain('creations being restricted');
    await signRelease(stage, record);
    await untilReleaseCheck(stage, home, sha, { conclusion: 'success' });
    await settle(stage);
    // What was asked for too early is not done later.
    expect(await readTag(home, 'v1.0.0')).toBeNull();
    await comment(stage, 'dana', record, '/release');
    await until(async () =>
      (await readAnswers(stage, home, record.issue_number)).some((text) => text.includes('hold the role'))
        ? true
        : null,
    );
    expect(await readTag(home, 'v1.0.0')).toBeNull();
    await comment(stage, 'rita', record, '/release');
    await untilTag(home, 'v1.0.0');
    const { data } = await stage.as('dana').rest.repos.listTags(home);
    expect(data.map(({ name, commit }) => [name, commit.sha])).toEqual([['v1.0.0', sha]]);
    await settle(stage);
    const tracked = await stage
      .as('dana')
      .rest.issues.listForRepo({ ...home, labels: 'holdpoint-deviation', state: 'all' });
    expect(tracked.data).toEqual([]);
  }, 60_000);
});

describe('F38: a ruleset that requires the check', () => {
  test('refuses four tags that are pushed at once, as GitHub announces none of them', async () => {
    const home = { owner, repo: 'checked' };
    const sha = await bringChange(stage, home, 'checked-1');
    const refs = ['v1', 'v2', 'v3', 'v4'].map((tag) => ({ ref: `refs/tags/${tag}`, sha }));
    await expect(stage.control('POST', 'push', { user: 'rita', repository: 'acme/checked', refs })).rejects.toThrow(
      'holdpoint/release',
    );
    expect((await stage.as('dana').rest.repos.listTags(home)).data).toEqual([]);
  }, 60_000);

  test('refuses a draft that is published too early, since publishing makes the tag', async () => {
    const home = { owner, repo: 'drafted' };
    const sha = await bringChange(stage, home, 'drafted-1');
    const rita = stage.as('rita').rest.repos;
    const { data: draft } = await rita.createRelease({
      ...home,
      tag_name: 'v1.0.0',
      target_commitish: sha,
      draft: true,
    });
    await expect(rita.updateRelease({ ...home, release_id: draft.id, draft: false })).rejects.toThrow(/rule|release/i);
    const record = await openFirst(home, 'v1.0.0', sha);
    await signRelease(stage, record);
    await untilReleaseCheck(stage, home, sha, { conclusion: 'success' });
    await settle(stage);
    await rita.updateRelease({ ...home, release_id: draft.id, draft: false });
    expect(await readTag(home, 'v1.0.0')).toBe(sha);
  }, 60_000);

  test('is green for a commit only when every release of it is released', async () => {
    const home = { owner, repo: 'twins' };
    const sha = await bringChange(stage, home, 'twins-1');
    const first = await openFirst(home, 'v1.0.0', sha);
    await signRelease(stage, first);
    await untilReleaseCheck(stage, home, sha, { conclusion: 'success' });
    const second = await openFirst(home, 'v1.0.0-eu', sha);
    await untilReleaseCheck(stage, home, sha, { conclusion: 'failure' });
    await settle(stage);
    expect(await pushTag(stage, home, { tag: 'v1.0.0', sha })).toContain('holdpoint/release');
    await signRelease(stage, second);
    await untilReleaseCheck(stage, home, sha, { conclusion: 'success' });
  }, 60_000);

  test('F34: turns red when the release cannot be read any more, and green again by itself', async () => {
    const home = { owner, repo: 'unread' };
    const sha = await bringChange(stage, home, 'unread-1');
    const record = await openFirst(home, 'v1.0.0', sha);
    await signRelease(stage, record);
    await untilReleaseCheck(stage, home, sha, { conclusion: 'success' });
    await settle(stage);
    await stage.control('PUT', 'faults', {
      requests: [
        { method: 'GET', path: '/repos/acme/unread/compare', status: 403 },
        { method: 'GET', path: '/repos/acme/unread/commits?', status: 403 },
        { path: '/repos/acme/unread/issues', method: 'GET', status: 500 },
      ],
    });
    await comment(stage, 'dana', record, 'Have a look.');
    await untilReleaseCheck(stage, home, sha, { conclusion: 'failure' }, { timeoutMs: 30_000 });
    await stage.control('PUT', 'faults', {});
    await untilReleaseCheck(stage, home, sha, { conclusion: 'success' }, { timeoutMs: 60_000 });
  }, 120_000);
});

describe('F37: what becomes of a tag afterwards', () => {
  test('F34: what GitHub refused meanwhile is made up for: the answer to /release, and the green that covered the tag', async () => {
    const home = { owner, repo: 'late' };
    const sha = await bringChange(stage, home, 'late-1');
    const record = await openFirst(home, 'v1.0.0', sha);
    await signRelease(stage, record);
    await untilReleaseCheck(stage, home, sha, { conclusion: 'success' });
    await settle(stage);
    const issues = '/repos/acme/late/issues';
    await stage.control('PUT', 'faults', { requests: [{ path: issues, method: 'POST', status: 502, next: 1 }] });
    await comment(stage, 'rita', record, '/release');
    await untilTag(home, 'v1.0.0');
    await until(async () =>
      (await readAnswers(stage, home, record.issue_number)).some((text) => text.includes('is on')) ? true : null,
    );

    const next = await bringChange(stage, home, 'late-2');
    const later = await openReleaseRecord(stage, home, { tag: 'v1.1.0', commit: next, previous: 'v1.0.0' });
    await signRelease(stage, later);
    await untilReleaseCheck(stage, home, next, { conclusion: 'success', mentions: ['v1.1.0'] });
    await settle(stage);
    await stage.control('PUT', 'faults', { requests: [{ path: issues, method: 'GET', status: 500 }] });
    await comment(stage, 'dana', later, 'Have a look.');
    await untilReleaseCheck(stage, home, next, { conclusion: 'failure' }, { timeoutMs: 30_000 });
    await pushTag(stage, home, { tag: 'v1.1.0', sha: next });
    await stage.control('PUT', 'faults', {});
    await untilReleaseCheck(stage, home, next, { conclusion: 'success', mentions: ['v1.1.0'] }, { timeoutMs: 60_000 });
    expect(await readTracked(stage, home, 'holdpoint-deviation')).toEqual([]);

    const last = await bringChange(stage, home, 'late-3');
    const unsigned = await openReleaseRecord(stage, home, { tag: 'v1.2.0', commit: last, previous: 'v1.1.0' });
    await untilReleaseCheck(stage, home, last, { conclusion: 'failure', mentions: ['1 of 7 hold points open'] });
    await settle(stage);
    await stage.control('PUT', 'faults', { requests: [{ path: issues, method: 'GET', status: 500 }] });
    await comment(stage, 'dana', unsigned, 'Have a look.');
    const unread = { conclusion: 'failure', mentions: ['could not be read'] } as const;
    await untilReleaseCheck(stage, home, last, unread, { timeoutMs: 30_000 });
    await pushTag(stage, home, { tag: 'v1.2.0', sha: last });
    await stage.control('PUT', 'faults', {});
    const stood = { conclusion: 'failure', mentions: ['1 of 7 hold points open'] } as const;
    await untilReleaseCheck(stage, home, last, stood, { timeoutMs: 60_000 });
    await untilTracked(stage, home, 'holdpoint-deviation', { mentions: 'v1.2.0 was tagged while it was held' });
  }, 240_000);

  test('four tags at once, a moved and a deleted one are found, though nobody tells of the four', async () => {
    const home = { owner, repo: 'moved' };
    const sha = await bringChange(stage, home, 'moved-1');
    const record = await openFirst(home, 'v1.0.0', sha);
    await signRelease(stage, record);
    await untilReleaseCheck(stage, home, sha, { conclusion: 'success' });
    expect(await pushTag(stage, home, { tag: 'v1.0.0', sha })).toBeNull();
    await settle(stage);
    const other = await bringChange(stage, home, 'moved-2');
    await stage.as('rita').rest.git.updateRef({ ...home, ref: 'tags/v1.0.0', sha: other, force: true });
    const moved = `v1.0.0 was moved from ${sha.slice(0, 7)} to ${other.slice(0, 7)}`;
    await untilTracked(stage, home, 'holdpoint-deviation', { mentions: moved });
    await settle(stage);
    // Put back where it belongs it is as it was, and the next time that it is moved is another time.
    await stage.as('rita').rest.git.updateRef({ ...home, ref: 'tags/v1.0.0', sha, force: true });
    await settle(stage);
    await stage.as('rita').rest.git.updateRef({ ...home, ref: 'tags/v1.0.0', sha: other, force: true });
    await until(async () => {
      const tracked = await readTracked(stage, home, 'holdpoint-deviation');
      return tracked.filter(({ title }) => title.includes(moved)).length === 2 || null;
    });
    await settle(stage);
    await stage.as('rita').rest.git.deleteRef({ ...home, ref: 'tags/v1.0.0' });
    await untilTracked(stage, home, 'holdpoint-deviation', { mentions: 'v1.0.0 was deleted after it was released' });
    const refs = ['v2', 'v3', 'v4', 'v5'].map((tag) => ({ ref: `refs/tags/${tag}`, sha: other }));
    await stage.control('POST', 'push', { user: 'rita', repository: 'acme/moved', refs });
    await untilTracked(
      stage,
      home,
      'holdpoint-deviation',
      { mentions: 'v5 was tagged before it was judged' },
      { timeoutMs: 60_000 },
    );
  }, 120_000);
});
