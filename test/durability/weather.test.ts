import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Pool } from 'pg';
import { createRandom } from '../../simulator/faults.ts';
import { readAll, untilQuiet } from './campaign.ts';
import { findLedgerProblems } from './end-state.ts';
import { type Rig, setRig } from './rig.ts';
import { tellStories } from './stories.ts';

let rig: Rig;
let reference: Record<string, unknown>;
beforeAll(async () => {
  rig = await setRig({ env: { SWEEP_SECONDS: '1' } });
  await tellStories(rig.stage, 'calm', () => 0);
  await untilQuiet(rig);
  reference = await readAll(rig, 'calm');
}, 90_000);
afterAll(() => rig?.stop(), 30_000);

const rate = 0.2;
const dropsAndRepeats = { dropRate: rate, repeatRate: rate, reorderRate: rate };

const faults: Readonly<Record<string, object>> = {
  'errors of the server': { requests: [{ status: 502, rate }] },
  'primary limits': { requests: [{ effect: 'primary_rate_limit', retryAfter: 1, rate }] },
  'secondary limits that say how long': { requests: [{ effect: 'secondary_rate_limit', retryAfter: 1, rate }] },
  'secondary limits that do not': { requests: [{ effect: 'secondary_rate_limit', rate: 0.05 }] },
  'answers that break off': { requests: [{ effect: 'truncate', rate }] },
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

test.each(Object.keys(faults))(
  'F34, F50: %s, of every fifth call: the stories end as they end in calm weather',
  async (name) => {
    const id = `w${Object.keys(faults).indexOf(name)}`;
    const random = createRandom(17);
    await rig.stage.control('PUT', 'faults', { seed: 17, ...faults[name] });
    await tellStories(rig.stage, id, () => random() * 200);
    await rig.stage.control('POST', 'deliveries/settle');
    await rig.stage.control('PUT', 'faults', {});
    // What was dropped for good is found when its pull request's turn comes: every 15 rounds.
    await sleep('webhooks' in (faults[name] ?? {}) ? 18_000 : 0);
    await untilQuiet(rig);
    expect(await readAll(rig, id)).toEqual(reference);
    const db = new Pool({ connectionString: rig.postgres.url(), max: 2 });
    expect(await findLedgerProblems(db)).toEqual([]);
    await db.end();
  },
  180_000,
);
