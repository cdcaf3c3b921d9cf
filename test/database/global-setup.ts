import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';

/**
 * One PostgreSQL for a whole test run, started when the first test file asks for it, so that a run without such files
 * does not pay for it. Test files reach it through `startTestDatabase`.
 */
export default async function setUp() {
  const dataFolder = await mkdtemp(join(tmpdir(), 'holdpoint-test-'));
  let opening: Promise<Database> | undefined;
  const open = () => {
    opening ??= openDatabase({
      databaseUrl: process.env.DATABASE_URL ?? null,
      dataFolder,
      fsync: false,
      connections: 2,
    });
    return opening;
  };
  const desk = createServer((_request, response) => {
    open().then(
      (database) => response.end(database.url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((listening) => desk.listen(0, '127.0.0.1', listening));
  process.env.HOLDPOINT_TEST_DATABASE_DESK = `http://127.0.0.1:${(desk.address() as AddressInfo).port}`;
  globalThis.stopTestDatabases = async () => {
    desk.close();
    desk.closeAllConnections();
    await (await opening)?.close();
    await rm(dataFolder, { recursive: true, force: true });
  };
}

declare global {
  // A global, because Jest hands nothing else from its set-up to its tear-down.
  var stopTestDatabases: () => Promise<void>;
}
