import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBurst } from './burst.ts';
import { measureGrowth } from './growth.ts';
import { measureLatency } from './latency.ts';
import { measureLedger } from './ledger.ts';
import { measureMemory } from './memory.ts';
import { type Figures, printFigures, toMarkdown } from './report.ts';
import { measureRequests } from './requests.ts';

/** `npm run bench [-- NAME…] [--write]`: measures, prints, and with `--write` keeps the figures in docs/performance.md. */
const benches: Readonly<Record<string, () => Promise<Figures>>> = {
  requests: measureRequests,
  latency: measureLatency,
  memory: measureMemory,
  burst: measureBurst,
  growth: measureGrowth,
  ledger: measureLedger,
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

const all: Figures[] = [];
for (const [name, measure] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const figures = await measure();
  printFigures(figures);
  all.push(figures);
}

if (values.write) {
  const machine = `Node ${process.version}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}`;
  const text = `# Performance

Measured with \`npm run bench -- --write\` against the simulator on loopback (${machine}).
Service, simulator and PostgreSQL share the machine.

A verdict on a pull request costs one read, and one write when it differs from the last. An event on a record costs one
read more, of the record itself, for its commands and for the pull requests that GitHub knows it closes. A push onto a
released pull request also withdraws the green of the head that was left: one read, one write.

${all.map(toMarkdown).join('\n')}`;
  writeFileSync(join(resolve(import.meta.dirname, '..'), 'docs/performance.md'), text);
}
