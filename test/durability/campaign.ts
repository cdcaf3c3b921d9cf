import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'pg';
import { createRandom } from '../../simulator/faults.ts';
import { until } from '../../stage/stage.ts';
import { findLedgerProblems, readEndState } from './end-state.ts';
import { type Rig, setRig } from './rig.ts';
import { type Heard, type Step, steps } from './steps.ts';
import { tellStories, toRepositories } from './stories.ts';

export type Campaign = {
  readonly kills: number;
  readonly seed: number;
  /** What may be killed; `both` kills the two in one moment. */
  readonly victims: readonly Victim[];
  readonly onProgress?: (line: string) => void;
};

export type Victim = 'service' | 'database' | 'both';

export type Outcome = {
  readonly kills: Readonly<Record<Victim, number>>;
  /** How often each named step was killed at; `at random` are the others. */
  readonly bySteps: Readonly<Record<string, number>>;
  readonly stories: number;
  readonly deliveries: number;
  readonly seconds: number;
  /** Empty: all is as if nothing had been killed. */
  readonly problems: readonly string[];
};

/** A step is armed until it was killed at so often, and at a time this share of them. */
const timesAStep = 3;
const shareArmed = 0.2;
/** In milliseconds: what the service has to itself first, and the longest wait for a step that is armed, or for none. */
const longestLife = 1500;
const patience = 1000;
const longestDelay = 500;

/**
 * Tells the stories again and again while processes are killed and started again, and then compares where each ended with
 * where it ends when nobody is killed. What is killed when is drawn by the seed; how far the processes have got by then
 * is not in anybody's hands, so the same seed gives the same plan and not the same run.
 */
export const runCampaign = async ({ kills, seed, victims, onProgress = () => {} }: Campaign): Promise<Outcome> => {
  const startedAt = Date.now();
  const rig = await setRig();
  try {
    const random = createRandom(seed);
    const story = createRandom(seed + 1);
    const pause = () => Math.floor(story() * 300);
    await tellStories(rig.stage, 'calm', () => 0);
    const restless = await untilQuiet(rig);
    if (restless.length > 0) throw new Error(`the reference does not end: ${restless.join('\n')}`);
    const reference = await readAll(rig, 'calm');
    const tally = { service: 0, database: 0, both: 0 };
    const bySteps: Record<string, number> = {};
    const log: string[] = [];
    let told = 0;
    const over = new AbortController();
    const telling = (async () => {
      while (!over.signal.aborted) await tellStories(rig.stage, `${(told += 1)}`, pause);
    })();
    telling.catch(() => undefined);
    for (let kill = 1; kill <= kills; kill += 1) {
      const victim = victims[Math.floor(random() * victims.length)] ?? 'service';
      const at = await killOnce(rig, victim, bySteps, random);
      tally[victim] += 1;
      log.push(`${kill}. ${victim}: ${at}`);
      onProgress(log.at(-1) ?? '');
      await startAgain(rig);
    }
    over.abort();
    await telling.catch(async (error: unknown) => {
      throw new Error(`seed ${seed}, ${log.length} kills: ${await describeState(rig)}\n${log.join('\n')}`, {
        cause: error,
      });
    });
    const problems = [...(await untilQuiet(rig)), ...(await findProblems(rig, reference, told))];
    return {
      kills: tally,
      bySteps,
      stories: told,
      deliveries: await withDatabase(rig, countDeliveries),
      seconds: Math.round((Date.now() - startedAt) / 1000),
      problems: problems.length === 0 ? [] : [`seed ${seed}`, ...problems, ...log],
    };
  } finally {
    await rig.stop();
  }
};

/** Kills once, at a named step that was not killed at often enough or after a while; the name of the step. */
const killOnce = async (
  { stage, postgres, listen }: Rig,
  victim: Victim,
  bySteps: Record<string, number>,
  random: () => number,
): Promise<string> => {
  let gone: Promise<void> = Promise.resolve();
  const strike = () => {
    if (victim !== 'database') gone = stage.kill('SIGKILL');
    if (victim !== 'service') postgres.kill();
  };
  const countOf = (step: Step): number => bySteps[`${victim}: ${step.name}`] ?? 0;
  // Else nothing would ever be done, and there would be nothing to be killed at.
  await sleep(random() * longestLife);
  const at = await new Promise<string>((resolve) => {
    const isNamed = random() < 0.7;
    const timer = setTimeout(
      () => {
        listen(() => true);
        strike();
        resolve('at random');
      },
      isNamed ? patience : random() * longestDelay,
    );
    if (!isNamed) return;
    const armed = steps.filter((step) => countOf(step) < timesAStep && random() < shareArmed);
    listen((heard: Heard) => {
      const step = armed.find((one) => one.hears(heard));
      if (step === undefined) return true;
      clearTimeout(timer);
      listen(() => true);
      strike();
      resolve(step.name);
      return step.passes;
    });
  });
  const name = at === 'at random' ? at : `${victim}: ${at}`;
  bySteps[name] = (bySteps[name] ?? 0) + 1;
  await gone;
  return at;
};

/** What was killed is started again, the database first. A service that lives through its loss is not touched. */
const startAgain = async ({ stage, postgres }: Rig): Promise<void> => {
  await postgres.restart();
  if ((await fetch(`${stage.service}/healthz`).catch(() => null)) === null) await stage.restart();
  else await untilReady(stage.service);
};

const untilReady = (service: string) =>
  until(async () => ((await fetch(`${service}/readyz`).catch(() => null))?.ok === true ? true : null));

const withDatabase = async <T>({ postgres }: Rig, work: (db: Pool) => Promise<T>): Promise<T> => {
  const pool = new Pool({ connectionString: postgres.url(), max: 4 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
};

const countDeliveries = async (db: Pool): Promise<number> => {
  const { rows } = await db.query<{ count: number }>('SELECT count(*)::int AS count FROM deliveries');
  return rows[0]?.count ?? 0;
};

type Sent = { readonly guid: string; readonly dropped: boolean; readonly event: string };

/** Deliveries that GitHub made, or tried to make, and that we do not have. */
const findMissing = async (rig: Rig): Promise<readonly Sent[]> => {
  const sent = await rig.stage.control<Sent[]>('GET', 'deliveries');
  const have = await withDatabase(rig, (db) => db.query<{ id: string }>('SELECT id FROM deliveries'));
  const ids = new Set(have.rows.map(({ id }) => id));
  return sent.filter(({ guid, dropped }) => !dropped && !ids.has(guid));
};

const readNow = async (db: Pool): Promise<Date> => {
  const { rows } = await db.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  return rows[0]?.now ?? new Date(0);
};

/** Jobs that were made until then and are not done. */
const countUnfinished = async (db: Pool, until: Date): Promise<number> => {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pgboss.job
     WHERE name = 'evaluations' AND state <> 'completed' AND created_on <= $1`,
    [until],
  );
  return rows[0]?.count ?? 0;
};

/** What is left to do, and the last that the service said, for whoever has to find out why. */
const describeState = async (rig: Rig): Promise<string> => {
  const { rows } = await withDatabase(rig, (db) =>
    db.query(
      `SELECT singleton_key AS key, state, retry_count AS retries, start_after AS due, output FROM pgboss.job
       WHERE name = 'evaluations' AND state <> 'completed'`,
    ),
  );
  const log = await readFile(rig.stage.logFile, 'utf8');
  return JSON.stringify({ jobs: rows, missing: await findMissing(rig), log: log.split('\n').slice(-40) }, null, 1);
};

/** One job leads to another, and that to a third; the longest such way is shorter. */
const generations = 6;

/**
 * Waits until every delivery has come and all that there was to do is done, and then what that led to, and so on. Returns
 * what is left when that does not come. Jobs that are newer are those of the sweeps, which never end.
 */
export const untilQuiet = async (rig: Rig): Promise<readonly string[]> => {
  try {
    for (let generation = 0; generation < generations; generation += 1) {
      await rig.stage.control('POST', 'deliveries/settle');
      const now = await withDatabase(rig, readNow);
      await until(
        async () => {
          const isDone = (await withDatabase(rig, (db) => countUnfinished(db, now))) === 0;
          return isDone && (await findMissing(rig)).length === 0 ? true : null;
        },
        { timeoutMs: 180_000 },
      );
      await sleep(250);
    }
    return [];
  } catch {
    return [`not all was done: ${await describeState(rig)}`];
  }
};

export const readAll = (rig: Rig, id: string): Promise<Record<string, unknown>> =>
  withDatabase(rig, async (db) => {
    const all: Record<string, unknown> = {};
    for (const [chapter, repo] of Object.entries(toRepositories(id))) {
      all[chapter] = await readEndState(rig.stage, db, repo);
    }
    return all;
  });

const findProblems = async (rig: Rig, reference: Record<string, unknown>, told: number): Promise<string[]> => {
  const problems = (await findMissing(rig)).map(({ guid, event }) => `the delivery ${guid} (${event}) was lost`);
  problems.push(...(await withDatabase(rig, findLedgerProblems)));
  for (let story = 1; story <= told; story += 1) {
    const ended = await readAll(rig, `${story}`);
    for (const [chapter, wanted] of Object.entries(reference)) {
      if (isDeepStrictEqual(ended[chapter], wanted)) continue;
      problems.push(`${chapter}-${story} ended otherwise: ${toDifference(wanted, ended[chapter])}`);
    }
  }
  return problems;
};

/** The first line in which two values differ. */
export const toDifference = (wanted: unknown, found: unknown): string => {
  const [a, b] = [wanted, found].map((value) => JSON.stringify(value, null, 1).split('\n')) as [string[], string[]];
  const index = [...a, ''].findIndex((line, at) => line !== b[at]);
  return `\n  wanted: ${a.slice(0, index).findLast((line) => line.includes('title')) ?? ''}${a[index] ?? 'the end'}\n  found:  ${b[index] ?? 'the end'}`;
};
