import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { openPullRequest, openReleasedChange, openSignedRequest, readCounters, settle } from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { deploy, makeEnvironment, untilAnswered } from '../../stage/deployment.ts';
import { untilTracked } from '../../stage/matter.ts';
import { openReleaseRecord, pushTag, toReleaseWorld, toReleasing, untilReleaseCheck } from '../../stage/release.ts';
import { type Stage, setStage, until } from '../../stage/stage.ts';
import { toRepository } from '../../stage/world.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

const owner = 'acme';

type Attempt = { readonly id: number; readonly status: string; readonly redelivery: boolean };
type Sent = { readonly guid: string; readonly event: string; readonly attempts: readonly Attempt[] };

let database: Database;
let stage: Stage;
beforeAll(async () => {
  database = await startTestDatabase();
  stage = await setStage({
    world: toReleaseWorld([toRepository('missed'), toRepository('unheard'), toRepository('once')]),
    env: { DATABASE_URL: database.url, SWEEP_SECONDS: '1' },
  });
}, 60_000);
afterAll(async () => {
  await stage?.stop();
  await database?.close();
}, 30_000);

const readSent = () => stage.control<Sent[]>('GET', 'deliveries');

describe('deliveries that GitHub could not make', () => {
  test('F50: are asked for at the start, each once; what was accepted is not', async () => {
    await openReleasedChange(stage, owner, 'missed', 'before').then((change) =>
      untilCheckRun(stage, change, { conclusion: 'success' }),
    );
    await settle(stage);
    await stage.kill('SIGTERM');
    const change = await openReleasedChange(stage, owner, 'missed', 'meanwhile');
    await stage.control('POST', 'deliveries/settle');
    const sent = await readSent();
    const missed = sent.filter(({ attempts }) => attempts.at(-1)?.status !== 'OK');
    // The ping, which was sent before there was anybody to take it.
    const before = new Set(sent.filter(({ attempts }) => attempts.length > 1).map(({ guid }) => guid));
    expect(missed.length).toBeGreaterThan(4);

    await stage.restart();
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await until(async () =>
      (await readSent()).every(({ attempts }) => attempts.at(-1)?.status === 'OK') ? true : null,
    );
    // Long enough for several rounds more.
    await sleep(3500);
    const again = (await readSent()).filter(
      ({ guid, attempts }) => !before.has(guid) && attempts.some(({ redelivery }) => redelivery),
    );
    expect(again.map(({ guid }) => guid).sort()).toEqual(missed.map(({ guid }) => guid).sort());
    expect(again.every(({ attempts }) => attempts.length === 2)).toBe(true);
  }, 60_000);

  test('F50: one that fails whenever it is made is not asked for without end', async () => {
    // It cannot be accepted, whatever we do: its payload is not what GitHub sends.
    await database.pool.query(
      `INSERT INTO missed_deliveries (guid, attempt_id, event, first_failed_at, last_failed_at, asked, ask_after)
       SELECT 'poison-' || n, '1', 'push', now() - n * interval '1 day', now(), n, now() - interval '1 second'
       FROM unnest(ARRAY[1, 4, 24]) n`,
    );
    const readPoison = async () =>
      (
        await database.pool.query<{ guid: string; asked: number }>(
          `SELECT guid, asked FROM missed_deliveries WHERE guid LIKE 'poison%' ORDER BY guid`,
        )
      ).rows;
    // GitHub knows no such attempt: it is given up. The one that is four days old is not asked for at all.
    await until(async () => ((await readPoison())[0]?.asked === 1_000_000 ? true : null));
    expect(await readPoison()).toEqual([
      { guid: 'poison-1', asked: 1_000_000 },
      { guid: 'poison-24', asked: 24 },
      { guid: 'poison-4', asked: 4 },
    ]);
  });
});

describe('deliveries that nobody will ever make', () => {
  test('F50: a pull request, a push and an edit of which none was told are found by the sweep', async () => {
    const home = { owner, repo: 'unheard' };
    const pushed = await openReleasedChange(stage, owner, 'unheard', 'pushed');
    await untilCheckRun(stage, pushed, { conclusion: 'success' });
    await settle(stage);
    await stage.control('PUT', 'faults', { webhooks: { dropRate: 1 } });
    const issue = await openSignedRequest(stage, home, 'never told');
    const opened = await openPullRequest(stage, home, { branch: 'opened', body: `Closes #${issue}` });
    const held = await openPullRequest(stage, home, { branch: 'held', body: 'no link' });
    const { data } = await stage.as('dana').rest.repos.createOrUpdateFileContents({
      ...home,
      path: 'src/late.c',
      branch: 'pushed',
      message: 'Late',
      content: Buffer.from('/* late */').toString('base64'),
    });
    await untilCheckRun(stage, { ...home, sha: opened.sha }, { conclusion: 'success' }, { timeoutMs: 25_000 });
    await untilCheckRun(stage, { ...home, sha: held.sha }, { conclusion: 'failure' }, { timeoutMs: 25_000 });
    const head = { ...home, sha: data.commit.sha ?? '' };
    await until(async () => ((await readCheckRun(stage, head)) === null ? null : true), { timeoutMs: 25_000 });
    await stage.control('PUT', 'faults', {});
  }, 90_000);

  test('F77: what looking costs: a query for twenty repositories, and nothing more when nothing was lost', async () => {
    await settle(stage, 200).catch(() => undefined);
    await stage.control('DELETE', 'counters');
    await sleep(11_000);
    const { app } = (await readCounters(stage)) as unknown as { app: { byOperation: Record<string, number> } };
    // A round a second, a look at each repository every five; lists of deliveries once a round.
    // On a busy machine a round comes late.
    expect(app.byOperation['graphql openWork']).toBeGreaterThanOrEqual(1);
    expect(app.byOperation['graphql openWork']).toBeLessThanOrEqual(3);
    expect(app.byOperation['GET /app/hook/deliveries']).toBeLessThanOrEqual(12);
    expect(app.byOperation['GET /installation/repositories']).toBeUndefined();
  }, 30_000);

  test('F50: so are a release record, a tag and a deployment in a repository that is in no list yet, once anything is heard of it', async () => {
    await settle(stage);
    await stage.control('POST', 'seed', { repositories: [toReleasing('newcomer', 'none')] });
    const home = { owner, repo: 'newcomer' };
    await makeEnvironment(stage, home, 'production');
    await makeEnvironment(stage, home, 'old', { isProtected: false });
    await stage.control('PUT', 'faults', { webhooks: { dropRate: 1 } });
    await deploy(stage, home, 'old', 'main');
    await stage.control('PUT', 'faults', {});
    const change = await openReleasedChange(stage, owner, 'newcomer', 'first');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    const { data: merged } = await stage.as('dana').rest.pulls.merge({ ...home, pull_number: change.pull });
    await settle(stage);
    await stage.control('PUT', 'faults', { webhooks: { dropRate: 1 } });
    await openReleaseRecord(stage, home, { tag: 'v1.0.0', commit: merged.sha, previous: 'none' });
    await untilReleaseCheck(stage, home, merged.sha, { conclusion: 'failure' }, { timeoutMs: 30_000 });
    // Nothing has happened for so long that it is not known any more what the policies look at.
    await database.pool.query(`UPDATE watches SET read_at = now() - interval '2 hours'`);
    await pushTag(stage, home, { tag: 'v9.9.9', sha: merged.sha });
    await untilTracked(stage, home, 'holdpoint-deviation', { mentions: 'v9.9.9 was tagged' }, { timeoutMs: 30_000 });
    await makeEnvironment(stage, home, 'field', { isProtected: false });
    const past = await deploy(stage, home, 'field', merged.sha);
    const { id } = await deploy(stage, home, 'production', merged.sha);
    expect(await untilAnswered(stage, home, id, { timeoutMs: 30_000 })).toMatchObject({ state: 'rejected' });
    const readRegister = async () =>
      (await database.pool.query('SELECT deployment_id::int AS id, environment, verdict FROM deployments')).rows;
    await until(async () => ((await readRegister()).length > 0 ? true : null), { timeoutMs: 30_000 });
    // What was deployed before anything was looked at is history.
    expect(await readRegister()).toEqual([{ id: past.id, environment: 'field', verdict: 'none' }]);
    await stage.control('PUT', 'faults', {});
  }, 120_000);
});
