import { openDatabase } from '../../src/database/open-database.ts';

// A process that opens the embedded database and keeps it; `embedded-server.test.ts` ends it.
await openDatabase({ databaseUrl: null, dataFolder: process.argv[2] ?? '', fsync: false });
process.stdout.write('open\n');
setInterval(() => undefined, 60_000);
