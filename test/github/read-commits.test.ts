import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type nock from 'nock';
import { readPullRequest } from '../../src/github/read-pull-request.ts';
import { failing, read, ref, setUp, tearDown, warm } from './reading.ts';
import {
  ada,
  answerFrom,
  api,
  bob,
  commit,
  connection,
  type Data,
  push,
  refusal,
  sha,
  toClient,
  world,
} from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

describe('F23: who wrote and pushed the commits', () => {
  const authors = (...users: (Data | null)[]) =>
    connection(users.map((user) => ({ name: 'n', email: 'e@example.com', user })));

  test('co-authors, a machine and a commit without an account', async () => {
    const commits = connection([
      commit(1, { authors: authors(ada, bob) }),
      commit(2, {
        authors: authors(null),
        committer: { name: 'b', email: 'b', user: { ...bob, login: 'renovate[bot]' } },
      }),
    ]);
    const { facts } = await read(world({ commits }));
    expect(facts.commits).toMatchObject({
      known: true,
      value: [
        {
          authors: [{ account: { value: { login: 'ada', kind: 'person' } } }, { account: { value: { login: 'bob' } } }],
          seenAt: '2026-11-02T00:00:01Z',
        },
        {
          authors: [{ account: { known: false, reason: 'no GitHub account has this e-mail address' } }],
          committer: { account: { value: { kind: 'bot' } } },
        },
      ],
    });
  });

  test.each<[string, string, object]>([
    [
      'an App’s bot, by the address that GitHub gave it',
      '49699333+dependabot[bot]@users.noreply.github.com',
      { known: true, value: { id: 49_699_333, login: 'dependabot[bot]', kind: 'bot', name: null } },
    ],
    ['a person’s address', '49699333+dana@users.noreply.github.com', { known: false }],
    ['a bot’s address of elsewhere', '49699333+dependabot[bot]@users.example.com', { known: false }],
    ['a bot’s address without its number', 'dependabot[bot]@users.noreply.github.com', { known: false }],
  ])('F7: a commit without a user: %s', async (_name, email, account) => {
    const nobody = connection([{ name: 'n', email, user: null }]);
    const { facts } = await read(world({ commits: connection([commit(1), commit(2, { authors: nobody })]) }));
    expect(facts.commits).toMatchObject({ known: true, value: [{}, { authors: [{ account }] }] });
  });

  test.each<[string, Data, string]>([
    [
      'more authors than shown',
      {
        commits: connection([
          commit(1),
          commit(2, { authors: connection(Array.from({ length: 11 }, () => ({ name: 'n', email: 'e', user: ada }))) }),
        ]),
      },
      'every author and parent of commit 0000000',
    ],
    ['fewer commits than counted', { commits: connection([commit(2)], 3) }, 'counts 3 commits and shows 1'],
    ['a hole in the list', { commits: connection([null, commit(2)]) }, 'counts 2 commits and shows 1'],
    ['a list that does not reach the head', { commits: connection([commit(1)]) }, 'does not reach the head'],
    [
      'commits that may not be read',
      { commits: connection([commit(1, { checkSuites: refusal('FORBIDDEN', 'Resource not accessible') })]) },
      'Resource not accessible',
    ],
  ])('%s: the commits are unknown', async (_name, over, reason) => {
    api()
      .get(/check-runs/)
      .reply(200, { total_count: 0, check_runs: [] });
    const { facts } = await read(world(over));
    expect(facts.commits).toEqual({ known: false, reason: expect.stringContaining(reason) });
  });

  test('249 commits are read in four requests', async () => {
    const { queries } = answerFrom(
      world({ headRefOid: sha(248), commits: connection(Array.from({ length: 249 }, (_, n) => commit(n))) }),
    );
    const { facts } = await readPullRequest(toClient(), ref, warm([{ ...push, headSha: sha(248) }]));
    expect(facts.commits.known && facts.commits.value.map((one) => one.sha)).toEqual(
      Array.from({ length: 249 }, (_, n) => sha(n)),
    );
    expect(queries).toHaveLength(4);
  });

  test.each([
    [250, true],
    [251, false],
  ])('250 commits, where GitHub stops listing, of %i', async (total, whole) => {
    const memory = warm([{ ...push, headSha: sha(249) }]);
    api().get('/api/v3/repos/acme/pump/pulls/7').reply(200, { commits: total });
    const { facts } = await read(
      world({ headRefOid: sha(249), commits: connection(Array.from({ length: 250 }, (_, n) => commit(n))) }),
      memory,
    );
    expect(facts.commits.known).toBe(whole);
  });

  test('a head that moves while its commits are read is a fault to retry', async () => {
    let asked = 0;
    const moving = Array.from({ length: 60 }, (_, n) => commit(n));
    const root = world({ headRefOid: () => sha(asked++ === 0 ? 59 : 60), commits: connection(moving) });
    expect(await failing(read(root))).toMatchObject({ code: 'changed-meanwhile', retryable: true });
  });

  const activity = (over: Data = {}) => ({
    after: sha(2),
    activity_type: 'push',
    timestamp: '2026-11-02T01:00:00Z',
    actor: { id: 2, login: 'bob', type: 'User' },
    ...over,
  });
  const readUnpushed = (entries: unknown, status = 200) => {
    api()
      .get('/api/v3/repos/acme/pump/activity')
      .query({ ref: 'refs/heads/limit', per_page: 100 })
      .reply(status, entries as nock.Body);
    const memory = warm();
    return read(world(), { ...memory, pushesOf: async () => [{ ...push, headSha: sha(1) }] });
  };

  test('when no receipt ends in the head, the activity log says who pushed it', async () => {
    const { facts } = await readUnpushed([
      activity(),
      activity({ activity_type: 'pr_merge' }),
      activity({ after: sha(50) }),
    ]);
    expect(facts.pushes).toEqual({
      known: true,
      value: [
        { ...push, headSha: sha(1) },
        {
          headSha: sha(2),
          pusher: { known: true, value: { id: 2, login: 'bob', kind: 'person', name: null } },
          at: '2026-11-02T01:00:00Z',
          receivedAt: null,
          source: 'activity',
        },
      ],
    });
  });

  test('a pusher whose account is gone is unknown', async () => {
    const { facts } = await readUnpushed([activity({ actor: null })]);
    expect(facts.pushes).toMatchObject({
      value: [{}, { pusher: { known: false, reason: 'the account no longer exists' } }],
    });
  });

  test.each([403, 404])('an activity log that answers %i makes the pushes unknown', async (status) => {
    expect((await readUnpushed({ message: 'no' }, status)).facts.pushes).toMatchObject({ known: false });
  });

  test('the fork is gone', async () => {
    const { facts } = await read(world({ headRepository: null }), { ...warm(), pushesOf: async () => [] });
    expect(facts.pushes).toEqual({ known: false, reason: 'the repository of the head branch is gone' });
  });
});
