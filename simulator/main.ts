import { parseArgs } from 'node:util';
import { startSimulator } from './server.ts';

/** `npm run simulator -- --port N [--clock stepped|real]`: prints its address and runs until it is told to stop. */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '3999' }, clock: { type: 'string', default: 'stepped' } },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535 || (values.clock !== 'stepped' && values.clock !== 'real')) {
  console.error('Usage: npm run simulator -- [--port 0-65535] [--clock stepped|real]');
  process.exit(2);
}
const simulator = await startSimulator({ port, clock: values.clock });
console.log(`The simulator listens at ${simulator.url}`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void simulator.close().then(() => process.exit(0));
  });
}
