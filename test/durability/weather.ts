import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'pg';
import { createRandom } from '../../simulator/faults.ts';
import { readAll, toDifference, untilQuiet } from './campaign.ts';
import { findLedgerProblems } from './end-state.ts';
import { setRig } from './rig.ts';
import { tellStories } from './stories.ts';

const rate = 0.2;
const dropsAndRepeats = { dropRate: rate, repeatRate: rate, reorderRate: rate };

const faults: Readonly<Record<string, object>> = {
  'errors of the server': { requests: [{ status: 502, rate }] },
  'primary limits': { requests: [{ effect: 'primary_rate_limit', retryAfter: 1, rate }] },
  'secondary limits that say how long': { requests: [{ effect: 'secondary_rate_limit', retryAfter: 1, rate }] },
  'secondary limits that do not': { requests: [{ effect: 'secondary_rate_limit', rate: 0.05 }] },
  'answers that break off': { requests: [{ effect: 'truncate', rate }] },
  // An answer is waited for 20 s, so that a few of them are enough.
  'answers that never come': { requests: [{ effect: 'timeout', rate, next: 6 }] },
  'deliveries dropped, repeated and out of order': { webhooks: dropsAndRepeats },
  'all of it': {
    requests: [
      { status: 500, rate: 0.05 },
      { effect: 'secondary_rate_limit', retryAfter: 1, rate: 0.05 },
      { effect: 'truncate', rate: 0.05 },
    ],
    webhooks: dropsAndRepeats,
  },
};

/** By name. */
export const kindsOfWeather: readonly string[] = Object.keys(faults);

/**
 * Tells the stories in some kinds of weather, one after the other, and compares where each ended with where it ends in
 * calm; returns how many seconds each took and what ended otherwise.
 */
export const tellInBadWeather = async (
  kinds: readonly string[] = kindsOfWeather,
  onProgress: (line: string) => void = () => {},
) => {
  const rig = await setRig({ env: { SWEEP_SECONDS: '1' } });
  try {
    await tellStories(rig.stage, 'calm', () => 0);
    const problems = [...(await untilQuiet(rig))];
    const reference = await readAll(rig, 'calm');
    const seconds: Record<string, number> = {};
    for (const [index, name] of kinds.entries()) {
      const settings = faults[name] ?? {};
      const startedAt = Date.now();
      const id = `w${index}`;
      const random = createRandom(17);
      await rig.stage.control('PUT', 'faults', { seed: 17, ...settings });
      await tellStories(rig.stage, id, () => random() * 200);
      await rig.stage.control('POST', 'deliveries/settle');
      await rig.stage.control('PUT', 'faults', {});
      // What was dropped for good is found when its pull request's turn comes: every 15 rounds.
      await sleep('webhooks' in settings ? 18_000 : 0);
      problems.push(...(await untilQuiet(rig)).map((left) => `${name}: ${left}`));
      const ended = await readAll(rig, id);
      for (const [chapter, wanted] of Object.entries(reference)) {
        if (isDeepStrictEqual(ended[chapter], wanted)) continue;
        problems.push(`${name}: ${chapter} ended otherwise: ${toDifference(wanted, ended[chapter])}`);
      }
      const db = new Pool({ connectionString: rig.postgres.url(), max: 2 });
      problems.push(...(await findLedgerProblems(db)));
      await db.end();
      seconds[name] = Math.round((Date.now() - startedAt) / 1_000);
      onProgress(`${name}: ${seconds[name]} s`);
    }
    return { seconds, problems };
  } finally {
    await rig.stop();
  }
};
