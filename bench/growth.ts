import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator } from '../simulator/server.ts';
import { openPullRequest, openSignedRequest, settle } from '../stage/change.ts';
import { type Stage, setStage } from '../stage/stage.ts';
import { toRepository, toWorld } from '../stage/world.ts';
import { type Figures, toPercentile } from './report.ts';

const owner = 'acme';
const repo = 'growing';
const rounds = 6;
const policy = `product: Infusion pump firmware
safety_class: C
roles:
  safety: { teams: [safety] }
  quality: { users: [quinn], teams: [approvers] }
gates:
  approval: { before_implementation: false }
`;

type Simulator = Awaited<ReturnType<typeof startSimulator>>;
type Ground = { readonly stage: Stage; readonly simulator: Simulator; readonly approvers: readonly string[] };
/** Makes so many of something; the record whose label is set and taken off, and how many checks that changes. */
type Make = (ground: Ground, count: number, name: string) => Promise<{ issue: number; checks: number }>;

/** What one event on a record costs, by how much hangs on the record: requests, and time until the last check is written. */
export const measureGrowth = async (): Promise<Figures> => {
  const rows: string[][] = [];
  for (const [what, counts, make] of kinds) {
    for (const count of counts) {
      rows.push(await measure(what, count, make));
      console.error(rows.at(-1)?.join(', '));
    }
  }
  return {
    title: 'Growth: a label on the record is set or taken off, which changes every verdict that hangs on it',
    head: ['on the record or the pull request', 'how many', 'requests', 'median', 'slowest of 6'],
    rows,
  };
};

const measure = async (what: string, count: number, make: Make): Promise<string[]> => {
  const approvers = Array.from(
    { length: what === 'approvers who sign' ? count : 1 },
    (_, index) => `approver-${index}`,
  );
  const world = toWorld([toRepository(repo, policy)]);
  const simulator = await startSimulator();
  const stage = await setStage({
    world: {
      ...world,
      organizations: world.organizations.map((organization) => ({
        ...organization,
        members: [...organization.members, ...approvers],
        teams: [...organization.teams, { name: 'approvers', members: approvers }],
      })),
      users: [...world.users, ...approvers.map((login) => ({ login, name: login, email: `${login}@acme.example` }))],
    },
    github: simulator.url,
    env: { LOG_LEVEL: 'warn' },
  });
  try {
    const { issue, checks } = await make({ stage, simulator, approvers }, count, 'growing');
    await settle(stage);
    const { app } = simulator.world.counters;
    const times: number[] = [];
    const requests: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = { writes: app.restWrite, total: app.total };
      const started = performance.now();
      const at = { owner, repo, issue_number: issue };
      const { issues } = stage.as('quinn').rest;
      if (round % 2 === 0) await issues.removeLabel({ ...at, name: 'change-approved' });
      else await issues.addLabels({ ...at, labels: ['change-approved'] });
      while (app.restWrite - before.writes < checks) {
        if (performance.now() - started > 60_000) throw new Error(`no verdict changed: ${what}, ${count}`);
        await sleep(1);
      }
      times.push(performance.now() - started);
      await settle(stage);
      requests.push(app.total - before.total);
    }
    return [
      what,
      count.toLocaleString('en'),
      String(toPercentile(requests, 50)),
      `${toPercentile(times, 50).toFixed(0)} ms`,
      `${Math.max(...times).toFixed(0)} ms`,
    ];
  } finally {
    await stage.stop();
    await simulator.close();
  }
};

/** Without webhooks: what is made beforehand is not to be evaluated piece by piece. */
const quietly = async <T>(stage: Stage, act: () => Promise<T>): Promise<T> => {
  await stage.control('PUT', 'faults', { webhooks: { dropRate: 1 } });
  const made = await act();
  await stage.control('POST', 'deliveries/settle');
  await stage.control('PUT', 'faults', {});
  return made;
};

const openOn = (stage: Stage, branch: string, body: string) =>
  openPullRequest(stage, { owner, repo }, { branch, body });

const times = async (count: number, act: (index: number) => Promise<unknown>): Promise<void> => {
  for (let index = 0; index < count; index++) await act(index);
};

/** One pull request on one record, to which something is added. */
const withOne =
  (add: (ground: Ground, count: number, issue: number) => Promise<void>): Make =>
  async (ground, count, name) => {
    const { stage } = ground;
    const issue = await quietly(stage, async () => {
      const number = await openSignedRequest(stage, { owner, repo }, name);
      await add(ground, count, number);
      return number;
    });
    await openOn(stage, name, `Closes #${issue}`);
    return { issue, checks: 1 };
  };

const kinds: readonly (readonly [what: string, counts: readonly number[], make: Make])[] = [
  [
    'comments',
    [10, 100, 1_000],
    withOne(async ({ stage }, count, issue) => {
      const { issues } = stage.as('dana').rest;
      const at = { owner, repo, issue_number: issue };
      await times(count, (index) => issues.createComment({ ...at, body: `Remark ${index}` }));
    }),
  ],
  [
    'label events',
    [10, 100, 1_000],
    withOne(async ({ stage }, count, issue) => {
      const { issues } = stage.as('dana').rest;
      const at = { owner, repo, issue_number: issue };
      await times(count / 2, async () => {
        await issues.addLabels({ ...at, labels: ['bug'] });
        await issues.removeLabel({ ...at, name: 'bug' });
      });
    }),
  ],
  [
    'approvers who sign',
    [10, 100, 1_000],
    withOne(async ({ stage, approvers }, _, issue) => {
      for (const login of approvers) {
        const at = { owner, repo, issue_number: issue };
        await stage.as(login).rest.issues.createComment({ ...at, body: '/sign approval approval' });
      }
    }),
  ],
  [
    'commits',
    [10, 100, 250],
    async ({ stage }, count, name) => {
      const issue = await quietly(stage, () => openSignedRequest(stage, { owner, repo }, name));
      const { git, pulls } = stage.as('dana').rest;
      const main = await git.getRef({ owner, repo, ref: 'heads/main' });
      const { data: tip } = await git.getCommit({ owner, repo, commit_sha: main.data.object.sha });
      let sha = tip.sha;
      await times(count, async (index) => {
        const commit = { owner, repo, message: `Part ${index}`, tree: tip.tree.sha, parents: [sha] };
        sha = (await git.createCommit(commit)).data.sha;
      });
      await git.createRef({ owner, repo, ref: `refs/heads/${name}`, sha });
      await pulls.create({ owner, repo, title: name, body: `Closes #${issue}`, head: name, base: 'main' });
      return { issue, checks: 1 };
    },
  ],
  [
    'change requests of one pull request',
    [1, 10, 100],
    async ({ stage }, count, name) => {
      const issues: number[] = [];
      await quietly(stage, () =>
        times(count, async (index) => {
          issues.push(await openSignedRequest(stage, { owner, repo }, `${name} ${index}`));
        }),
      );
      await openOn(stage, name, issues.map((issue) => `Closes #${issue}`).join('\n'));
      return { issue: issues[0] ?? 0, checks: 1 };
    },
  ],
  [
    'pull requests on one record',
    [1, 10, 100],
    async ({ stage }, count, name) => {
      const issue = await quietly(stage, () => openSignedRequest(stage, { owner, repo }, name));
      await times(count, (index) => openOn(stage, `${name}-${index}`, `Change-Request: #${issue}`));
      return { issue, checks: count };
    },
  ],
];
