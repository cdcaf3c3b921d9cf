import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Pool } from 'pg';
import { openReleasedChange } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { until } from '../../stage/stage.ts';
import { toRepository } from '../../stage/world.ts';
import { untilQuiet } from './campaign.ts';
import { findLedgerProblems } from './end-state.ts';
import { type Rig, setRig, withPort } from './rig.ts';
import { openTcpRelay } from './tcp-relay.ts';

const owner = 'acme';
const repo = 'partition';

let rig: Rig;
let db: Pool;
let cable: Awaited<ReturnType<typeof openTcpRelay>>;
beforeAll(async () => {
  rig = await setRig();
  db = new Pool({ connectionString: rig.postgres.url(), max: 2 });
  cable = await openTcpRelay({ target: rig.postgres.port });
}, 90_000);
afterAll(async () => {
  await db?.end();
  await rig?.stop();
  await cable?.close();
}, 60_000);

describe('a replica that is cut off from the database', () => {
  test('F34: keeps no commit to itself: another one withdraws its green, and it works on when the way is free again', async () => {
    const { stage } = rig;
    await stage.control('POST', 'seed', { repositories: [toRepository(repo)] });
    const lonely = await stage.addReplica({ DATABASE_URL: withPort(rig.postgres.url(), cable.port) });
    rig.setReceivers([lonely.service]);
    await stage.kill('SIGKILL');
    // Cut while it writes the green and holds the turn on the commit.
    let wasCut = false;
    rig.listen((heard) => {
      if (
        heard.way === 'github' &&
        heard.moment === 'asked' &&
        heard.call.startsWith('POST') &&
        heard.call.endsWith('/check-runs')
      ) {
        if (!wasCut) cable.cut();
        wasCut = true;
      }
      return true;
    });
    const change = await openReleasedChange(stage, owner, repo, 'lonely');
    await until(async () => (wasCut ? true : null));
    rig.listen(() => true);

    rig.setReceivers([stage.service]);
    await stage.restart();
    await stage
      .as('quinn')
      .rest.issues.createComment({ owner, repo, issue_number: change.issue, body: '/revoke approval' });
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['Approval'] }, { timeoutMs: 180_000 });

    cable.mend();
    await stage.kill('SIGKILL');
    rig.setReceivers([lonely.service]);
    const next = await openReleasedChange(stage, owner, repo, 'next');
    await untilCheckRun(stage, next, { conclusion: 'success' }, { timeoutMs: 90_000 });
    expect(await untilQuiet(rig)).toEqual([]);
    await untilCheckRun(stage, change, { conclusion: 'failure' });
    expect(await findLedgerProblems(db)).toEqual([]);
  }, 400_000);
});
