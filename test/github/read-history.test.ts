import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readHistorySince, readWholeHistory } from '../../src/github/release/read-history.ts';
import { failing, setUp, tearDown } from './reading.ts';
import { ada, answerFrom, api, connection, type Data, refusal, sha, toClient } from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

const pump = { owner: 'acme', name: 'pump' };
const [base, other] = [sha(1), sha(2)] as const;
const target = (oid: string): Data => ({ __typename: 'Commit', oid });

const listed = (number: number, over: Data = {}): Data => ({
  __typename: 'Commit',
  oid: sha(number),
  message: `Commit ${number}\n\nLonger.`,
  author: { name: 'Ada', email: 'ada@example.com', user: ada },
  signature: null,
  parents: connection([{ oid: sha(number - 1) }]),
  associatedPullRequests: connection([]),
  ...over,
});

/** Commits from 1,001 on, each the parent of the next. */
const line = (count: number): readonly Data[] => Array.from({ length: count }, (_, at) => listed(1_001 + at));
const headOf = (count: number): string => sha(1_000 + count);

type Page = { first?: number; last?: number; after?: string; before?: string };

/** A list as GitHub pages it from both ends. */
const paged =
  (items: readonly (Data | null)[], totalCount = items.length) =>
  ({ first, last, after, before }: Page) => {
    const from = after ? Number(after) + 1 : 0;
    const to = before ? Number(before) : items.length;
    const [start, end] =
      first === undefined ? [Math.max(from, to - (last ?? 0)), to] : [from, Math.min(to, from + first)];
    const cursor = (at: number) => (end > start ? String(at) : null);
    return {
      totalCount,
      nodes: items.slice(start, end),
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: cursor(start), endCursor: cursor(end - 1) },
    };
  };

const comparison = (commits: readonly (Data | null)[], over: Data = {}): Data => ({
  status: 'AHEAD',
  aheadBy: commits.length,
  baseTarget: target(base),
  headTarget: target(headOf(commits.length)),
  commits: paged(commits),
  ...over,
});

const toRoot = (compare: unknown, over: Data = {}): Data => ({
  repository: {
    databaseId: 9,
    ref: ({ qualifiedName }: { qualifiedName: string }) =>
      qualifiedName === 'refs/tags/v1' && { prefix: 'refs/tags/', name: 'v1', target: target(base), compare, ...over },
  },
});

const readSince = (head: string) => readHistorySince(toClient(), 'reading', pump, 'v1', head);

const toRest = (number: number): Data => ({
  sha: sha(number),
  parents: [{ sha: sha(number - 1) }],
  commit: { message: `Commit ${number}`, author: { name: 'Ada', email: 'ada@example.com' }, verification: null },
  author: { id: 1, login: 'ada', type: 'User' },
});

/** REST knows of three commits since the tag. */
const tellByRest = (head: string) => {
  api()
    .get('/api/v3/repos/acme/pump/git/ref/tags%2Fv1')
    .reply(200, { object: { type: 'commit', sha: base } });
  return api()
    .get(`/api/v3/repos/acme/pump/compare/${encodeURIComponent(`${base}...${head}`)}`)
    .query({ per_page: 100, page: 1 })
    .reply(200, { status: 'ahead', total_commits: 3, commits: [1_001, 1_002, 1_003].map(toRest) });
};

const three = { tagged: { known: true, value: base }, history: { known: true, value: { base, isDescendant: true } } };

describe('F39: every commit since a tag', () => {
  test.each([
    [0, 1],
    [1, 1],
    [200, 1],
    [201, 2],
    [450, 3],
  ])('%i of them in %i requests, in their order, with who brought them', async (count, requests) => {
    const bringing = {
      number: 7,
      state: 'MERGED',
      mergedAt: '2026-11-03T00:00:00Z',
      mergeCommit: { oid: sha(5) },
      baseRefName: 'main',
      headRefOid: sha(6),
      baseRepository: { databaseId: 9 },
    };
    const commits = line(count).map((commit) => ({ ...commit, associatedPullRequests: connection([bringing]) }));
    const status = count === 0 ? 'IDENTICAL' : 'AHEAD';
    const { queries } = answerFrom(toRoot(comparison(commits, { status })));
    const { tagged, history } = await readSince(headOf(count));
    expect(tagged).toEqual({ known: true, value: base });
    if (!history.known) throw new Error(history.reason);
    expect(history.value).toMatchObject({ base, isDescendant: true });
    expect(history.value.commits.map((one) => one.sha)).toEqual(line(count).map((one) => one['oid']));
    expect(history.value.bringers.size).toBe(count);
    for (const bringers of history.value.bringers.values()) {
      expect(bringers).toEqual([{ number: 7, headSha: sha(6), mergeCommitSha: sha(5), baseBranch: 'main' }]);
    }
    expect(queries).toHaveLength(requests);
  });

  test('what each of them says', async () => {
    const bot = { name: 'bot', email: '49699333+dependabot[bot]@users.noreply.github.com', user: null };
    answerFrom(
      toRoot(
        comparison([
          listed(1_001, { signature: { __typename: 'SshSignature', isValid: true, state: 'VALID' } }),
          listed(1_002, {
            author: bot,
            signature: { __typename: 'GpgSignature', isValid: false, state: 'UNKNOWN_SIG_TYPE' },
          }),
        ]),
      ),
    );
    const { history } = await readSince(headOf(2));
    const value = (known: object) => ({ known: true, value: known });
    expect(history).toMatchObject({
      value: {
        commits: [
          {
            sha: sha(1_001),
            parents: [sha(1_000)],
            message: 'Commit 1001',
            author: {
              name: 'Ada',
              email: 'ada@example.com',
              account: value({ id: 1, login: 'ada', kind: 'person', name: null }),
            },
            signature: { isVerified: true, reason: 'valid' },
          },
          {
            author: { account: value({ id: 49_699_333, login: 'dependabot[bot]', kind: 'bot', name: null }) },
            signature: { isVerified: false, reason: 'unknown_signature_type' },
          },
        ],
      },
    });
  });

  test('an annotated tag is followed to its commit', async () => {
    const tag = { __typename: 'Tag', oid: sha(77), target: target(base) };
    answerFrom(toRoot(comparison(line(2), { baseTarget: tag }), { target: tag }));
    expect(await readSince(headOf(2))).toMatchObject(three);
  });

  test.each(['DIVERGED', 'BEHIND'])('%s: the tag is not among the ancestors', async (status) => {
    answerFrom(toRoot(comparison(line(2), { status })));
    expect((await readSince(headOf(2))).history).toMatchObject({ value: { isDescendant: false } });
  });

  test('of a commit with more pull requests than are shown nobody is named, so that it is asked', async () => {
    const [first = {}, second = {}] = line(2);
    answerFrom(toRoot(comparison([{ ...first, associatedPullRequests: connection([], 21) }, second])));
    const { history } = await readSince(headOf(2));
    expect(history.known && [...history.value.bringers.keys()]).toEqual([sha(1_002)]);
  });

  test('more than are read: unknown, and no more is asked', async () => {
    const { queries } = answerFrom(toRoot(comparison(line(3), { aheadBy: 10_001, commits: paged(line(3), 10_001) })));
    const { tagged, history } = await readSince(headOf(3));
    expect(tagged).toEqual({ known: true, value: base });
    expect(history).toEqual({ known: false, reason: 'there are more than 10000 commits' });
    expect(queries).toHaveLength(1);
  });

  const [first = {}, second = {}, third = {}] = line(3);
  const whole = [first, second, third];
  let asked = 0;
  /** Something else in the second answer than in the first. */
  const then =
    <T>(one: T, two: T) =>
    () =>
      asked++ === 0 ? one : two;

  test.each<[string, unknown, Data?]>([
    ['no comparison', null],
    ['a comparison that fails', refusal('SERVICE_UNAVAILABLE', 'Something went wrong')],
    ['a list that fails', comparison(whole, { commits: refusal('SERVICE_UNAVAILABLE', 'Something went wrong') })],
    ['another base', comparison(whole, { baseTarget: target(other) })],
    ['another head', comparison(whole, { headTarget: target(other) })],
    ['a branch of that name', comparison(whole), { prefix: 'refs/heads/', name: 'refs/tags/v1' }],
    ['a tag of something else', comparison(whole), { target: { __typename: 'Tree', oid: base } }],
    ['a list that lacks one commit', comparison([first, third], { aheadBy: 3, commits: paged([first, third], 3) })],
    ['one that lacks a commit without counting it', comparison([first, third], { aheadBy: 3 })],
    ['one that has a commit too many', comparison(whole, { aheadBy: 2, commits: paged(whole, 2) })],
    ['a hole in the list', comparison([first, null, third])],
    ['a parent that is not shown', comparison([first, { ...second, parents: connection([], 1) }, third])],
    ['pull requests that fail', comparison([first, second, { ...third, associatedPullRequests: refusal('X', 'no') }])],
    ['a signature that fails', comparison([first, second, { ...third, signature: refusal('X', 'no') }])],
  ])('F77: %s is not relied on: REST says what has come', async (_name, compare, over = {}) => {
    const head = headOf(3);
    const answer =
      (compare as Data | null)?.['headTarget'] === undefined
        ? compare
        : { headTarget: target(head), ...(compare as Data) };
    answerFrom(toRoot(answer, over));
    const rest = tellByRest(head);
    const { tagged, history } = await readSince(head);
    expect({ tagged, history }).toMatchObject(three);
    expect(history.known && history.value.commits.map((one) => one.sha)).toEqual([1_001, 1_002, 1_003].map(sha));
    expect(rest.isDone()).toBe(true);
  });

  test.each<[string, () => [unknown, Data]]>([
    ['moved', () => [comparison(line(450), { baseTarget: then(target(base), target(other)) }), {}]],
    [
      'moved, and compared from there',
      () => {
        const at = then(target(base), target(other));
        return [
          comparison(line(450), { baseTarget: () => at() }),
          { target: () => (asked === 0 ? target(base) : target(other)) },
        ];
      },
    ],
    ['another status', () => [comparison(line(450), { status: then('AHEAD', 'DIVERGED') }), {}]],
    ['another count', () => [comparison(line(450), { aheadBy: then(450, 451) }), {}]],
  ])('F77: a second page of another comparison is not relied on: %s', async (_name, make) => {
    asked = 0;
    const [compare, over] = make();
    const { queries } = answerFrom(toRoot(compare, over));
    const rest = tellByRest(headOf(450));
    expect(await readSince(headOf(450))).toMatchObject(three);
    expect(queries).toHaveLength(2);
    expect(rest.isDone()).toBe(true);
  });

  test('where the later end does not move, the earlier goes on alone', async () => {
    const commits = line(350);
    const list = (page: Page) => paged(commits)(page.last === undefined ? page : { last: page.last });
    const { queries } = answerFrom(toRoot(comparison(commits, { commits: list })));
    const { history } = await readSince(headOf(350));
    expect(history.known && history.value.commits.length).toBe(350);
    expect(queries.length).toBeGreaterThan(2);
  });
});

describe('F77: a GitHub that cannot answer so much at once', () => {
  const refuse = (times: number) => api().post('/api/graphql').times(times).reply(502, {});

  test('is asked for half, from there on', async () => {
    // Each question is asked three times.
    refuse(3);
    const { queries } = answerFrom(toRoot(comparison(line(150))));
    const { history } = await readSince(headOf(150));
    expect(history.known && history.value.commits.length).toBe(150);
    expect(queries).toHaveLength(2);
  });

  test('and by REST in the end', async () => {
    refuse(6);
    const rest = tellByRest(headOf(3));
    expect(await readSince(headOf(3))).toMatchObject(three);
    expect(rest.isDone()).toBe(true);
  });

  test('a limit is waited for, and not gone round', async () => {
    api()
      .post('/api/graphql')
      .reply(200, { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] }, { 'retry-after': '60' });
    expect(await failing(readSince(headOf(3)))).toMatchObject({ code: 'rate-limited', retryAfter: 60 });
  });
});

describe('F39: every commit from the first on', () => {
  const root = (commits: readonly Data[], over: Data = {}): Data => ({
    repository: {
      databaseId: 9,
      object: { ...target(headOf(commits.length)), history: paged([...commits].reverse()), ...over },
    },
  });
  const from = (count: number): readonly Data[] =>
    line(count).map((commit, at) => (at === 0 ? { ...commit, parents: connection([]) } : commit));
  const readAll = (head: string) => readWholeHistory(toClient(), 'reading', pump, head);
  const listByRest = (numbers: readonly number[], head: string) =>
    api()
      .get('/api/v3/repos/acme/pump/commits')
      .query({ sha: head, per_page: 100, page: 1 })
      .reply(
        200,
        numbers.map((number) => ({ ...toRest(number), ...(number === 1_001 ? { parents: [] } : {}) })),
      );

  test('450 of them in three requests', async () => {
    const { queries } = answerFrom(root(from(450)));
    const history = await readAll(headOf(450));
    expect(history.known && history.value.commits.map((one) => one.sha)).toEqual(
      Array.from({ length: 450 }, (_, at) => sha(1_450 - at)),
    );
    expect(queries).toHaveLength(3);
  });

  test.each<[string, Data]>([
    ['no such commit', { repository: { databaseId: 9, object: null } }],
    ['another commit', root(from(3), { oid: other })],
    ['too few', root(from(3), { history: paged(from(3).slice(1), 3) })],
  ])('F77: %s: REST says what there is', async (_name, answer) => {
    answerFrom(answer);
    listByRest([1_003, 1_002, 1_001], headOf(3));
    const history = await readAll(headOf(3));
    expect(history.known && history.value.commits.map((one) => one.sha)).toEqual([1_003, 1_002, 1_001].map(sha));
  });

  test.each<[string, () => void]>([
    ['by GraphQL', () => void answerFrom(root(line(3)))],
    [
      'by REST',
      () => {
        answerFrom({ repository: { databaseId: 9, object: null } });
        listByRest([1_003, 1_002], headOf(3));
      },
    ],
  ])('a list that lacks the parent of one of them is not whole: %s', async (_name, tell) => {
    tell();
    expect(await readAll(headOf(3))).toEqual({ known: false, reason: 'GitHub does not show the whole history' });
  });
});
