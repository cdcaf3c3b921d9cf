import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { toSubjectKey } from '../../src/decision/subject.ts';
import { toSubjects } from '../../src/github/events.ts';

type Payload = { [key: string]: unknown };
type Example = { name: string; examples: Payload[] };
const published = JSON.parse(
  readFileSync(
    new URL('../../node_modules/@octokit/webhooks-examples/api.github.com/index.json', import.meta.url),
    'utf8',
  ),
) as Example[];
/** GitHub puts the installation into whatever it sends to an App; most published examples were sent to a repository. */
const deliveries = published.flatMap(({ name, examples }) =>
  examples.map((payload): { name: string; id: string; payload: Payload } => ({
    name,
    id: 'd',
    payload: { installation: { id: 5 }, ...payload },
  })),
);

const example = (name: string, action?: string): Payload => {
  const found = deliveries.find(
    (one) => one.name === name && (action === undefined || one.payload['action'] === action),
  );
  if (found === undefined) throw new Error(`no published example of ${name}.${action}`);
  return structuredClone(found.payload);
};

const subjectsOf = (name: string, payload: unknown): string[] => {
  const named = toSubjects({ name, id: 'd', payload });
  if ('malformed' in named) throw new Error(named.malformed);
  return named.subjects.map(toSubjectKey);
};

const observationsOf = (name: string, payload: unknown): unknown[] => {
  const named = toSubjects({ name, id: 'd', payload });
  if ('malformed' in named) throw new Error(named.malformed);
  return named.observations;
};

const sha = (digit: string): string => digit.repeat(40);
const push = (over: Payload = {}, repository: Payload = {}): Payload => ({
  installation: { id: 5 },
  repository: {
    id: 1,
    name: 'pump',
    owner: { login: 'acme' },
    default_branch: 'main',
    pushed_at: 1_795_228_223,
    ...repository,
  },
  sender: { id: 9, login: 'ada', type: 'User' },
  ref: 'refs/heads/main',
  before: sha('a'),
  after: sha('b'),
  forced: false,
  deleted: false,
  commits: [{ id: sha('b'), added: [], modified: ['src/main.c'], removed: [] }],
  ...over,
});

describe('which subjects an event names', () => {
  test.each([
    ['pull_request', 'opened', ['pull_request:codertocat/hello-world#2']],
    ['pull_request', 'closed', ['pull_request:codertocat/hello-world#2']],
    ['pull_request', 'assigned', ['pull_request:codertocat/hello-world#2']],
    ['pull_request_review', 'submitted', ['pull_request:codertocat/hello-world#2']],
    ['issues', 'edited', ['record:codertocat/hello-world#1']],
    ['issues', 'deleted', ['record:codertocat/hello-world#1']],
    ['issue_comment', 'created', ['record:codertocat/hello-world#1']],
    ['label', 'deleted', ['repository:codertocat/hello-world']],
    ['label', 'edited', ['repository:codertocat/hello-world']],
    ['check_run', 'created', []],
    ['check_suite', 'completed', []],
    ['membership', 'removed', ['installation:5']],
    ['team', 'edited', ['installation:5']],
    ['member', 'added', ['installation:5']],
    ['organization', 'member_added', ['installation:5']],
    ['star', 'created', []],
  ])('%s.%s', (name, action, keys) => {
    expect(subjectsOf(name, { ...example(name, action), installation: { id: 5 } })).toEqual(keys);
  });

  test('a comment on a pull request names the pull request', () => {
    const payload = example('issue_comment', 'created');
    payload['issue'] = {
      number: 1,
      pull_request: { url: 'https://api.github.com/repos/codertocat/hello-world/pulls/1' },
    };
    expect(subjectsOf('issue_comment', payload)).toEqual(['pull_request:codertocat/hello-world#1']);
  });

  test('a transferred issue names the record that left and the one that arrived', () => {
    const payload = example('issues', 'transferred');
    const changes = payload['changes'] as { new_issue: { number: number }; new_repository: { full_name: string } };
    expect(subjectsOf('issues', payload)).toEqual([
      expect.stringMatching(/^record:/),
      `record:${changes.new_repository.full_name}#${changes.new_issue.number}`.toLowerCase(),
    ]);
  });

  test.each(['check_run', 'check_suite'])('%s.rerequested names the pull requests at that head', (name) => {
    const payload: Payload = {
      installation: { id: 5 },
      action: 'rerequested',
      repository: { id: 1, name: 'pump', owner: { login: 'acme' } },
      [name]: {
        pull_requests: [
          { number: 7, base: { repo: { id: 1 } } },
          { number: 8, base: { repo: { id: 2 } } },
        ],
      },
    };
    expect(subjectsOf(name, payload)).toEqual(['pull_request:acme/pump#7']);
    payload[name] = { pull_requests: [] };
    expect(subjectsOf(name, payload)).toEqual(['repository:acme/pump']);
  });

  test.each([
    ['created', ['installation:5']],
    ['unsuspend', ['installation:5']],
    ['deleted', []],
    ['suspend', []],
  ])('installation.%s', (action, keys) => {
    expect(subjectsOf('installation', { action, installation: { id: 5 } })).toEqual(keys);
  });

  test('F22: an installation that comes back forgets who held the roles, since nobody told it of changes', () => {
    const payload = { action: 'unsuspend', installation: { id: 5, account: { login: 'Acme' } } };
    expect(toSubjects({ name: 'installation', id: 'd1', payload })).toMatchObject({
      observations: [{ kind: 'holders-changed', organization: 'acme' }],
    });
  });
});

describe('F35: a push that may have changed the policy in force re-evaluates the repository', () => {
  const touched = ['repository:acme/pump'];
  const files = (list: Payload): Payload => ({
    commits: [{ id: sha('b'), added: [], modified: [], removed: [], ...list }],
  });
  test.each<[string, Payload, string[]]>([
    ['policy added', files({ added: ['.github/holdpoint.yml'] }), touched],
    ['policy modified', files({ modified: ['.github/holdpoint.yml'] }), touched],
    ['policy removed', files({ removed: ['.github/holdpoint.yml'] }), touched],
    ['something else modified', {}, []],
    ['history rewritten', { forced: true }, touched],
    ['no commit listed', { commits: [] }, touched],
    [
      'list of commits cut off',
      { commits: Array.from({ length: 2048 }, () => ({ id: sha('c'), added: [], modified: [], removed: [] })) },
      touched,
    ],
    [
      'policy modified on another branch',
      { ...files({ modified: ['.github/holdpoint.yml'] }), ref: 'refs/heads/x' },
      [],
    ],
    ['a tag', { ref: 'refs/tags/v1', forced: true }, []],
  ])('%s', (_name, over, keys) => {
    expect(subjectsOf('push', push(over))).toEqual(keys);
  });
});

describe('F23: who pushed what, and when, is observed', () => {
  const seen = {
    kind: 'push',
    repositoryId: 1,
    ref: 'refs/heads/main',
    before: sha('a'),
    after: sha('b'),
    forced: false,
    commits: [sha('b')],
    pusher: { id: 9, login: 'ada', kind: 'person', name: null },
    at: '2026-11-21T02:30:23Z',
  };
  test.each<[string, Payload, Payload, Payload]>([
    ['time in seconds', {}, {}, {}],
    ['time as RFC 3339', {}, { pushed_at: '2026-11-21T03:30:23+01:00' }, {}],
    ['a new branch', { before: sha('0') }, {}, { before: null }],
    [
      'a machine',
      { sender: { id: 3, login: 'renovate[bot]', type: 'Bot' } },
      {},
      { pusher: { id: 3, login: 'renovate[bot]', kind: 'bot', name: null } },
    ],
    [
      'an organisation is never a person',
      { sender: { id: 3, login: 'acme', type: 'Organization' } },
      {},
      { pusher: { id: 3, login: 'acme', kind: 'bot', name: null } },
    ],
    ['commits that stop short of the head', { commits: [] }, {}, {}],
  ])('push: %s', (_name, over, repository, expected) => {
    expect(observationsOf('push', push(over, repository))).toEqual([{ ...seen, ...expected }]);
  });

  test('a deleted branch is no push', () => {
    expect(observationsOf('push', push({ deleted: true, after: sha('0') }))).toEqual([]);
  });

  test('synchronize is a push by its sender, opened and reopened are not', () => {
    expect(observationsOf('pull_request', example('pull_request', 'synchronize'))).toEqual([
      expect.objectContaining({
        kind: 'push',
        repositoryId: 186853002,
        after: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
        commits: ['ec26c3e57ca3a959ca5aad62de7213c562f8c821'],
        pusher: { id: 21031067, login: 'Codertocat', kind: 'person', name: null },
        at: '2019-05-15T15:20:33Z',
      }),
    ]);
    for (const action of ['opened', 'reopened']) {
      expect(observationsOf('pull_request', { ...example('pull_request', 'synchronize'), action })).toEqual([]);
    }
  });

  test('F22: a changed team makes the remembered holders of its organisation stale', () => {
    expect(observationsOf('membership', example('membership', 'removed'))).toEqual([
      { kind: 'holders-changed', organization: 'octocoders' },
    ]);
  });
});

describe('a payload that is not the event it claims to be', () => {
  test.each<[string, unknown, string]>([
    ['pull_request', null, 'not a pull_request event: payload: '],
    ['pull_request', 'text', 'not a pull_request event: payload: '],
    ['pull_request', { ...example('pull_request', 'opened'), pull_request: {} }, 'pull_request.number: '],
    ['issues', { ...example('issues', 'opened'), installation: undefined }, 'not a issues event: installation: '],
    ['push', push({ after: 'nonsense' }), 'not a push event: after: '],
    ['push', push({}, { pushed_at: 1e300 }), 'not a push event: repository.pushed_at: '],
    [
      'label',
      { installation: { id: 5 }, repository: { id: 1, name: 'p\0', owner: { login: 'acme' } } },
      'repository.name: ',
    ],
  ])('%s: names the field', (name, payload, message) => {
    expect(toSubjects({ name, id: 'd', payload })).toEqual({ malformed: expect.stringContaining(message) });
  });
});

describe("GitHub's published payloads", () => {
  test(`all ${deliveries.length} of them are read`, () => {
    const malformed = deliveries.map((one) => toSubjects(one)).filter((named) => 'malformed' in named);
    expect(malformed).toEqual([]);
  });

  const nasty = fc.oneof(
    fc.constantFrom<unknown>(undefined, null, '', '\0', '../..', 0, -1, 1e300, Number.NaN, [], {}, true),
    fc.jsonValue(),
  );
  /** Replaces what stands at a random place. */
  const mutate = (payload: Payload, steps: readonly number[], value: unknown): Payload => {
    const copy = structuredClone(payload);
    let at: Payload = copy;
    for (const step of steps) {
      const keys = Object.keys(at);
      const key = keys[step % keys.length];
      if (key === undefined) break;
      const below = at[key];
      if (step !== steps.at(-1) && typeof below === 'object' && below !== null) at = below as Payload;
      else {
        at[key] = value;
        break;
      }
    }
    return copy;
  };

  test('thousands of mutations are read or refused, never a crash, never a subject of nonsense', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...deliveries),
        fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
        nasty,
        (one, steps, value) => {
          const named = toSubjects({ ...one, payload: mutate(one.payload, steps, value) });
          if ('malformed' in named) {
            expect(named.malformed).toMatch(/^not a \w+ event: /);
            return;
          }
          for (const subject of named.subjects) {
            expect(toSubjectKey(subject)).toMatch(
              /^(pull_request|record):[\w.-]+\/[\w.-]+#\d+$|^repository:[\w.-]+\/[\w.-]+$|^installation:\d+$/,
            );
          }
        },
      ),
      { numRuns: 5000 },
    );
  });
});
