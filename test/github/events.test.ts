import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { toSubjectKey } from '../../src/decision/subject.ts';
import { toSubjects } from '../../src/github/events.ts';
import {
  deliveries,
  example,
  observationsOf,
  type Payload,
  push,
  read,
  sha,
  subjectsOf,
  withField,
} from './payloads.ts';

describe('which subjects an event names', () => {
  test.each<[string, string, unknown[]]>([
    ['pull_request', 'opened', ['pull_request:codertocat/hello-world#2']],
    ['pull_request', 'closed', ['pull_request:codertocat/hello-world#2']],
    ['pull_request', 'assigned', ['pull_request:codertocat/hello-world#2']],
    ['pull_request_review', 'submitted', ['pull_request:codertocat/hello-world#2']],
    ['pull_request_review', 'dismissed', [expect.stringMatching(/^pull_request:/)]],
    ['merge_group', 'checks_requested', ['merge_group:octo-org/octo-repo@2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d']],
    ['issues', 'edited', ['record:codertocat/hello-world#1']],
    ['issues', 'deleted', ['record:codertocat/hello-world#1']],
    ['issue_comment', 'created', ['record:codertocat/hello-world#1']],
    ['label', 'deleted', ['repository:codertocat/hello-world']],
    ['label', 'edited', ['repository:codertocat/hello-world']],
    ['check_run', 'created', []],
    ['check_run', 'completed', []],
    ['repository', 'created', []],
    ['repository', 'edited', [expect.stringMatching(/^repository:/)]],
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
      node_id: 'PR_1',
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

  test('F22, F35: an installation that comes back forgets who held the roles and which policy was in force, since nobody told it of changes', () => {
    const payload = { action: 'unsuspend', installation: { id: 5, account: { login: 'Acme' } } };
    expect(observationsOf('installation', payload)).toEqual([
      { kind: 'holders-changed', organization: 'acme' },
      { kind: 'policy-changed', scope: 'acme' },
    ]);
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
    ['authority file modified', files({ modified: ['.github/holdpoint-authority.yml'] }), touched],
    ['baseline of another repository', files({ modified: ['holdpoint-baseline.yml'] }), []],
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
    const changed = observationsOf('push', push(over)).filter((one) => (one as Payload)['kind'] === 'policy-changed');
    expect(changed).toEqual(keys.length === 0 ? [] : [{ kind: 'policy-changed', scope: 'acme/pump' }]);
  });

  test.each<[string, Payload, string[]]>([
    ['modified', files({ modified: ['holdpoint-baseline.yml'] }), ['installation:5']],
    ['not touched', {}, []],
    ['history rewritten', { forced: true }, ['repository:acme/.github', 'installation:5']],
    ['on another branch', { ...files({ modified: ['holdpoint-baseline.yml'] }), ref: 'refs/heads/x' }, []],
    [
      'default branch deleted',
      { deleted: true, after: sha('0'), commits: [] },
      ['repository:acme/.github', 'installation:5'],
    ],
  ])('F74: the baseline, %s, in the repository .github', (_name, over, keys) => {
    const payload = push(over, { name: '.github' });
    expect(subjectsOf('push', payload)).toEqual(keys);
    expect(observationsOf('push', payload).some((one) => (one as Payload)['scope'] === 'acme')).toBe(
      keys.includes('installation:5'),
    );
  });

  test.each<[string, Payload, string[]]>([
    ['created', {}, ['installation:5']],
    ['deleted', {}, ['installation:5']],
    ['renamed', { changes: { repository: { name: { from: 'old' } } } }, ['repository:acme/.github', 'installation:5']],
  ])('F74: the repository .github is %s', (action, over, keys) => {
    const payload = {
      action,
      installation: { id: 5 },
      repository: { id: 1, name: '.github', owner: { login: 'acme' } },
    };
    expect(subjectsOf('repository', { ...payload, ...over })).toEqual(keys);
  });

  test('F74: the repository .github gets another name', () => {
    const payload = {
      action: 'renamed',
      installation: { id: 5 },
      changes: { repository: { name: { from: '.GitHub' } } },
      repository: { id: 1, name: 'meta', owner: { login: 'acme' } },
    };
    expect(subjectsOf('repository', payload)).toEqual(['repository:acme/meta', 'installation:5']);
    expect(observationsOf('repository', payload)).toEqual([
      { kind: 'policy-changed', scope: 'acme/meta' },
      { kind: 'policy-changed', scope: 'acme' },
    ]);
  });
});

describe('F33: a merge group', () => {
  const group = (over: Payload = {}, action = 'checks_requested'): Payload => ({
    ...example('merge_group'),
    action,
    merge_group: { head_sha: sha('b'), base_sha: sha('a'), base_ref: 'refs/heads/release/1.x', ...over },
  });
  test('names its head, its base and the branch that it goes to', () => {
    expect(read('merge_group', group()).subjects).toEqual([
      {
        installationId: expect.any(Number),
        kind: 'merge_group',
        ref: { owner: 'octo-org', name: 'octo-repo' },
        headSha: sha('b'),
        baseSha: sha('a'),
        baseBranch: 'release/1.x',
      },
    ]);
  });
  test.each([['dequeued'], ['invalidated']])('F33: that was given up (%s) is named, and that it was', (reason) => {
    const { subjects, observations } = read('merge_group', { ...group({}, 'destroyed'), reason });
    expect(subjects).toEqual([expect.objectContaining({ kind: 'merge_group', headSha: sha('b') })]);
    expect(observations).toEqual([{ kind: 'group-dissolved', group: subjects[0] }]);
  });
  test.each([['merged'], [undefined], ['something new']])('that went otherwise (%s) names nothing', (reason) => {
    expect(subjectsOf('merge_group', { ...group({}, 'destroyed'), reason })).toEqual([]);
  });
});

describe('what matters only where a policy looks at it', () => {
  const branch = { kind: 'branch', installationId: 5, ref: { owner: 'acme', name: 'pump' } };
  test.each<[string, Payload, object[]]>([
    ['the default branch', {}, [{ ...branch, branch: 'main', before: sha('a'), after: sha('b') }]],
    [
      'any other branch, as it is spelt',
      { ref: 'refs/heads/Release/1.x' },
      [{ ...branch, branch: 'Release/1.x', before: sha('a'), after: sha('b') }],
    ],
    ['a new branch', { before: sha('0') }, [{ ...branch, branch: 'main', before: null, after: sha('b') }]],
    ['a deleted branch', { deleted: true, after: sha('0') }, []],
    ['a tag', { ref: 'refs/tags/v1' }, [{ kind: 'release', installationId: 5, ref: branch.ref, tag: 'v1' }]],
    ['what the merge queue tries out', { ref: 'refs/heads/gh-readonly-queue/main/pr-7-abc' }, []],
  ])('F37: a push to %s', (_name, over, subjects) => {
    expect(read('push', push(over)).watched).toEqual(
      subjects.map((subject) => ({ kind: 'tag' in subject ? 'tag' : 'branch', subject })),
    );
  });

  test.each<[string, Payload, string[]]>([
    ['was deleted', { action: 'deleted' }, ['v1']],
    ['was published', { action: 'published' }, ['v1']],
    ['was given another tag', { action: 'edited', changes: { tag_name: { from: 'v0' } } }, ['v1', 'v0']],
    ['was given another name', { action: 'edited', changes: { name: { from: 'One' } } }, ['v1']],
    ['came from a tag without a name', { action: 'edited', changes: { tag_name: { from: '' } } }, ['v1']],
  ])('F37: a release that %s', (_name, over, tags) => {
    const payload = { installation: { id: 5 }, repository: { id: 1, name: 'pump', owner: { login: 'acme' } } };
    expect(read('release', { ...payload, release: { tag_name: 'v1' }, ...over }).watched).toEqual(
      tags.map((tag) => ({ kind: 'tag', subject: { kind: 'release', installationId: 5, ref: branch.ref, tag } })),
    );
  });

  const run = (over: Payload = {}): Payload => ({
    installation: { id: 5 },
    action: 'completed',
    repository: { id: 1, name: 'pump', owner: { login: 'acme' } },
    check_run: {
      name: 'build',
      head_sha: sha('b'),
      app: { id: 29310, slug: 'github-actions' },
      pull_requests: [
        { number: 7, base: { repo: { id: 1 } } },
        { number: 8, base: { repo: { id: 2 } } },
      ],
      ...over,
    },
  });
  const seen = {
    kind: 'check',
    repository: { owner: 'acme', name: 'pump' },
    name: 'build',
    appId: 29310,
    headSha: sha('b'),
    pullRequests: [{ kind: 'pull_request', installationId: 5, ref: { owner: 'acme', name: 'pump', number: 7 } }],
  };
  test.each<[string, Payload, Payload]>([
    ['that GitHub lists with its pull requests', {}, {}],
    ['at a head that lives in a fork', { pull_requests: [] }, { pullRequests: [] }],
    ['of an App that GitHub does not name', { app: null }, { appId: null }],
  ])('a check of another App, %s', (_name, over, expected) => {
    for (const action of ['created', 'completed']) {
      expect(read('check_run', { ...run(over), action })).toEqual({
        subjects: [],
        observations: [],
        watched: [{ ...seen, ...expected }],
      });
    }
  });

  test('what somebody asks of a check is not a check', () => {
    expect(read('check_run', { ...run(), action: 'rerequested' })).toMatchObject({ watched: [] });
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
    const pushes = observationsOf('push', push(over, repository)).filter((one) => (one as Payload)['kind'] === 'push');
    expect(pushes).toEqual([{ ...seen, ...expected }]);
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
    ['push', push({ ref: `refs/heads/${'x'.repeat(500)}` }), 'not a push event: ref: '],
    ['push', push({ ref: 'refs/heads/a\0b' }), 'not a push event: ref: '],
    ['push', push({}, { pushed_at: '0000-01-01T00:00:00Z' }), 'not a push event: repository.pushed_at: '],
    ['push', push({}, { pushed_at: '9999-12-31T23:59:59-12:00' }), 'not a push event: repository.pushed_at: '],
    ['merge_group', { ...example('merge_group'), merge_group: {} }, 'not a merge_group event: merge_group.head_sha: '],
    [
      'merge_group',
      { ...example('merge_group'), merge_group: { head_sha: sha('b'), base_sha: sha('a'), base_ref: 'main' } },
      'merge_group.base_ref: ',
    ],
    ['check_run', { ...example('check_run', 'completed'), check_run: { pull_requests: [] } }, 'check_run.name: '],
    ['check_run', { installation: { id: 5 } }, 'not a check_run event: repository: '],
    ...[
      ['issue.body', 'a\0b'],
      ['issue.body', 'half \ud800 a character'],
      ['issue.body', 7],
      ['issue.node_id', 'two words'],
      ['issue.user.id', 2 ** 53],
      ['issue.created_at', 'yesterday'],
      ['issue.number', 0],
    ].map(([path, value]): [string, unknown, string] => [
      'issues',
      withField(example('issues', 'opened'), String(path), value),
      `not a issues event: ${path}: `,
    ]),
    ...[
      ['changes.body.from', '\0'],
      ['sender.login', '\0'],
      ['issue.updated_at', 1e300],
    ].map(([path, value]): [string, unknown, string] => [
      'issues',
      withField({ ...example('issues', 'edited'), changes: { body: { from: '' } } }, String(path), value),
      `not a issues event: ${path}: `,
    ]),
    ...[
      ['comment.id', 2 ** 53],
      ['comment.id', -1],
      ['comment.body', '/sign\0'],
      ['comment.html_url', null],
      ['comment.created_at', ''],
      ['issue.node_id', ''],
      ['sender', null],
    ].map(([path, value]): [string, unknown, string] => [
      'issue_comment',
      withField(example('issue_comment', 'created'), String(path), value),
      `not a issue_comment event: ${path}: `,
    ]),
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

  const repository = /[\w.-]+\/[\w.-]+/.source;
  const key = new RegExp(
    `^((pull_request|record):${repository}#\\d+|repository:${repository}|installation:\\d+|` +
      `merge_group:${repository}@[0-9a-f]+|branch:${repository}@([0-9a-f]+|new)\\.\\.[0-9a-f]+:[^\\0]{1,500}|` +
      `release:${repository}@[^\\0]{1,500}|deployment:${repository}@\\d+:[^\\0]{1,300}|deployed:${repository}@\\d+)$`,
    's',
  );

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
          const watched = named.watched.flatMap((one) => (one.kind === 'check' ? one.pullRequests : [one.subject]));
          for (const subject of [...named.subjects, ...watched]) expect(toSubjectKey(subject)).toMatch(key);
          expect(JSON.stringify(named)).not.toMatch(/\\u0000|\\ud[89a-f]/);
        },
      ),
      { numRuns: 5000 },
    );
  });
});
