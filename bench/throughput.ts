import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator } from '../simulator/server.ts';
import { openDatabase } from '../src/database/open-database.ts';
import { decide } from '../src/decision/decide.ts';
import { explain } from '../src/decision/explain.ts';
import { toInputDigest, toLastingFacts, toStatement } from '../src/evidence/statement.ts';
import { checkName, findCheckRun } from '../src/github/check-run.ts';
import { createClients, type InstallationClient } from '../src/github/clients.ts';
import { pullRequestQuery } from '../src/github/queries.ts';
import { readPullRequest } from '../src/github/read-pull-request.ts';
import { openLedger } from '../src/ledger/ledger.ts';
import { toSigner } from '../src/ledger/signer.ts';
import { authorityPath } from '../src/policy/authority.ts';
import { baselinePath, policyPath } from '../src/policy/policy-files.ts';
import { toMemory } from '../src/workflows/remember.ts';
import { appId, type Stage, setStage } from '../stage/stage.ts';
import { world } from '../stage/world.ts';
import { changeUnseen } from './burst.ts';
import { deliver } from './deliveries.ts';
import type { Figures } from './report.ts';

const pullRequests = 200;
const owner = 'acme';
const name = 'alarm-firmware';
/** So many of the workers take part in one repository's work; the bare loop has as many calls under way. */
const workers = 8;
const atOnce = 6;

/**
 * Verdicts that change, a second, of one repository, beside a bare loop that makes the same two calls with the same client
 * and does nothing else: what is left is what the product itself costs.
 */
export const measureThroughput = async (): Promise<Figures> => {
  const rows: string[][] = [];
  for (const latencyMs of [0, 150]) {
    const { service, bare } = await measure(latencyMs);
    rows.push([`${latencyMs} ms`, aSecond(service), aSecond(bare), (service / bare).toFixed(2)]);
  }
  return {
    title: `Throughput: ${pullRequests} verdicts that change, ${atOnce} at a time`,
    head: ['simulator’s latency', 'verdicts', 'the bare loop of the same two calls', 'ratio'],
    rows,
  };
};

const aSecond = (rate: number): string => `${rate.toFixed(1)} a second`;

const measure = async (latencyMs: number): Promise<{ service: number; bare: number }> => {
  const simulator = await startSimulator();
  const stage = await setStage({ world, github: simulator.url, env: { LOG_LEVEL: 'warn', WORKERS: String(workers) } });
  try {
    const edits = await changeUnseen(stage, pullRequests);
    const { app } = simulator.world.counters;
    await stage.control('PUT', 'faults', { latencyMs });
    const before = app.restWrite;
    const started = performance.now();
    await Promise.all(edits.map((edit) => deliver(stage, edit)));
    while (app.restWrite - before < pullRequests) await sleep(1);
    const service = pullRequests / ((performance.now() - started) / 1000);
    await stage.control('PUT', 'faults', {});
    const client = await toClient(stage);
    const heads = await readHeads(stage);
    await stage.control('PUT', 'faults', { latencyMs });
    const startedBarely = performance.now();
    let next = 0;
    const loop = async () => {
      for (let index = next++; index < heads.length; index = next++) await callBarely(client, heads[index]);
    };
    await Promise.all(Array.from({ length: atOnce }, loop));
    return { service, bare: heads.length / ((performance.now() - startedBarely) / 1000) };
  } finally {
    await stage.stop();
    await simulator.close();
  }
};

type Head = { readonly number: number; readonly runId: number; readonly summary: string };

const toClient = async (stage: Stage): Promise<InstallationClient> => {
  const clients = createClients({
    appId,
    privateKey: stage.privateKey,
    apiUrl: `${stage.github}/api/v3`,
    userAgent: 'holdpoint-bench',
  });
  const [installation = 0] = await clients.readInstallations();
  return clients.forInstallation(installation);
};

/** The check runs as the service left them, so that the bare loop writes as much as it did. */
const readHeads = async (stage: Stage): Promise<readonly Head[]> => {
  const client = await toClient(stage);
  const dana = stage.as('dana').rest;
  const pulls = [1, 2].map((page) => dana.pulls.list({ owner, repo: name, per_page: 100, page }));
  const heads: Head[] = [];
  for (const { data } of await Promise.all(pulls)) {
    for (const { number, head } of data) {
      const run = await findCheckRun(client, { owner, name }, head.sha);
      const { data: whole } = await dana.checks.get({ owner, repo: name, check_run_id: run?.id ?? 0 });
      heads.push({ number, runId: whole.id, summary: whole.output.summary ?? '' });
    }
  }
  return heads;
};

const toVariables = (number: number) => ({
  owner,
  name,
  number,
  policyPath,
  authorityPath,
  baselinePath,
  appId,
  checkName,
});

/** That there is no baseline is an error beside the data; the bare loop looks at neither. */
const readBarely = ({ octokit, host }: Pick<InstallationClient, 'octokit' | 'host'>, number: number) =>
  octokit.graphql(pullRequestQuery(host), toVariables(number)).catch(() => undefined);

const callBarely = async ({ octokit, host }: InstallationClient, head: Head | undefined): Promise<void> => {
  if (head === undefined) return;
  await readBarely({ octokit, host }, head.number);
  await octokit.rest.checks.update({
    owner,
    repo: name,
    check_run_id: head.runId,
    status: 'completed',
    conclusion: 'failure',
    output: { title: 'bare', summary: head.summary },
  });
};

const rounds = 100;

/** Where the time of one verdict goes, each part by itself, one after another. */
export const measureParts = async (): Promise<Figures> => {
  const stage = await setStage({ world, env: { LOG_LEVEL: 'warn' } });
  const folder = await mkdtemp(join(tmpdir(), 'holdpoint-bench-'));
  const database = await openDatabase({ databaseUrl: null, dataFolder: join(folder, 'data') });
  try {
    await changeUnseen(stage, 1);
    const { pulls } = stage.as('dana').rest;
    const { data: list } = await pulls.list({ owner, repo: name });
    const number = list[0]?.number ?? 0;
    const [, issue] = /-(\d+)$/.exec(list[0]?.title ?? '') ?? [];
    await pulls.update({ owner, repo: name, pull_number: number, body: `Change-Request: #${Number(issue) + 1}` });
    const client = await toClient(stage);
    const memory = toMemory(database);
    const ref = { owner, name, number };
    const ledger = await openLedger(database, toSigner(generateKeyPairSync('ed25519').privateKey));
    const { facts, policies } = await readPullRequest(client, ref, memory);
    const verdict = decide(facts, policies);
    if (verdict.outcome === 'not-governed') throw new Error('nothing is decided on');
    const tool = { name: 'holdpoint', version: '0.0.0' };
    const context = { repositoryUrl: facts.repository.url, policy: null, baseline: null, evidence: null, notices: [] };
    const parts: readonly (readonly [string, (round: number) => unknown])[] = [
      ['the bare read', () => readBarely(client, number)],
      [
        'the read with its facts gathered, of a head whose push nobody reported: one request more',
        () => readPullRequest(client, ref, memory),
      ],
      ['deciding', () => decide(facts, policies)],
      ['explaining', () => explain(verdict, context)],
      [
        'the statement: signed and appended, durable',
        (round) =>
          ledger.append({
            repository: facts.repository,
            subjectKey: 'bench',
            inputDigest: `${toInputDigest({ facts, verdict, tool })}${round}`,
            statement: toStatement({ facts, verdict, tool }),
            facts: toLastingFacts(facts),
          }),
      ],
    ];
    const rows: string[][] = [];
    for (const [what, work] of parts) {
      await work(-1);
      const started = performance.now();
      for (let round = 0; round < rounds; round++) await work(round);
      rows.push([what, `${((performance.now() - started) / rounds).toFixed(1)} ms`]);
    }
    return { title: 'Where the time of a verdict goes, each part alone', head: ['part', 'mean of 100'], rows };
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
    await stage.stop();
  }
};
