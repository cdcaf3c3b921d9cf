import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import type { Fact, PullRequestFacts } from '../../src/decision/facts.ts';
import type { GitHubFault } from '../../src/github/faults.ts';
import { type PullRequestReading, readPullRequest } from '../../src/github/read-pull-request.ts';
import {
  ada,
  answerFrom,
  api,
  app,
  blob,
  bob,
  commit,
  connection,
  type Data,
  grantToken,
  host,
  issue,
  published,
  pullRequest,
  push,
  refusal,
  repositories,
  repository,
  sha,
  suite,
  suites,
  toClient,
  token,
  toMemory,
  world,
} from './stand-in.ts';

const ref = { owner: 'acme', name: 'pump', number: 7 };
const members = [{ id: 1, login: 'ada', type: 'User' }];

beforeEach(() => {
  nock.disableNetConnect();
  grantToken();
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const grantTeam = () => api().get('/api/v3/orgs/acme/teams/safety/members?per_page=100').reply(200, members);
const grantUser = () => api().get('/api/v3/users/bob').reply(200, { id: 2, login: 'bob', type: 'User', name: 'Bob' });

/** A memory that knows the holders already. */
const warm = (pushes = [push]) => {
  const memory = toMemory(pushes);
  memory.holders.set('team:acme/safety', []);
  memory.holders.set('user:bob', []);
  return memory;
};

const read = (root: Data, memory = warm()): Promise<PullRequestReading> => {
  answerFrom(root);
  return readPullRequest(toClient(), ref, memory);
};

const linked = async (
  over: Data,
): Promise<Fact<PullRequestFacts['links'] extends Fact<readonly (infer L)[]> ? L : never>> => {
  const { facts } = await read(world({ closingIssuesReferences: connection([issue(1, over)]) }));
  if (!facts.links.known) return facts.links;
  const [link] = facts.links.value;
  if (link === undefined) throw new Error('no link');
  return { known: true, value: link };
};
const issueOf = async (over: Data) => {
  const link = await linked(over);
  if (!link.known || !link.value.issue.known) throw new Error('the issue is unknown');
  return link.value.issue.value;
};

const failing = async (reading: Promise<unknown>): Promise<GitHubFault> => {
  try {
    await reading;
  } catch (error) {
    return error as GitHubFault;
  }
  throw new Error('nothing was thrown');
};

describe('F77: one request reads everything', () => {
  test('with the team remembered, one GraphQL query and nothing else', async () => {
    const { queries } = answerFrom(world());
    const { facts, policies, checkRun, headSharers } = await readPullRequest(toClient(), ref, warm());
    expect(queries).toHaveLength(1);
    expect(facts.observedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect({ ...facts, observedAt: '', policyFile: null }).toMatchSnapshot();
    expect(facts.policyFile).toMatchObject({ known: true, value: { path: '.github/holdpoint.yml', commit: sha(100) } });
    expect(policies).toMatchObject({ own: { ok: true, policy: { product: 'Pump' } }, baseline: 'absent' });
    expect(checkRun).toBeNull();
    expect(headSharers).toEqual({ known: true, value: [] });
  });

  test('a GitHub without issue types is asked again without them, once', async () => {
    const { queries } = answerFrom(world(), published);
    const client = toClient();
    const first = await readPullRequest(client, ref, warm());
    await readPullRequest(client, ref, warm());
    expect(queries.map((query) => query.includes('issueType'))).toEqual([true, false, false]);
    expect(first.facts.links).toMatchObject({ known: true, value: [{ issue: { value: { type: null } } }] });
  });

  test('a repository without a policy costs one request, whatever its pull request holds', async () => {
    const { queries } = answerFrom(
      world(
        {
          body: 'Change-Request: #3',
          headRefOid: sha(98),
          commits: connection(Array.from({ length: 99 }, (_, n) => commit(n))),
        },
        { policy: null },
      ),
    );
    const { facts, policies } = await readPullRequest(toClient(), ref, toMemory([]));
    expect(queries).toHaveLength(1);
    expect(facts.policyFile).toEqual({ known: true, value: null });
    expect(policies).toEqual({ own: 'absent', baseline: 'absent' });
    expect([facts.commits.known, facts.links.known, facts.pushes.known]).toEqual([false, false, false]);
  });
});

describe('F35: the policy at the tip of the default branch', () => {
  test.each<[string, unknown, string]>([
    ['a binary file', blob(null, { isBinary: true }), 'is not text'],
    ['a file that was cut off', blob('product: x', { isTruncated: true }), 'too long'],
    ['a folder', { type: 'tree', object: { __typename: 'Tree' } }, 'is not a file'],
    ['one that the App may not read', refusal('FORBIDDEN', 'Resource not accessible by integration'), 'not accessible'],
  ])('%s is unknown, not missing', async (_name, file, reason) => {
    const { facts, policies } = await read(world({}, { policy: file }));
    expect(facts.policyFile).toEqual({ known: false, reason: expect.stringContaining(reason) });
    expect(policies.own).toMatchObject({ known: false });
    expect(facts.authorityFile).toEqual({ known: true, value: null });
  });

  test('one that does not parse comes back with its problems', async () => {
    const { policies } = await read(world({}, { policy: blob('gates: []\n') }));
    expect(policies.own).toMatchObject({ ok: false, problems: [{ file: '.github/holdpoint.yml' }, {}, {}, {}] });
  });
});

describe('F22: who holds a role', () => {
  test('is read once and remembered', async () => {
    grantTeam();
    grantUser();
    const memory = toMemory();
    const { facts } = await read(world(), memory);
    expect(facts.roles).toEqual({
      safety: { known: true, value: [{ id: 1, login: 'ada', kind: 'person', name: null }] },
      quality: { known: true, value: [{ id: 2, login: 'bob', kind: 'person', name: 'Bob' }] },
    });
    expect([...memory.holders.keys()]).toEqual(['team:acme/safety', 'user:bob']);
    expect((await readPullRequest(toClient(), ref, memory)).facts.roles).toEqual(facts.roles);
  });

  test.each([404, 403])(
    'a team that answers %i is unknown, is not remembered, and the other role is read',
    async (status) => {
      api().get('/api/v3/orgs/acme/teams/safety/members?per_page=100').reply(status, { message: 'no' });
      grantUser();
      const memory = toMemory();
      const { facts } = await read(world(), memory);
      expect(facts.roles).toMatchObject({
        safety: {
          known: false,
          reason: expect.stringContaining('acme/safety does not exist, or the App may not see it'),
        },
        quality: { known: true },
      });
      expect([...memory.holders.keys()]).toEqual(['user:bob']);
    },
  );

  test('a team that answers 502 is asked again, and fails the reading if it stays so', async () => {
    const scope = api().get('/api/v3/orgs/acme/teams/safety/members?per_page=100').times(3).reply(502);
    grantUser();
    expect(await failing(read(world(), toMemory()))).toMatchObject({ code: 'unavailable', retryable: true });
    expect(scope.isDone()).toBe(true);
  });

  test("another organisation's team is not taken from this organisation's memory, nor kept there", async () => {
    const text =
      'product: Pump\nsafety_class: A\nroles:\n  safety: { teams: [rival/safety] }\n  quality: { users: [bob] }\n';
    api().get('/api/v3/orgs/rival/teams/safety/members?per_page=100').reply(404, {});
    const memory = warm();
    memory.holders.set('team:rival/safety', [{ id: 66, login: 'eve', kind: 'person', name: null }]);
    const { facts } = await read(world({}, { policy: blob(text) }), memory);
    expect(facts.roles['safety']).toMatchObject({ known: false });
  });
});

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

  test.each<[string, Data, string]>([
    [
      'more authors than shown',
      {
        commits: connection([
          commit(1),
          commit(2, { authors: connection(Array.from({ length: 11 }, () => ({ name: 'n', email: 'e', user: ada }))) }),
        ]),
      },
      'every author of commit 0000000',
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

describe('F9: linked issues', () => {
  test('100 closing references are read in three requests', async () => {
    const { queries } = answerFrom(
      world({ closingIssuesReferences: connection(Array.from({ length: 100 }, (_, n) => issue(n + 1))) }),
    );
    const { facts } = await readPullRequest(toClient(), ref, warm());
    expect(facts.links.known && facts.links.value.map((link) => link.ref.number)).toEqual(
      Array.from({ length: 100 }, (_, n) => n + 1),
    );
    expect(queries).toHaveLength(3);
  });

  test.each([
    [7, { known: true }],
    [8, { known: false, reason: expect.stringContaining('link fewer') }],
  ])('F35: %i issues of the greatest length: more text than can be read in time is unknown', async (count, links) => {
    const issues = Array.from({ length: count }, (_, n) => issue(n + 1, { body: `${n}`.padEnd(65_536, ' x') }));
    expect((await read(world({ closingIssuesReferences: connection(issues) }))).facts.links).toMatchObject(links);
  });

  test.each<[string, unknown]>([
    ['fewer than counted', connection([issue(1)], 2)],
    ['a hole in the list', connection([issue(1), null])],
    ['no list at all', null],
    ['a list that may not be read', refusal('FORBIDDEN', 'no')],
  ])('%s: the links are unknown', async (_name, closingIssuesReferences) => {
    expect((await read(world({ closingIssuesReferences }))).facts.links).toMatchObject({ known: false });
  });

  test('trailers of the description and of commits are read together, in one more request', async () => {
    const home = repository({
      pullRequest: pullRequest({
        body: 'Fixes #1\n\nChange-Request: #1\nChange-Request: #2\n',
        commits: connection([commit(1, { message: 'x\n\nChange-Request: other/place#3' }), commit(2)]),
      }),
    });
    const issues: Record<string, Data> = {
      'acme/pump#2': issue(2),
      'other/place#3': issue(3, { repository: { name: 'place', owner: { __typename: 'User', login: 'Other' } } }),
    };
    const { queries } = answerFrom({
      repository: repositories(({ owner, name }) => ({
        ...home,
        issueOrPullRequest: ({ number }: { number: number }) => issues[`${owner}/${name}#${number}`] ?? null,
      })),
    });
    const { facts } = await readPullRequest(toClient(), ref, warm());
    expect(queries).toHaveLength(2);
    expect(facts.links).toMatchObject({
      known: true,
      value: [
        { ref: { number: 1 }, how: 'closing', issue: { known: true } },
        { ref: { number: 2 }, how: 'trailer', issue: { known: true } },
        {
          ref: { owner: 'other', number: 3 },
          how: 'trailer',
          issue: { known: true, value: { ref: { owner: 'Other' } } },
        },
      ],
    });
  });

  test.each<[string, unknown, string]>([
    ['nothing', null, 'does not exist'],
    [
      'something that GitHub will not show',
      refusal('NOT_FOUND', 'Could not resolve'),
      'does not exist, or the App may not see it',
    ],
    ['something forbidden', refusal('FORBIDDEN', 'Resource protected by SAML'), 'Resource protected by SAML'],
    ['a pull request', { __typename: 'PullRequest' }, 'is a pull request'],
    ['an issue that was transferred', issue(2, { number: 9 }), 'it has moved to acme/pump#9'],
  ])('a trailer that names %s is an unknown link', async (_name, found, reason) => {
    const { facts } = await read(world({ body: 'Change-Request: #2' }, {}, { issueOrPullRequest: found }));
    expect(facts.links).toMatchObject({
      known: true,
      value: [
        { ref: { number: 1 } },
        {
          ref: { ...ref, number: 2 },
          how: 'trailer',
          issue: { known: false, reason: expect.stringContaining(reason) },
        },
      ],
    });
  });

  test('one reference that cannot be read is unknown with the reason, the others are known', async () => {
    const partial = issue(2, { labels: refusal('FORBIDDEN', 'Resource not accessible') });
    const { facts } = await read(world({ closingIssuesReferences: connection([issue(1), partial]) }));
    expect(facts.links).toMatchObject({
      known: true,
      value: [
        { issue: { known: true } },
        { issue: { known: false, reason: expect.stringContaining('not accessible') } },
      ],
    });
  });

  test('one reference that GraphQL leaves nothing of makes the links unknown, with the reason', async () => {
    const nothing = issue(2, { comments: refusal('FORBIDDEN', 'Resource not accessible') });
    const { facts } = await read(world({ closingIssuesReferences: connection([issue(1), nothing]) }));
    expect(facts.links).toEqual({ known: false, reason: expect.stringContaining('not accessible') });
  });

  test.each(['Change-Request: twelve', 'Change-Request: https://elsewhere.example/acme/pump/issues/2'])(
    'a line of the description that means to name a change and does not: %s',
    async (body) => {
      expect((await read(world({ body }))).facts.links).toEqual({
        known: false,
        reason: expect.stringContaining('names no issue'),
      });
    },
  );
});

describe('F30: who set which label, and when', () => {
  const labelEvent = (over: Data = {}) => ({
    __typename: 'LabeledEvent',
    createdAt: '2026-11-02T00:00:00Z',
    actor: ada,
    label: { name: 'approved', createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' },
    ...over,
  });
  const eventsOf = async (...events: unknown[]) => (await issueOf({ timelineItems: connection(events) })).labelEvents;

  test('oldest first, with the actor', async () => {
    expect(
      await eventsOf(
        labelEvent({ __typename: 'UnlabeledEvent', createdAt: '2026-11-04T00:00:00Z', actor: app }),
        labelEvent(),
      ),
    ).toEqual({
      known: true,
      value: [
        {
          action: 'labeled',
          label: 'approved',
          actor: { known: true, value: { id: 1, login: 'ada', kind: 'person', name: 'Ada' } },
          at: '2026-11-02T00:00:00Z',
          labelNamedSince: { known: true, value: '2026-01-01T00:00:00Z' },
        },
        {
          action: 'unlabeled',
          label: 'approved',
          actor: { known: true, value: { id: 3, login: 'renovate', kind: 'bot', name: null } },
          at: '2026-11-04T00:00:00Z',
          labelNamedSince: { known: true, value: '2026-01-01T00:00:00Z' },
        },
      ],
    });
  });

  test.each<[string, Data, Fact<string>]>([
    ['changed later', { updatedAt: '2026-11-03T00:00:00Z' }, { known: true, value: '2026-11-03T00:00:00Z' }],
    [
      'without a time',
      { updatedAt: null },
      { known: false, reason: 'GitHub does not say when the label got its name' },
    ],
  ])('a label %s: since when its name is certain', async (_name, label, since) => {
    const event = labelEvent();
    expect(await eventsOf({ ...event, label: { ...event.label, ...label } })).toMatchObject({
      value: [{ labelNamedSince: since }],
    });
  });

  test('a deleted account is unknown, an account without a number too', async () => {
    expect(
      await eventsOf(labelEvent({ actor: null }), labelEvent({ actor: { ...ada, databaseId: null } })),
    ).toMatchObject({
      value: [{ actor: { known: false, reason: 'the account no longer exists' } }, { actor: { known: false } }],
    });
  });

  test('an organisation is not a person, and a placeholder of an import may be anybody', async () => {
    const events = ['Organization', 'Mannequin'].map((__typename) => labelEvent({ actor: { ...ada, __typename } }));
    expect(await eventsOf(...events)).toMatchObject({
      value: [{ actor: { value: { kind: 'bot' } } }, { actor: { known: false } }],
    });
  });

  test('a hole in the list makes the events unknown', async () => {
    expect(await eventsOf(labelEvent(), null)).toMatchObject({ known: false });
  });

  test('more than a page: 250 events, 250 comments and 60 edits of one issue are read in four requests', async () => {
    const edits = Array.from({ length: 60 }, (_, n) => ({
      editedAt: `2026-11-01T00:${String(59 - n).padStart(2, '0')}:00Z`,
      deletedAt: null,
      diff: n === 0 ? 'text' : `old ${n}`,
      editor: ada,
    }));
    const comments = Array.from({ length: 250 }, (_, n) => ({
      url: `u${n}`,
      createdAt: '2026-11-02T00:00:00Z',
      lastEditedAt: null,
      body: 'b',
      author: ada,
    }));
    const long = issue(1, {
      includesCreatedEdit: true,
      timelineItems: connection(Array.from({ length: 250 }, () => labelEvent())),
      userContentEdits: connection(edits),
      comments: connection(comments),
    });
    const { queries } = answerFrom({ ...world({ closingIssuesReferences: connection([long]) }), node: long });
    const { facts } = await readPullRequest(toClient(), ref, warm());
    if (!facts.links.known || !facts.links.value[0]?.issue.known) throw new Error('unknown');
    const { labelEvents, comments: read, revisions } = facts.links.value[0].issue.value;
    expect([labelEvents, read, revisions].map((fact) => fact.known && fact.value.length)).toEqual([250, 250, 60]);
    expect(queries).toHaveLength(3);
  });

  test('a further page that may not be read makes its list unknown, not short', async () => {
    const comments = connection(
      Array.from({ length: 60 }, (_, n) => ({
        url: `u${n}`,
        createdAt: '2026-11-02T00:00:00Z',
        lastEditedAt: null,
        body: 'b',
        author: ada,
      })),
    );
    const root = {
      ...world({ closingIssuesReferences: connection([issue(1, { comments })]) }),
      node: refusal('FORBIDDEN', 'no'),
    };
    const { facts } = await read(root);
    expect(facts.links).toMatchObject({ value: [{ issue: { known: true, value: { comments: { known: false } } } }] });
  });
});

describe('F27: the revisions of a record', () => {
  const edit = (at: string, diff: string | null, over: Data = {}) => ({
    editedAt: at,
    deletedAt: null,
    diff,
    editor: bob,
    ...over,
  });
  const first = '2026-11-01T00:00:00Z';
  const revisionsOf = async (edits: unknown[], over: Data = {}) =>
    (await issueOf({ includesCreatedEdit: true, userContentEdits: connection(edits), ...over })).revisions;

  test('never edited: the original', async () => {
    expect(await revisionsOf([], { includesCreatedEdit: false })).toMatchObject({
      value: [{ at: first, editor: { value: { login: 'ada' } }, body: { known: true, value: 'text' } }],
    });
  });

  test('GitHub lists them newest first', async () => {
    expect(
      await revisionsOf([edit('2026-11-02T00:00:00Z', 'te\r\nxt'), edit(first, 'old')], { body: 'te\nxt' }),
    ).toMatchObject({
      value: [
        { at: first, body: { value: 'old' } },
        { at: '2026-11-02T00:00:00Z', editor: { value: { login: 'bob' } }, body: { value: 'te\r\nxt' } },
      ],
    });
  });

  test('two edits in one second keep their order', async () => {
    expect(await revisionsOf([edit(first, 'text'), edit(first, 'b'), edit(first, 'a')])).toMatchObject({
      value: [{ body: { value: 'a' } }, { body: { value: 'b' } }, { body: { value: 'text' } }],
    });
  });

  test.each<[string, unknown[], Data]>([
    ['the original is not among them', [edit('2026-11-02T00:00:00Z', 'text')], { includesCreatedEdit: false }],
    [
      'the original was deleted from the history',
      [edit('2026-11-02T00:00:00Z', 'text'), edit(first, null, { deletedAt: '2026-11-03T00:00:00Z' })],
      {},
    ],
    [
      'a deleted revision is not trusted even with its text',
      [edit('2026-11-02T00:00:00Z', 'text'), edit(first, 'x', { deletedAt: '2026-11-03T00:00:00Z' })],
      {},
    ],
  ])('%s: its text is unknown, that it was is known', async (_name, edits, over) => {
    expect(await revisionsOf(edits, over)).toMatchObject({
      known: true,
      value: [{ at: first, body: { known: false } }, { body: { value: 'text' } }],
    });
  });

  test('a history that ends in another text is unknown', async () => {
    expect(await revisionsOf([edit('2026-11-02T00:00:00Z', 'another'), edit(first, 'old')])).toMatchObject({
      known: false,
    });
  });

  test('fewer edits than counted: unknown', async () => {
    expect((await issueOf({ userContentEdits: connection([edit(first, 'text')], 2) })).revisions).toMatchObject({
      known: false,
    });
  });
});

describe('what stands on the head commit', () => {
  const run = (over: Data = {}) => ({
    databaseId: 40,
    url: `${host}/acme/pump/runs/40`,
    externalId: 'sha256:x',
    conclusion: 'FAILURE',
    title: 't',
    ...over,
  });
  const withRuns = (runs: unknown, associated: unknown = connection([])) =>
    world({
      commits: connection([
        commit(1),
        commit(2, {
          checkSuites: suites([suite([], { app: { databaseId: 77, slug: 'holdpoint' }, checkRuns: { nodes: runs } })]),
          associatedPullRequests: associated,
        }),
      ]),
    });

  test('the newest run of ours', async () => {
    expect((await read(withRuns([run(), run({ databaseId: 41, conclusion: null })]))).checkRun).toMatchObject({
      id: 41,
      conclusion: null,
    });
  });

  test('a number beyond 32 bits is taken from the address', async () => {
    expect(
      (await read(withRuns([run({ databaseId: null, url: `${host}/acme/pump/runs/51234567890` })]))).checkRun,
    ).toEqual({
      id: 51_234_567_890,
      url: `${host}/acme/pump/runs/51234567890`,
      externalId: 'sha256:x',
      conclusion: 'failure',
      title: 't',
    });
  });

  test('what GraphQL will not show is looked for by REST, and the head is not taken for unshared', async () => {
    api()
      .get(`/api/v3/repos/acme/pump/commits/${sha(2)}/check-runs`)
      .query({ check_name: 'holdpoint/change-control', app_id: 77, filter: 'latest', per_page: 100 })
      .reply(200, {
        total_count: 1,
        check_runs: [
          { id: 40, html_url: 'h', url: 'u', external_id: 'e', conclusion: 'success', output: { title: 't' } },
        ],
      });
    const root = world({
      commits: connection([commit(1), commit(2, { associatedPullRequests: refusal('FORBIDDEN', 'no') })]),
    });
    const { checkRun, headSharers, facts } = await read(root);
    expect(checkRun).toEqual({ id: 40, url: 'h', externalId: 'e', conclusion: 'success', title: 't' });
    expect(headSharers).toMatchObject({ known: false });
    expect(facts.commits).toMatchObject({ known: true });
  });

  test('other open pull requests of this repository with the same head', async () => {
    const other = (number: number, over: Data = {}) => ({
      number,
      state: 'OPEN',
      headRefOid: sha(2),
      baseRepository: { databaseId: 9 },
      ...over,
    });
    const associated = [
      other(7),
      other(8),
      other(9, { state: 'CLOSED' }),
      other(10, { headRefOid: sha(1) }),
      other(11, { baseRepository: { databaseId: 10 } }),
    ];
    expect((await read(withRuns([], connection(associated)))).headSharers).toEqual({ known: true, value: [8] });
  });

  test('more of them than GitHub shows: unknown', async () => {
    expect((await read(withRuns([], connection([], 1)))).headSharers).toMatchObject({ known: false });
  });
});

describe('when GitHub does not answer', () => {
  const graphqlAnswer = (status: number, body: nock.Body, headers: Record<string, string> = {}) =>
    api().post('/api/graphql').times(3).reply(status, body, headers);

  test.each<[string, number, nock.Body, Record<string, string>, Partial<GitHubFault>]>([
    ['500', 500, { message: 'no' }, {}, { code: 'unavailable', retryable: true }],
    ['502 as a page', 502, '<html>', {}, { code: 'unavailable', retryable: true }],
    ['403', 403, { message: 'no' }, {}, { code: 'forbidden', retryable: false }],
    [
      '403 with a secondary limit',
      403,
      { message: 'You have exceeded a secondary rate limit' },
      { 'retry-after': '60' },
      { code: 'rate-limited', retryable: true, retryAfter: 60 },
    ],
    ['429', 429, { message: 'slow down' }, { 'retry-after': '9' }, { code: 'rate-limited', retryAfter: 9 }],
    [
      'an error without data',
      200,
      { errors: [{ message: 'Something went wrong' }] },
      {},
      { code: 'unavailable', retryable: true },
    ],
    [
      'a refused query',
      200,
      { errors: [{ path: ['query', 'x'], message: 'Field x does not exist' }] },
      {},
      { code: 'unavailable', message: 'reading acme/pump#7: Field x does not exist' },
    ],
    [
      'an exhausted allowance',
      200,
      { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
      {},
      { code: 'rate-limited', retryable: true },
    ],
    [
      'no pull request',
      200,
      {
        data: { baseline: null, repository: { pullRequest: null } },
        errors: [{ type: 'NOT_FOUND', path: ['repository', 'pullRequest'], message: 'Could not resolve' }],
      },
      {},
      { code: 'invalid-answer' },
    ],
    [
      'no repository',
      200,
      {
        data: { baseline: null, repository: null },
        errors: [{ type: 'NOT_FOUND', path: ['repository'], message: 'Could not resolve' }],
      },
      {},
      { code: 'not-found', retryable: false },
    ],
    [
      'an answer of another shape',
      200,
      { data: { baseline: null, repository: { name: 1 } } },
      {},
      { code: 'invalid-answer', retryable: true },
    ],
    ['half an answer', 200, '{"data": {"repos', { 'content-type': 'application/json' }, { retryable: true }],
  ])('%s', async (_name, status, body, headers, expected) => {
    graphqlAnswer(status, body, headers);
    const fault = await failing(readPullRequest(toClient(), ref, warm()));
    expect(fault).toMatchObject({ name: 'GitHubFault', what: 'reading acme/pump#7', ...expected });
  });

  test('an error that fits nowhere is a fault: what it hides is not taken for an answer', async () => {
    expect(await failing(read(world({ author: refusal('INTERNAL', 'oops') })))).toMatchObject({
      code: 'invalid-answer',
      retryable: true,
    });
  });

  test('F34: a 502 that passes is not noticed', async () => {
    api().post('/api/graphql').reply(502);
    expect((await read(world())).facts.links.known).toBe(true);
  });

  test('the App is not installed any more', async () => {
    nock.cleanAll();
    api().post('/api/v3/app/installations/5/access_tokens').reply(404, { message: 'Not Found' });
    expect(await failing(readPullRequest(toClient(), ref, warm()))).toMatchObject({
      code: 'not-installed',
      retryable: false,
    });
  });

  test('no fault carries the token, the key or the request', async () => {
    graphqlAnswer(403, { message: 'no' });
    const fault = await failing(readPullRequest(toClient(), ref, warm()));
    const { inspect } = await import('node:util');
    const all = inspect(fault, { depth: 20, showHidden: true });
    expect(all).not.toContain(token);
    expect(all).not.toContain('authorization');
    expect(all).not.toContain('PRIVATE KEY');
    expect(all).not.toContain('policyPath');
  });
});
