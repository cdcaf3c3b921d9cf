import { parseArgs } from 'node:util';
import { measureBurst } from './burst.ts';
import { measureDay } from './day.ts';
import { measureGrowth } from './growth.ts';
import { measureLatency } from './latency.ts';
import { measureLedger } from './ledger.ts';
import { measureMemory } from './memory.ts';
import { measureRelease } from './release.ts';
import { type Figures, keepFigures, printFigures } from './report.ts';
import { measureRequests } from './requests.ts';
import { measureParts, measureThroughput } from './throughput.ts';

/** `npm run bench [-- NAME…] [--write]`: measures, prints, and with `--write` keeps each table on its page in docs/. */
const benches: Readonly<Record<string, { readonly measure: () => Promise<Figures>; readonly page?: string }>> = {
  requests: { measure: measureRequests },
  latency: { measure: measureLatency },
  throughput: { measure: measureThroughput },
  parts: { measure: measureParts },
  burst: { measure: measureBurst },
  growth: { measure: measureGrowth },
  memory: { measure: measureMemory },
  ledger: { measure: measureLedger },
  release: { measure: measureRelease, page: 'docs/releases.md' },
  day: { measure: measureDay, page: 'docs/scale.md' },
};

const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknownName = positionals.find((name) => !(name in benches));
if (unknownName !== undefined) {
  console.error(`there is no bench «${unknownName}»; there are: ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}

for (const [name, { measure, page = 'docs/performance.md' }] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const figures = await measure();
  printFigures(figures);
  if (values.write) keepFigures(name, figures, page);
}
