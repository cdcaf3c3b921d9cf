import { parseArgs } from 'node:util';
import { runCampaign, type Victim } from './campaign.ts';

/** `npm run durability -- --kills 1000 --seed 7 [--victim service|database|both] [--verbose]`. */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    victim: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const victims: readonly Victim[] =
  values.victim === undefined ? ['service', 'service', 'database', 'both'] : [values.victim as Victim];
const outcome = await runCampaign({
  kills: Number(values.kills),
  seed: Number(values.seed),
  victims,
  onProgress: values.verbose ? (line) => console.error(line) : () => undefined,
});
console.log(JSON.stringify(outcome, null, 2));
process.exit(outcome.problems.length === 0 ? 0 : 1);
