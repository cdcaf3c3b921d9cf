import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readPolicyAt } from '../../src/github/read-policies.ts';
import { readPullRequest } from '../../src/github/read-pull-request.ts';
import { failing, read, ref, setUp, tearDown, warm } from './reading.ts';
import {
  answerFrom,
  api,
  askingText,
  blob,
  type Data,
  type Files,
  host,
  policyText,
  refusal,
  type repositories,
  sha,
  toClient,
  toMemory,
  world,
} from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

const members = [{ id: 1, login: 'ada', type: 'User' }];
const grantTeam = () => api().get('/api/v3/orgs/acme/teams/safety/members?per_page=100').reply(200, members);
const grantUser = () => api().get('/api/v3/users/bob').reply(200, { id: 2, login: 'bob', type: 'User', name: 'Bob' });

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

describe('F29: the authority file beside the policy', () => {
  const factOf = async (authority: unknown) => (await read(world({}, { authority }))).facts;

  test('with its commit', async () => {
    expect((await factOf(blob('authority: []\n'))).authorityFile).toEqual({
      known: true,
      value: { path: '.github/holdpoint-authority.yml', commit: sha(100), text: 'authority: []\n' },
    });
  });

  test.each<[string, unknown, string]>([
    ['that the App may not read', refusal('FORBIDDEN', 'Resource not accessible by integration'), 'not accessible'],
    ['that is not text', blob(null, { isBinary: true }), 'is not text'],
  ])('one %s is unknown, and the policy is known', async (_name, authority, reason) => {
    const facts = await factOf(authority);
    expect(facts.authorityFile).toEqual({ known: false, reason: expect.stringContaining(reason) });
    expect(facts.policyFile).toMatchObject({ known: true, value: { text: policyText } });
  });

  test('where the default branch cannot be read, neither is known', async () => {
    const { facts } = await read(world({}, {}, { defaultBranchRef: refusal('FORBIDDEN', 'no') }));
    expect([facts.policyFile.known, facts.authorityFile.known]).toEqual([false, false]);
  });
});

describe("F74: the organisation's baseline", () => {
  const baselineText = `product: All products
safety_class: A
roles:
  safety: { teams: [safety] }
  quality: { users: [bob] }
`;
  const seen = () => warm(undefined, { baselineSeen: async (owner) => owner === 'acme' });
  const readUnder = (files: Files, memory = warm(), more: Data = {}) => read(world({}, files, more), memory);

  test('with its commit and the repository that holds it; it governs without a policy of the repository', async () => {
    const { facts, policies } = await readUnder({ policy: null, baseline: blob(baselineText) });
    expect(facts.baselineFile).toEqual({
      known: true,
      value: {
        path: 'holdpoint-baseline.yml',
        commit: sha(200),
        text: baselineText,
        repository: { owner: 'acme', name: '.github', url: `${host}/acme/.github` },
      },
    });
    expect(policies).toMatchObject({ own: 'absent', baseline: { ok: true } });
    expect(facts.links.known).toBe(true);
  });

  test('roles of both are read, under names of their own, and a team that both name is asked for once', async () => {
    const memory = toMemory();
    memory.holders.set('user:bob', []);
    const asked = api()
      .get('/api/v3/orgs/acme/teams/safety/members?per_page=100')
      .once()
      .reply(200, [{ id: 1, login: 'ada', type: 'User' }]);
    const { facts } = await readUnder({ baseline: blob(baselineText) }, memory);
    expect(Object.keys(facts.roles)).toEqual(['safety', 'quality', 'baseline/safety', 'baseline/quality']);
    expect(facts.roles['baseline/safety']).toEqual(facts.roles['safety']);
    expect(facts.roles['safety']).toMatchObject({ known: true, value: [{ login: 'ada' }] });
    expect(asked.isDone()).toBe(true);
  });

  test('one that does not cover the repository governs nothing there', async () => {
    const elsewhere = `${baselineText}repositories: ["valve-*"]\n`;
    const { queries } = answerFrom(world({}, { policy: null, baseline: blob(elsewhere) }));
    const { facts } = await readPullRequest(toClient(), ref, toMemory([]));
    expect(queries).toHaveLength(1);
    expect(facts.roles).toEqual({});
    expect(facts.links.known).toBe(false);
  });

  test('one that does not cover the repository asks for nothing there', async () => {
    const elsewhere = `${askingText}repositories: ["valve-*"]\n`.replace(/paths:[^]*(?=gates:)/, '');
    const { facts, policies } = await readUnder({ baseline: blob(elsewhere) });
    expect(policies.baseline).toMatchObject({ ok: true });
    expect(facts.reviews).toEqual({ known: false, reason: 'no policy asks for it' });
  });

  test('one with problems governs: what is held is said of the whole', async () => {
    const { facts, policies } = await readUnder({ policy: null, baseline: blob('gates: []\n') });
    expect(policies.baseline).toMatchObject({ ok: false });
    expect(facts.links.known).toBe(true);
  });

  test('a repository `.github` without the file: there is none, though there was one before', async () => {
    expect((await readUnder({ baseline: null }, seen())).facts.baselineFile).toEqual({ known: true, value: null });
  });

  test('no repository `.github` that the App can see: there is none', async () => {
    expect((await readUnder({})).facts.baselineFile).toEqual({ known: true, value: null });
  });

  test('… unless one was seen before: then it may still be there', async () => {
    expect((await readUnder({}, seen())).facts.baselineFile).toEqual({
      known: false,
      reason: expect.stringContaining('let the App see the repository'),
    });
  });

  test.each<[string, unknown, string]>([
    ['that the App may not read', refusal('FORBIDDEN', 'Resource not accessible by integration'), 'not accessible'],
    ['that was cut off', blob('product: x', { isTruncated: true }), 'too long'],
  ])('one %s is unknown, the policy is known, and what is unknown governs', async (_name, baseline, reason) => {
    const { facts } = await readUnder({ policy: null, baseline });
    expect(facts.baselineFile).toEqual({ known: false, reason: expect.stringContaining(reason) });
    expect(facts.policyFile).toEqual({ known: true, value: null });
    expect(facts.links.known).toBe(true);
  });

  test.each([
    [false, { known: true, value: null }],
    [true, { known: false }],
  ])('a repository `.github` without a commit is like none (seen before: %s)', async (wasSeen, fact) => {
    const root = world({}, {}, {});
    const shown = root['repository'] as ReturnType<typeof repositories>;
    const empty = { name: '.github', url: 'u', owner: { __typename: 'User', login: 'acme' }, defaultBranchRef: null };
    const repository: typeof shown = (address) => (address.name === '.github' ? empty : shown(address));
    expect((await read({ repository }, wasSeen ? seen() : warm())).facts.baselineFile).toMatchObject(fact);
  });
});

describe('F73: a policy that is only proposed', () => {
  const proposed = { path: '.github/holdpoint.yml', commit: sha(5), text: policyText.replace('Pump', 'Valve') };

  test('stands for the one in force', async () => {
    answerFrom(world());
    const { facts, policies } = await readPullRequest(toClient(), ref, warm(), { proposed });
    expect(facts.policyFile).toEqual({ known: true, value: proposed });
    expect(policies.own).toMatchObject({ ok: true, policy: { product: 'Valve' } });
  });

  const readAt = (object: unknown) => {
    answerFrom({ repository: { object } });
    return readPolicyAt(toClient(), ref, sha(5));
  };

  test('is read from its commit', async () => {
    const file = ({ path }: { path: string }) => (path === proposed.path ? blob(proposed.text) : null);
    expect(await readAt({ __typename: 'Commit', oid: sha(5), file })).toEqual({ known: true, value: proposed });
  });

  test.each<[string, unknown, unknown]>([
    ['without the file', { __typename: 'Commit', oid: sha(5), file: null }, { known: true, value: null }],
    ['that is not there', null, { known: false, reason: 'there is no commit 0000000' }],
    ['that is a file itself', { __typename: 'Blob' }, { known: false }],
    ['that may not be read', refusal('FORBIDDEN', 'not accessible'), { known: false }],
  ])('a commit %s', async (_name, object, fact) => {
    expect(await readAt(object)).toMatchObject(fact as object);
  });

  test('in a repository that is not there', async () => {
    answerFrom({ repository: refusal('NOT_FOUND', 'Could not resolve to a Repository') });
    expect(await failing(readPolicyAt(toClient(), ref, sha(5)))).toMatchObject({ code: 'not-found' });
  });
});
