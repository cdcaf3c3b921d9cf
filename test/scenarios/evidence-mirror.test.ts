import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Database } from '../../src/database/database.ts';
import { openReleasedChange, settle } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, type StageOptions, setStage, until } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

const root = resolve(import.meta.dirname, '../..');
const mirror = { owner: 'acme', repo: 'evidence' };
const toMirrorRepository = (isPrivate = true) => ({
  ...toRepository('evidence', null),
  private: isPrivate,
  rulesets: [],
});
const env = { EVIDENCE_MIRROR: 'acme/evidence', SWEEP_SECONDS: '1', METRICS_TOKEN: 'token of the metrics' };

/** What app.yml asks for, and writing contents besides: the optional tier. */
const readTier = async (): Promise<Record<string, string>> => {
  const app = parse(await readFile(join(root, 'app.yml'), 'utf8')) as { default_permissions: Record<string, string> };
  return { ...app.default_permissions, contents: 'write' };
};

type Given = Pick<StageOptions, 'permissions'> & { readonly isPrivate?: boolean };
const setMirroredStage = async ({ isPrivate = true, ...options }: Given) => {
  const database = await startTestDatabase();
  const world = toWorld([toRepository('pump'), toRepository('valve'), toMirrorRepository(isPrivate)]);
  const stage = await setStage({ ...options, world, env: { ...env, DATABASE_URL: database.url } });
  return { database, stage };
};

/** An hour passes: the next look takes its turn. */
const passAnHour = async ({ pool }: Database): Promise<void> => {
  await pool.query(`DELETE FROM turns WHERE name = 'evidence-mirror'`);
};
const readRounds = async (stage: Stage, outcome: string): Promise<number> => {
  const headers = { authorization: `Bearer ${env.METRICS_TOKEN}` };
  const text = await (await fetch(`${stage.service}/metrics`, { headers })).text();
  return Number(new RegExp(`holdpoint_mirror_rounds_total{outcome="${outcome}"} (\\d+)`).exec(text)?.[1] ?? 0);
};
/** Waits until one more round has ended so. */
const untilRound = async (stage: Stage, database: Database, outcome: 'done' | 'failed'): Promise<void> => {
  const before = await readRounds(stage, outcome);
  await passAnHour(database);
  await until(async () => ((await readRounds(stage, outcome)) > before ? true : null));
};

/** The files of the mirror's default branch, by path; the owner's repositories alone. */
const readMirror = async (stage: Stage): Promise<ReadonlyMap<string, string>> => {
  const { git } = stage.as('root').rest;
  const { data } = await git.getTree({ ...mirror, tree_sha: 'main', recursive: 'true' });
  const files = data.tree.filter(({ type, path }) => type === 'blob' && path !== 'README.md');
  return new Map(
    await Promise.all(
      files.map(async ({ path, sha }): Promise<[string, string]> => {
        const blob = await git.getBlob({ ...mirror, file_sha: sha });
        return [path, Buffer.from(blob.data.content, 'base64').toString('utf8')];
      }),
    ),
  );
};
const countCommits = async (stage: Stage): Promise<number> =>
  (await stage.as('root').rest.repos.listCommits({ ...mirror, per_page: 100 })).data.length;

const giveVerdict = async (stage: Stage, repo: string, topic: string): Promise<void> => {
  await untilCheckRun(stage, await openReleasedChange(stage, 'acme', repo, topic), { conclusion: 'success' });
  await settle(stage);
};

describe('F54: evidence in a mirror', () => {
  let stage: Stage;
  let database: Database;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdpoint-mirror-'));
    ({ stage, database } = await setMirroredStage({ permissions: await readTier() }));
    const { keys } = (await (await fetch(`${stage.service}/evidence/keys`)).json()) as {
      keys: { publicKey: string }[];
    };
    await writeFile(join(folder, 'key.pem'), keys[0]?.publicKey ?? '');
  }, 60_000);
  afterAll(async () => {
    await stage.stop();
    await database.close();
    await rm(folder, { recursive: true });
  }, 30_000);

  const readLength = async (repository: string): Promise<number> => {
    const { rows } = await database.pool.query<{ length: number }>(
      'SELECT count(*) AS length FROM ledger_entries WHERE repository = $1',
      [repository],
    );
    return rows[0]?.length ?? 0;
  };
  /** As an auditor does who has cloned the mirror: no network, no database. */
  const verifyOffline = async (files: ReadonlyMap<string, string>, repository: string): Promise<string> => {
    const own = [...files.keys()].filter((path) => path.startsWith(`${repository}/`)).sort();
    const toFile = (path: string) => join(folder, path.replaceAll('/', '+'));
    for (const path of own) await writeFile(toFile(path), files.get(path) ?? '');
    const paths = own.map(toFile);
    const parts = paths.filter((path) => path.endsWith('.jsonl'));
    const checkpoint = paths.find((path) => path.endsWith('checkpoint')) ?? '';
    const args = ['bin/holdpoint.js', 'evidence', 'verify', ...parts];
    const trust = ['--key', join(folder, 'key.pem'), '--checkpoint', checkpoint, '--replay'];
    const environment = { cwd: root, env: { PATH: process.env['PATH'] } };
    return (await promisify(execFile)(process.execPath, [...args, ...trust], environment)).stdout;
  };

  test('appears within the hour, verifies offline, and goes on where it ended', async () => {
    await giveVerdict(stage, 'pump', 'first');
    await giveVerdict(stage, 'pump', 'second');
    const length = await readLength('acme/pump');
    await untilRound(stage, database, 'done');
    const first = await readMirror(stage);
    const toName = (from: number, to: number) =>
      `acme/pump/${String(from).padStart(9, '0')}-${String(to).padStart(9, '0')}.jsonl`;
    expect([...first.keys()]).toEqual([toName(1, length), 'acme/pump/checkpoint', 'mirrored.jsonl']);
    expect(await verifyOffline(first, 'acme/pump')).toContain(`in a chain of ${length} entries`);

    await giveVerdict(stage, 'pump', 'third');
    await giveVerdict(stage, 'valve', 'other');
    expect((await readMirror(stage)).size).toBe(3);
    await untilRound(stage, database, 'done');
    const second = await readMirror(stage);
    const grown = await readLength('acme/pump');
    expect(grown).toBeGreaterThan(length);
    expect(second.get(toName(1, length))).toBe(first.get(toName(1, length)));
    expect(second.has(toName(length + 1, grown))).toBe(true);
    const said = await verifyOffline(second, 'acme/pump');
    expect(said).toContain(`in a chain of ${grown} entries`);
    expect(said).toContain('It has grown out of every checkpoint that you gave.');
    expect(await verifyOffline(second, 'acme/valve')).toContain('about acme/valve');
  }, 120_000);

  test('is not written where nothing has grown, nor twice when an answer was lost', async () => {
    const before = await countCommits(stage);
    await untilRound(stage, database, 'done');
    expect(await countCommits(stage)).toBe(before);

    await giveVerdict(stage, 'pump', 'fourth');
    // It is carried out, and we never hear of it, not even when we ask again.
    const path = '/repos/acme/evidence/git/refs/';
    await stage.control('PUT', 'faults', { requests: [{ method: 'PATCH', path, effect: 'truncate', next: 3 }] });
    await untilRound(stage, database, 'failed');
    await stage.control('PUT', 'faults', {});
    expect(await countCommits(stage)).toBe(before + 1);
    await untilRound(stage, database, 'done');
    expect(await countCommits(stage)).toBe(before + 1);
    const files = await readMirror(stage);
    expect(await verifyOffline(files, 'acme/pump')).toContain(`in a chain of ${await readLength('acme/pump')} entries`);
  }, 120_000);

  test('is not written over by a ledger that is not the one that it holds, as after a restore', async () => {
    const files = await readMirror(stage);
    const index = files.get('mirrored.jsonl') ?? '';
    const { data } = await stage.as('root').rest.repos.getContent({ ...mirror, path: 'mirrored.jsonl' });
    // As if the mirror had seen entries that the ledger has no more.
    const more = index.replace(/"entries":\d+(?=[^\n]*"acme\/pump")/, '"entries":900');
    expect(more).not.toBe(index);
    await stage.as('root').rest.repos.createOrUpdateFileContents({
      ...mirror,
      path: 'mirrored.jsonl',
      message: 'Forge',
      content: Buffer.from(more).toString('base64'),
      sha: 'sha' in data ? data.sha : '',
    });
    await giveVerdict(stage, 'pump', 'fifth');
    await giveVerdict(stage, 'valve', 'another');
    await untilRound(stage, database, 'failed');
    expect(await readFile(stage.logFile, 'utf8')).toMatch(
      /"repository":"acme\/pump","mirrored":900,"ledger":\d+,"msg":"a chain is not the one that its mirror holds/,
    );
    const after = await readMirror(stage);
    const of = (repository: string, all: ReadonlyMap<string, string>) =>
      [...all.keys()].filter((path) => path.startsWith(repository));
    expect(of('acme/pump', after)).toEqual(of('acme/pump', files));
    expect(of('acme/valve', after).length).toBe(of('acme/valve', files).length + 1);
  }, 120_000);
});

describe('F54: a mirror that cannot be written', () => {
  test.each<[string, () => Promise<Given>, RegExp]>([
    ['the App may not write contents', async () => ({}), /422: The permissions requested are not granted/],
    [
      'everybody can read it',
      async () => ({ permissions: await readTier(), isPrivate: false }),
      /it is public, and evidence of private repositories would be in it/,
    ],
  ])(
    'because %s is warned of, and nothing else breaks',
    async (_why, make, reason) => {
      const { stage, database } = await setMirroredStage(await make());
      try {
        await giveVerdict(stage, 'pump', 'held');
        await untilRound(stage, database, 'failed');
        const warned = (await readFile(stage.logFile, 'utf8'))
          .split('\n')
          .filter((line) => line.includes('mirrored; docs'));
        expect(warned.join('\n')).toMatch(reason);
        expect(await readMirror(stage)).toEqual(new Map());
        await giveVerdict(stage, 'pump', 'on');
      } finally {
        await stage.stop();
        await database.close();
      }
    },
    90_000,
  );
});
