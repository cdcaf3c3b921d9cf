import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { openReleasedChange } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';
import { createTwoRoles } from '../database/create-two-roles.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let administrator: Database;
let roles: Awaited<ReturnType<typeof createTwoRoles>>;
let stage: Stage;
beforeAll(async () => {
  administrator = await startTestDatabase();
  roles = await createTwoRoles(administrator);
  const env = { DATABASE_URL: roles.databaseUrl, MIGRATION_DATABASE_URL: roles.migrationUrl };
  stage = await setStage({ world: toWorld([toRepository('pump')]), env });
}, 60_000);
afterAll(async () => {
  await stage.stop();
  await roles.drop();
  await administrator.close();
});

test('F51: a service whose role may only add to the ledger gives its verdicts, also after it was killed', async () => {
  for (const topic of ['before', 'after']) {
    const change = await openReleasedChange(stage, 'acme', 'pump', topic);
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    await stage.kill('SIGKILL');
    await stage.restart();
  }
  const service = await openDatabase({
    databaseUrl: roles.databaseUrl,
    migrationUrl: roles.migrationUrl,
    dataFolder: '',
  });
  try {
    expect(service.guarded).toBe(true);
    const { rows } = await service.pool.query<{ subjects: number }>(
      'SELECT count(DISTINCT subject_key) AS subjects FROM ledger_entries',
    );
    expect(rows).toEqual([{ subjects: 2 }]);
    await expect(service.pool.query('DELETE FROM ledger_entries')).rejects.toThrow('permission denied');
  } finally {
    await service.close();
  }
}, 90_000);
