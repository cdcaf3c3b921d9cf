import { openDatabase } from '../../src/database/open-database.ts';
import { openQueue } from '../../src/queue/queue.ts';
import { startWorker } from '../../src/queue/worker.ts';

// A process that takes a job and never ends it; `worker-death.test.ts` kills it.
const [databaseUrl = ''] = process.argv.slice(2);
const database = await openDatabase({ databaseUrl, dataFolder: '' });
const queue = await openQueue(database, () => undefined);
const hang = () => {
  process.stdout.write('running\n');
  return new Promise<void>(() => undefined);
};
await startWorker(queue, hang, { concurrency: 2, onFailure: () => undefined });
