import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import type { Memory } from '../../src/github/memory.ts';
import { readRecord } from '../../src/github/read-record.ts';
import {
  ada,
  answerFrom,
  blob,
  connection,
  type Data,
  grantToken,
  issue,
  policyText,
  refusal,
  repositories,
  repository,
  toClient,
  toMemory,
} from './stand-in.ts';

const ref = { owner: 'acme', name: 'pump', number: 1 };

beforeEach(() => {
  nock.disableNetConnect();
  grantToken();
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const read = (found: unknown, file: unknown = blob(policyText), node: Data = {}, over: Partial<Memory> = {}) => {
  const memory = toMemory([], over);
  memory.holders.set('team:acme/safety', [{ id: 1, login: 'ada', kind: 'person', name: null }]);
  memory.holders.set('user:bob', []);
  const { queries } = answerFrom({ repository: repositories(repository({ issue: found }, file)), node });
  return { queries, reading: readRecord(toClient(), ref, memory) };
};

const closers = (...numbers: number[]) =>
  connection(
    numbers.map((number) => ({ number, repository: { name: 'valve', owner: { __typename: 'User', login: 'acme' } } })),
  );

describe('F9: an issue, the policy it lives under, and the pull requests that hang on it', () => {
  test('in one request', async () => {
    const { queries, reading } = read(issue(1, { closedByPullRequestsReferences: closers(7, 8) }));
    expect(await reading).toMatchObject({
      observedAt: expect.stringMatching(/Z$/),
      repository: { id: 9, owner: 'acme', name: 'pump', defaultBranch: 'main' },
      policyFile: { known: true, value: { text: policyText } },
      policies: { own: { ok: true }, baseline: 'absent' },
      roles: { safety: { known: true, value: [{ login: 'ada' }] } },
      issue: { known: true, value: { ref, body: 'text' } },
      pullRequests: {
        known: true,
        value: [
          { owner: 'acme', name: 'valve', number: 7 },
          { owner: 'acme', name: 'valve', number: 8 },
        ],
      },
    });
    expect(queries).toHaveLength(1);
  });

  test('with the baseline, the authority file and the roles of both policies, so that a command can be judged', async () => {
    const home = repository(
      { issue: issue(1, { closedByPullRequestsReferences: closers() }) },
      undefined,
      blob('a: 1\n'),
    );
    answerFrom({ repository: repositories(home, blob(policyText.replace('Pump', 'All'))) });
    const memory = toMemory();
    memory.holders.set('team:acme/safety', []);
    memory.holders.set('user:bob', []);
    expect(await readRecord(toClient(), ref, memory)).toMatchObject({
      authorityFile: { known: true, value: { text: 'a: 1\n' } },
      baselineFile: { known: true, value: { repository: { name: '.github' } } },
      roles: { safety: {}, quality: {}, 'baseline/safety': {}, 'baseline/quality': {} },
      policies: { own: { ok: true }, baseline: { ok: true, policy: { product: 'All' } } },
    });
  });

  test('with what we remember of it', async () => {
    const deleted = { at: '2026-11-02T01:00:00Z', by: { known: false, reason: 'r' } } as const;
    const told = {
      url: 'https://github.test/acme/pump/issues/1#issuecomment-5',
      author: { known: false, reason: 'r' },
      createdAt: '2026-11-02T00:00:00Z',
      editedAt: null,
      firstBody: '/revoke approval',
      lastBody: '/revoke approval',
      deleted,
      receivedAt: '2026-11-02T01:00:00Z',
    } as const;
    const witness = { act: told.url, role: 'safety', held: true, at: told.createdAt };
    const over: Partial<Memory> = {
      commentsOf: async (nodeId) => (nodeId === 'I_1' ? [told] : []),
      witnessedOf: async (repositoryId, acts) => (repositoryId === 9 && acts.includes(told.url) ? [witness] : []),
    };
    const found = issue(1, { closedByPullRequestsReferences: closers() });
    expect(await read(found, undefined, {}, over).reading).toMatchObject({
      issue: { value: { comments: { value: [{ body: '/revoke approval', deleted }] } } },
      witnessed: { known: true, value: [witness] },
    });
  });

  test('further pages of its comments are read', async () => {
    const comment = { url: 'u', createdAt: '2026-11-02T00:00:00Z', lastEditedAt: null, body: 'b', author: ada };
    const long = issue(1, {
      comments: connection(Array.from({ length: 130 }, () => comment)),
      closedByPullRequestsReferences: closers(),
    });
    const { queries, reading } = read(long, null, long);
    const found = (await reading).issue;
    expect(found.known && found.value.comments.known && found.value.comments.value.length).toBe(130);
    expect(queries).toHaveLength(2);
  });

  test.each<[string, unknown]>([
    ['may not be read', refusal('FORBIDDEN', 'Resource not accessible')],
    ['is missing', null],
    ['is longer than a page', closers(...Array.from({ length: 101 }, (_, n) => n + 1))],
  ])(
    'when the list of pull requests %s, it is unknown and the issue is known',
    async (_name, closedByPullRequestsReferences) => {
      expect(await read(issue(1, { closedByPullRequestsReferences })).reading).toMatchObject({
        issue: { known: true },
        pullRequests: { known: false },
      });
    },
  );

  test('a part of the issue that may not be read makes it unknown, with the reason', async () => {
    const found = issue(1, {
      labels: refusal('FORBIDDEN', 'Resource not accessible'),
      closedByPullRequestsReferences: closers(),
    });
    expect(await read(found).reading).toMatchObject({
      issue: { known: false, reason: expect.stringContaining('not accessible') },
    });
  });

  test('a policy that may not be read is unknown', async () => {
    const found = issue(1, { closedByPullRequestsReferences: closers() });
    expect(await read(found, refusal('FORBIDDEN', 'Resource not accessible')).reading).toMatchObject({
      policyFile: { known: false },
      policies: { own: { known: false } },
      issue: { known: true },
    });
  });

  test.each<[string, unknown, string]>([
    ['that does not exist', refusal('NOT_FOUND', 'Could not resolve to an Issue'), 'not-found'],
    ['that GitHub leaves out without a word', null, 'invalid-answer'],
    ['that may not be read', refusal('FORBIDDEN', 'Resource not accessible'), 'forbidden'],
    ['that GitHub fails on', refusal('INTERNAL', 'oops'), 'invalid-answer'],
  ])('an issue %s', async (_name, found, code) => {
    await expect(read(found).reading).rejects.toMatchObject({ code, what: 'reading acme/pump#1' });
  });
});
