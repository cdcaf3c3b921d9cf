import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, transaction } from '../../src/database/database.ts';
import {
  forgetVerdict,
  headSharers,
  type KnownPullRequest,
  notePullRequest,
  noteVerdict,
  type PullRequestSubject,
  pullRequestsOf,
  pullRequestsOnIssuesOf,
  readKnown,
  replaceLinks,
  takeStale,
} from '../../src/observations/pull-requests.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const pull = (name: string, number: number, installationId = 1): PullRequestSubject => ({
  kind: 'pull_request',
  installationId,
  ref: { owner: 'Acme', name, number },
});
const issue = (name: string, number: number) => ({ owner: 'ACME', name, number });
const note = (subject: PullRequestSubject, headSha = 'a1', state: KnownPullRequest['state'] = 'open') =>
  notePullRequest(db.pool, subject, { state, headSha });
const say = (subject: PullRequestSubject, outcome: 'held' | 'released', at: string) =>
  transaction(db, (tx) => noteVerdict(tx, subject, { outcome, statementDigest: null, at }));
const link = (subject: PullRequestSubject, ...issues: ReturnType<typeof issue>[]) =>
  transaction(db, (tx) => replaceLinks(tx, subject, issues));
const numbers = (known: readonly KnownPullRequest[]) => known.map(({ subject }) => subject.ref.number);

describe('links', () => {
  test('F9: an issue finds the pull requests that hang on it, in other repositories too', async () => {
    for (const subject of [pull('pump', 1), pull('valve', 2), pull('pump', 3)]) await note(subject);
    await link(pull('pump', 1), issue('records', 7), issue('records', 7));
    await link(pull('valve', 2), issue('records', 7), issue('records', 8));
    await link(pull('pump', 3), issue('records', 8));
    expect(numbers(await pullRequestsOf(db.pool, { owner: 'acme', name: 'Records', number: 7 }))).toEqual([1, 2]);
    expect(numbers(await pullRequestsOnIssuesOf(db.pool, { owner: 'acme', name: 'RECORDS' }))).toEqual([1, 3, 2]);
    expect(await pullRequestsOnIssuesOf(db.pool, { owner: 'acme', name: 'record' })).toEqual([]);
  });

  test('F9: an evaluation replaces the links of its pull request alone', async () => {
    for (const subject of [pull('moved', 1), pull('moved', 2)]) await note(subject);
    await link(pull('moved', 1), issue('moved', 10));
    await link(pull('moved', 2), issue('moved', 10));
    await link(pull('moved', 1), issue('moved', 11));
    expect(numbers(await pullRequestsOf(db.pool, issue('moved', 10)))).toEqual([2]);
    expect(numbers(await pullRequestsOf(db.pool, issue('moved', 11)))).toEqual([1]);
    await link(pull('moved', 1));
    expect(await pullRequestsOf(db.pool, issue('moved', 11))).toEqual([]);
  });
});

describe('verdicts', () => {
  test('what was noted can be read, under any case of letters and any installation', async () => {
    await note(pull('Case', 1));
    await say(pull('case', 1), 'released', '2026-11-21T02:00:00Z');
    await note(pull('CASE', 1, 2), 'a1', 'closed');
    expect(await readKnown(db.pool, pull('case', 1))).toEqual({
      subject: pull('CASE', 1, 2),
      state: 'closed',
      headSha: 'a1',
      evaluatedAt: '2026-11-21T02:00:00Z',
      outcome: 'released',
      statementDigest: null,
    });
    expect(await readKnown(db.pool, pull('case', 2))).toBeNull();
  });

  test('F32: what was said of another head is no word about this one', async () => {
    await note(pull('heads', 1), 'a1');
    await say(pull('heads', 1), 'released', '2026-11-21T02:00:00Z');
    await note(pull('heads', 1), 'b2');
    expect(await readKnown(db.pool, pull('heads', 1))).toMatchObject({ headSha: 'b2', outcome: null });
  });

  test('a verdict on older facts does not replace one on newer facts', async () => {
    const subject = pull('order', 1);
    await note(subject);
    expect(await say(subject, 'held', '2026-11-21T02:00:10Z')).toBe(true);
    expect(await say(subject, 'released', '2026-11-21T02:00:09Z')).toBe(false);
    expect(await say(subject, 'held', '2026-11-21T02:00:10.001Z')).toBe(true);
    expect(await readKnown(db.pool, subject)).toMatchObject({
      outcome: 'held',
      evaluatedAt: '2026-11-21T02:00:10.001Z',
    });
  });

  test('F32: finds the open pull requests that share a head, and only those', async () => {
    await note(pull('shared', 1), 'h1');
    await note(pull('shared', 2), 'h1');
    await note(pull('shared', 3), 'h2');
    await note(pull('shared', 4), 'h1', 'closed');
    await note(pull('elsewhere', 5), 'h1');
    expect(numbers(await headSharers(db.pool, { owner: 'ACME', name: 'Shared' }, 'h1'))).toEqual([1, 2]);
  });
});

describe('takeStale', () => {
  test('F34: names the open ones never or long not evaluated, those first that waited longest', async () => {
    await db.pool.query('TRUNCATE pull_requests CASCADE');
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
    for (const number of [1, 2, 3, 4, 5]) await note(pull('stale', number), 'a1', number === 5 ? 'merged' : 'open');
    await say(pull('stale', 1), 'held', ago(700));
    await say(pull('stale', 2), 'held', ago(900));
    await say(pull('stale', 3), 'held', ago(10));
    const take = async (limit: number) => (await takeStale(db.pool, 600, limit)).map(({ ref }) => ref.number);
    expect(await take(1)).toEqual([4]);
    // 4 still was not evaluated, but it had its turn.
    expect(await take(1)).toEqual([2]);
    expect(await take(10)).toEqual([1]);
    expect(await take(10)).toEqual([]);
    await db.pool.query("UPDATE pull_requests SET swept_at = now() - interval '601 seconds' WHERE number = 4");
    expect(await take(10)).toEqual([4]);
  });
});

describe('a shared head', () => {
  const outcomesOn = async (name: string, headSha: string) =>
    (await headSharers(db.pool, { owner: 'acme', name }, headSha)).map(({ outcome }) => outcome);

  test('F32: what was said of a pull request on another head is no word about the head that it has now', async () => {
    await note(pull('shared', 1), 'h1');
    await say(pull('shared', 1), 'released', '2026-11-21T10:00:00Z');
    expect(await outcomesOn('shared', 'h1')).toEqual(['released']);
    await note(pull('shared', 1), 'h2');
    expect(await outcomesOn('shared', 'h2')).toEqual([null]);
    await note(pull('shared', 1), 'h2');
    await say(pull('shared', 1), 'held', '2026-11-21T10:01:00Z');
    await note(pull('shared', 1), 'h2');
    expect(await outcomesOn('shared', 'h2')).toEqual(['held']);
  });

  test('F32: the last word about one that cannot be read now is forgotten', async () => {
    await note(pull('unread', 1), 'h1');
    await say(pull('unread', 1), 'released', '2026-11-21T10:00:00Z');
    await transaction(db, (tx) => forgetVerdict(tx, pull('unread', 1)));
    expect(await outcomesOn('unread', 'h1')).toEqual([null]);
  });
});
