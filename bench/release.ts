import { generateKeyPairSync } from 'node:crypto';
import { Octokit } from '@octokit/rest';
import { startSimulator } from '../simulator/server.ts';
import { decideRelease } from '../src/decision/release/decide-release.ts';
import { createClients } from '../src/github/clients.ts';
import type { Memory } from '../src/github/memory.ts';
import { readRelease } from '../src/github/release/read-release.ts';
import { toReleaseBody, toReleaseWorld, toReleasing } from '../stage/release.ts';
import { appId } from '../stage/stage.ts';
import type { Figures } from './report.ts';

const owner = 'acme';
const repo = 'releasing';
const counts = [10, 100, 1_000];
const methods = ['squash', 'merge', 'rebase'] as const;

/** What one reading of a release costs, by how many pull requests are in it and how they were merged (F39). */
export const measureRelease = async (): Promise<Figures> => {
  const rows: string[][] = [];
  for (const method of methods) {
    for (const count of counts) {
      rows.push(await measure(method, count));
      console.error(rows.at(-1)?.join(', '));
    }
  }
  return {
    title: 'One reading of a release, with one change request and two commits a pull request',
    head: ['merged by', 'pull requests', 'commits', 'requests', 'time to read', 'time to decide', 'released'],
    rows,
  };
};

const measure = async (method: (typeof methods)[number], count: number): Promise<string[]> => {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const simulator = await startSimulator();
  try {
    const { world, url } = simulator;
    const post = async (path: string, body: unknown) =>
      (await fetch(`${url}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) })).json();
    const releasing = toReleasing(repo, 'none');
    await post('seed', {
      ...toReleaseWorld([{ ...releasing, rulesets: [] }]),
      app: {
        id: appId,
        slug: 'holdpoint',
        name: 'Holdpoint',
        public_key: keys.publicKey,
        permissions: {
          metadata: 'read',
          contents: 'read',
          pull_requests: 'read',
          issues: 'write',
          checks: 'write',
          members: 'read',
        },
        events: [],
      },
    });
    const as = (login: string) => new Octokit({ auth: `token-${login}`, baseUrl: `${url}/api/v3` }).rest;
    const home = { owner, repo };
    const dana = as('dana');
    const first = (await dana.git.getRef({ ...home, ref: 'heads/main' })).data.object.sha;
    await dana.git.createRef({ ...home, ref: 'refs/tags/v1.0.0', sha: first });
    const covered = new Map<number, number>();
    let tip = first;
    for (let index = 0; index < count; index += 1) {
      const { data: issue } = await dana.issues.create({ ...home, title: `Change ${index}` });
      const branch = `change-${index}`;
      for (const [step, parent] of ['a', 'b'].entries()) {
        const base = step === 0 ? tip : (await dana.git.getRef({ ...home, ref: `heads/${branch}` })).data.object.sha;
        const { data: tree } = await dana.git.createTree({
          ...home,
          base_tree: base,
          tree: [{ path: `src/${branch}-${parent}.c`, mode: '100644', type: 'blob', content: parent }],
        });
        const { data: commit } = await dana.git.createCommit({
          ...home,
          message: branch,
          tree: tree.sha,
          parents: [base],
        });
        if (step === 0) await dana.git.createRef({ ...home, ref: `refs/heads/${branch}`, sha: commit.sha });
        else await dana.git.updateRef({ ...home, ref: `heads/${branch}`, sha: commit.sha });
      }
      const { data: pull } = await dana.pulls.create({
        ...home,
        title: branch,
        head: branch,
        base: 'main',
        body: `Closes #${issue.number}`,
      });
      const { data: merged } = await dana.pulls.merge({ ...home, pull_number: pull.number, merge_method: method });
      covered.set(pull.number, issue.number);
      tip = merged.sha;
    }
    await as('rita').issues.create({
      ...home,
      title: 'Release: v1.1.0',
      body: toReleaseBody({ tag: 'v1.1.0', commit: tip, previous: 'v1.0.0' }),
      labels: ['release-record'],
    });
    const clients = createClients({
      appId,
      privateKey: keys.privateKey,
      apiUrl: `${url}/api/v3`,
      userAgent: 'holdpoint/bench',
    });
    const [installation = 0] = await clients.readInstallations();
    const heads = new Map(
      [...world.repositories.values()]
        .flatMap((one) => [...one.issues.values()])
        .flatMap((one) => (one.kind === 'PullRequest' ? [[one.number, one.headSha] as const] : [])),
    );
    // The token is kept for an hour, and is no part of a reading.
    const soFar = () => world.counters.app.restRead + world.counters.app.graphql;
    const before = soFar();
    const started = performance.now();
    const reading = await readRelease(
      clients.forInstallation(installation),
      { owner, name: repo },
      'v1.1.0',
      toMemory(first, covered, heads),
      new Date().toISOString(),
    );
    const read = performance.now() - started;
    const requests = soFar() - before;
    if (reading === null || !reading.facts.range.known) throw new Error('the range could not be read');
    const verdict = decideRelease(reading.facts, reading.policies);
    const decided = performance.now() - started - read;
    const gate =
      verdict.outcome !== 'not-governed' && verdict.cause === 'gates'
        ? verdict.findings.find((one) => one.gate === 'range')
        : null;
    return [
      method,
      count.toLocaleString('en'),
      reading.facts.range.value.commits.length.toLocaleString('en'),
      String(requests),
      `${read.toFixed(0)} ms`,
      `${decided.toFixed(0)} ms`,
      gate?.status === 'passed' ? 'all of it' : JSON.stringify(gate),
    ];
  } finally {
    await simulator.close();
  }
};

/** What Holdpoint would remember had it judged each of the merges: that a released verdict covered it. */
const toMemory = (first: string, covered: ReadonlyMap<number, number>, heads: ReadonlyMap<number, string>): Memory => ({
  pushesOf: async () => [],
  readHolders: async () => null,
  keepHolders: async () => {},
  revisionsOf: async () => [],
  commentsOf: async () => [],
  witnessedOf: async () => [],
  rememberedOf: async () => [],
  copiesOf: async () => [],
  openMattersOf: async () => [],
  baselineSeen: async () => false,
  controlsSince: async () => [],
  deviationsAt: async () => new Map(),
  notedReleaseOf: async () => ({ commitSha: first, outcome: 'covered', at: '2026-11-01T00:00:00Z' }),
  judgedMergesOf: async (_, numbers) =>
    new Map(
      numbers.flatMap((number) => {
        const [headSha, issue] = [heads.get(number), covered.get(number)];
        return headSha === undefined || issue === undefined
          ? []
          : [
              [
                number,
                {
                  outcome: 'covered',
                  headSha,
                  statementDigest: 'sha256:0',
                  changeRequests: [{ owner, name: repo, number: issue }],
                },
              ] as const,
            ];
      }),
    ),
});
