import { insertApp } from '../../simulator/actions/apps.ts';
import { createCheckRun } from '../../simulator/actions/checks.ts';
import { linkIssue } from '../../simulator/actions/closing-references.ts';
import { createComment } from '../../simulator/actions/comments.ts';
import { commitFile, createRef } from '../../simulator/actions/git.ts';
import { installApp } from '../../simulator/actions/installations.ts';
import { createIssue, updateIssue } from '../../simulator/actions/issues.ts';
import { addLabels, insertLabel } from '../../simulator/actions/labels.ts';
import { createPullRequest } from '../../simulator/actions/pull-requests.ts';
import { insertRepository } from '../../simulator/actions/repositories.ts';
import { createReview } from '../../simulator/actions/reviews.ts';
import { insertRuleset } from '../../simulator/actions/rulesets.ts';
import { insertTeam } from '../../simulator/actions/teams.ts';
import type { App, Caller, Installation, Organization, Repository, User, World } from '../../simulator/state.ts';
import { createWorld, register } from '../../simulator/world.ts';

export const CHECK = 'holdpoint/change-control';
const PERMISSIONS: App['permissions'] = {
  checks: 'write',
  contents: 'read',
  issues: 'write',
  members: 'read',
  pull_requests: 'read',
};

/**
 * An organisation with a held change: private repositories `acme/pump` and `acme/records` (the App is not installed on
 * the second), issue #1 with an edited body, labels and comments, pull request #2 that closes it.
 */
export function createSampleWorld() {
  const world = createWorld({ url: 'http://127.0.0.1:1', clock: 'stepped' });
  const people = Object.fromEntries(['dana', 'sam', 'quinn'].map((login) => [login, addUser(world, login)]));
  const { dana, sam, quinn } = people as Record<'dana' | 'sam' | 'quinn', User>;
  const organization = addOrganization(world, [dana, sam, quinn]);
  const pump = insertRepository(world, organization, {
    name: 'pump',
    private: true,
    description: 'Infusion pump firmware',
  });
  const records = insertRepository(world, organization, { name: 'records', private: true });
  const safety = addTeam(world, organization, 'Safety', null, []);
  addTeam(world, organization, 'Safety engineers', safety, [sam]);
  const app = addApp(world, organization);
  const installation = installApp(world, quinn, app, organization, [pump]);
  const by = (user: User): Caller => ({ kind: 'user', user });
  const callers = { dana: by(dana), sam: by(sam), quinn: by(quinn), app: toCaller(installation) };
  const story = tellStory(world, pump, records, callers);
  return { world, organization, pump, records, app, installation, callers, ...story };
}

export const toCaller = (
  installation: Installation,
  permissions: App['permissions'] = installation.app.permissions,
): Caller => ({ kind: 'installation', installation, permissions, repositoryIds: null });

type Callers = Record<'dana' | 'sam' | 'quinn' | 'app', Caller>;

function tellStory(world: World, pump: Repository, records: Repository, { dana, sam, quinn, app }: Callers) {
  const next = <T>(act: () => T): T => {
    world.clock.step();
    return act();
  };
  for (const [name, color] of [
    ['change-request', '0e8a16'],
    ['safety-impact: done', 'd93f0b'],
  ] as const) {
    insertLabel(world, pump, { name, color });
  }
  const write = (
    path: string,
    text: string,
    message: string,
    branch = 'main',
    author?: { name: string; email: string },
  ) =>
    next(() =>
      commitFile(world, dana, pump, {
        branch,
        path,
        content: Buffer.from(text),
        message,
        ...(author === undefined ? {} : { author }),
      }),
    ).commit;
  write('.github/holdpoint.yml', 'product: Pump\n', 'chore: put the repository under change control');
  const issue = next(() =>
    createIssue(world, dana, pump, { title: 'Limit the infusion rate', body: '### What\n\nToo fast' }),
  );
  next(() => updateIssue(world, dana, issue, { body: ISSUE_BODY }));
  next(() => addLabels(world, dana, issue, ['change-request']));
  next(() => createComment(world, sam, issue, '/sign safety-impact review\nLooked at the risk file.'));
  const elsewhere = next(() => createIssue(world, quinn, records, { title: 'A record elsewhere' }));
  const base = pump.git.refs.get('refs/heads/main') ?? '';
  next(() => createRef(world, dana, pump, 'refs/heads/limit-rate', base));
  write(
    'src/rate.c',
    'int limit = 10;\n',
    'feat: limit the rate\n\nCo-authored-by: Sam <sam@acme.example>',
    'limit-rate',
  );
  const stranger = { name: 'Stranger', email: 'stranger@nowhere.example' };
  write('src/rate.c', 'int limit = 12;\n', 'fix: off by two', 'limit-rate', stranger);
  const pull = next(() =>
    createPullRequest(world, dana, pump, {
      title: 'Limit the rate',
      body: `Closes #${issue.number}`,
      head: 'limit-rate',
      base: 'main',
    }),
  );
  next(() => linkIssue(world, quinn, pull, elsewhere));
  next(() => createReview(world, sam, pull, { event: 'APPROVE', body: 'Good.' }));
  insertRuleset(world, pump, {
    name: 'change control',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'] } },
    rules: [{ type: 'required_status_checks', parameters: { required_status_checks: [{ context: CHECK }] } }],
  });
  const run = next(() =>
    createCheckRun(world, app, pump, {
      name: CHECK,
      head_sha: pull.headSha,
      status: 'completed',
      conclusion: 'action_required',
      output: { title: '2 hold points open: record-complete, approval', summary: CHECK_SUMMARY },
    }),
  );
  return { issue, elsewhere, pull, run };
}

function addUser(world: World, login: string): User {
  const user = register(world, {
    kind: 'User',
    login,
    name: `${login[0]?.toUpperCase()}${login.slice(1)}`,
    email: `${login}@acme.example`,
    siteAdmin: false,
    createdAt: world.clock.now(),
  });
  world.accounts.set(login, user);
  return user;
}

function addOrganization(world: World, [dana, sam, quinn]: User[]): Organization {
  const createdAt = world.clock.now();
  const organization = register(world, {
    kind: 'Organization',
    login: 'acme',
    name: 'Acme Medical',
    members: new Map(),
    basePermission: 'write',
    issueTypes: [],
    createdAt,
  });
  for (const user of [dana, sam]) if (user !== undefined) organization.members.set(user.id, { user, role: 'member' });
  if (quinn !== undefined) organization.members.set(quinn.id, { user: quinn, role: 'admin' });
  world.accounts.set('acme', organization);
  return organization;
}

function addTeam(
  world: World,
  organization: Organization,
  name: string,
  parent: ReturnType<typeof insertTeam> | null,
  members: User[],
) {
  const team = insertTeam(world, organization, { name, parent });
  for (const user of members) team.members.set(user.id, { user, role: 'member', state: 'active' });
  return team;
}

const addApp = (world: World, owner: Organization): App =>
  insertApp(world, {
    slug: 'holdpoint',
    name: 'Holdpoint',
    owner,
    publicKeyPem: '',
    permissions: PERMISSIONS,
    events: [],
    webhook: null,
  });

const ISSUE_BODY = `### What and why

The pump must not exceed **12 ml/h**.

### Safety impact

- [x] Hazards reviewed
- [ ] Risk file updated

| id | hazard |
|---|---|
| H-1 | overinfusion |

<script>alert(1)</script>
`;

const CHECK_SUMMARY = `| | Hold point | What is missing | Who | How |
|---|---|---|---|---|
| ✅ | Linked change | | | |
| ⛔ | Record complete | The section **Risk file** is blank. | @dana | [Edit the record](http://127.0.0.1:1/acme/pump/issues/1) |
| ⛔ | Approval | No approval by *quality* (0 of 1). | @quinn | Comment \`/sign approval approval\` on the record |

### Sign-offs

| Name | Role | Meaning | When (UTC) | How |
|---|---|---|---|---|
| Sam (@sam) | safety | review | 2026-11-20 10:00:00 | [comment](http://127.0.0.1:1/acme/pump/issues/1) |

### Evidence

Statement \`sha256:5f2a…c1\`, ledger entry 12.
`;
