import { parseArgs } from 'node:util';
import { runCampaign, type Victim } from './campaign.ts';
import { kindsOfWeather, tellInBadWeather } from './weather.ts';

/** `npm run durability -- --kills 1000 --seed 7 [--victim service|database|both] [--verbose]`, or `-- --weather [--only NAME]`. */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    victim: { type: 'string' },
    weather: { type: 'boolean', default: false },
    only: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const victims: readonly Victim[] =
  values.victim === undefined ? ['service', 'service', 'database', 'both'] : [values.victim as Victim];
const onProgress = values.verbose ? (line: string) => console.error(line) : () => undefined;
const outcome = values.weather
  ? await tellInBadWeather(
      kindsOfWeather.filter((name) => name.startsWith(values.only ?? '')),
      onProgress,
    )
  : await runCampaign({ kills: Number(values.kills), seed: Number(values.seed), victims, onProgress });
console.log(JSON.stringify(outcome, null, 2));
process.exit(outcome.problems.length === 0 ? 0 : 1);
