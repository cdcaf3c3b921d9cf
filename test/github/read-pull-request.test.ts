import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import type { GitHubFault } from '../../src/github/faults.ts';
import { readPullRequest } from '../../src/github/read-pull-request.ts';
import { failing, issueOf, read, ref, setUp, tearDown, warm } from './reading.ts';
import {
  ada,
  answerFrom,
  api,
  askingText,
  blob,
  bob,
  commit,
  connection,
  host,
  issue,
  published,
  refusal,
  sha,
  toClient,
  token,
  toMemory,
  world,
} from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

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

describe('what is remembered beside GitHub', () => {
  const matter = {
    kind: 'owed',
    url: null,
    what: 'Approval is owed.',
    since: '2026-11-01T00:00:00Z',
    dueAt: null,
  } as const;
  const contributor = { name: 'n', email: 'e', account: { known: false, reason: 'r' } } as const;
  const seen = { contributor, did: 'pushed', sha: sha(1), firstSeenAt: '2026-11-01T00:00:00Z' } as const;
  const body = '### Need\n\nThe pump must not run dry in the night.\n';

  test('contributors that were washed out, by the number of the repository, and what is open in it', async () => {
    const memory = warm(undefined, {
      rememberedOf: async (repositoryId, number) => (repositoryId === 9 && number === 7 ? [seen] : []),
      openMattersOf: async ({ owner, name }) => (`${owner}/${name}` === 'acme/pump' ? [matter] : []),
    });
    const { facts } = await read(world(), memory);
    expect(facts.remembered).toEqual({ known: true, value: [seen] });
    expect(facts.openMatters).toEqual({ known: true, value: [matter] });
  });

  test('F25: who held a role when an act of theirs was first seen', async () => {
    const asked: (readonly [number, readonly string[]])[] = [];
    const at = '2026-11-02T00:00:00Z';
    const url = `${host}/acme/pump/issues/1`;
    const witness = { act: `${url}#c1`, role: 'safety', held: false, at };
    const memory = warm(undefined, {
      witnessedOf: async (repositoryId, acts) => {
        asked.push([repositoryId, acts]);
        return [witness];
      },
    });
    const label = { name: 'approved', createdAt: at, updatedAt: at };
    const linked = issue(1, {
      comments: connection([{ url: `${url}#c1`, createdAt: at, lastEditedAt: null, body: 'b', author: ada }]),
      timelineItems: connection([
        { __typename: 'LabeledEvent', createdAt: at, actor: bob, label },
        { __typename: 'LabeledEvent', createdAt: at, actor: null, label },
        { __typename: 'UnlabeledEvent', createdAt: at, actor: bob, label },
      ]),
    });
    const reviewed = {
      url: `${host}/acme/pump/pull/7#r1`,
      state: 'APPROVED',
      submittedAt: at,
      lastEditedAt: null,
      body: '',
      author: ada,
      commit: { oid: sha(2) },
    };
    const root = { closingIssuesReferences: connection([linked]), reviews: connection([reviewed]) };
    const { facts } = await read(world(root, { policy: blob(askingText) }), memory);
    expect(facts.witnessed).toEqual({ known: true, value: [witness] });
    expect(asked).toEqual([
      [9, [`${url}#c1`, `${url}#label:approved@${at}:2`, `${url}#tick@2026-11-01T00:00:00Z:1`, reviewed.url]],
    ]);
  });

  test('F20: answers that stand in an older record', async () => {
    const other = { owner: 'acme', name: 'pump', number: 3 };
    const memory = warm(undefined, {
      copiesOf: async ({ ref: { number }, nodeId }, answers) =>
        number === 1 && nodeId === 'I_1' ? answers.map(({ heading }) => ({ heading, other })) : [],
    });
    expect((await issueOf({ body }, memory)).copies).toEqual({ known: true, value: [{ heading: 'need', other }] });
  });

  test('F27: texts and comments that GitHub shows no more', async () => {
    const edits = connection([
      { editedAt: '2026-11-02T00:00:00Z', deletedAt: null, diff: 'text', editor: ada },
      { editedAt: '2026-11-01T00:00:00Z', deletedAt: '2026-11-03T00:00:00Z', diff: null, editor: ada },
    ]);
    const editor = { known: true, value: { id: 1, login: 'ada', kind: 'person', name: null } } as const;
    const memory = warm(undefined, {
      revisionsOf: async (nodeId) =>
        nodeId === 'I_1' ? [{ at: '2026-11-01T00:00:00Z', editor, body: 'old', from: null }] : [],
    });
    expect((await issueOf({ includesCreatedEdit: true, userContentEdits: edits }, memory)).revisions).toMatchObject({
      value: [
        { body: { value: 'old' }, source: 'receipt' },
        { body: { value: 'text' }, source: 'history' },
      ],
    });
  });

  test('F35: more earlier text than can be read in time makes the links unknown', async () => {
    const receipts = Array.from({ length: 62 }, (_, n) => ({
      at: `2026-11-01T00:${String(n % 60).padStart(2, '0')}:00Z`,
      editor: { known: false, reason: 'r' } as const,
      body: `${n}`.padEnd(65_536, ' x'),
      from: null,
    }));
    const present = {
      at: '2026-11-02T00:00:00Z',
      editor: receipts[0]?.editor ?? { known: false, reason: '' },
      body: 'text',
      from: null,
    };
    const memory = warm(undefined, { revisionsOf: async () => [...receipts, present] });
    expect((await read(world(), memory)).facts.links).toEqual({
      known: false,
      reason: expect.stringContaining('edit histories'),
    });
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
