import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import { commitFile, openReleasedChange } from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage, until } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';
import { sendDelivery } from './send-delivery.ts';

const owner = 'acme';
const repo = 'edges';

let simulator: Simulator;
let stage: Stage;
let database: Client;
beforeAll(async () => {
  simulator = await startSimulator();
  stage = await setStage({ world: toWorld([toRepository(repo)]), github: simulator.url });
  database = await connect();
}, 60_000);
beforeEach(() => stage.control('PUT', 'faults', {}));
afterAll(async () => {
  await database.end();
  await stage.stop();
  await simulator.close();
});

/** The service's own database, by the password and the port that it keeps in its data folder. */
const connect = async (): Promise<Client> => {
  const folder = join(dirname(stage.logFile), 'data');
  const password = (await readFile(join(folder, 'postgres.password'), 'utf8')).trim();
  const port = (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[3];
  const client = new Client({ connectionString: `postgres://holdpoint:${password}@127.0.0.1:${port}/holdpoint` });
  await client.connect();
  return client;
};

describe('a green does not outlive what it stood on', () => {
  test('F32: a fault of our own turns the check red, and it recovers by itself', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'own-fault');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    await database.query(`CREATE FUNCTION break_down() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'the disk of the ledger is broken'; END $$;
      CREATE TRIGGER broken BEFORE INSERT ON ledger_entries FOR EACH ROW EXECUTE FUNCTION break_down()`);
    const issue = { owner, repo, issue_number: change.issue };
    await stage.as('quinn').rest.issues.removeLabel({ ...issue, name: 'change-approved' });
    const run = await untilCheckRun(stage, { ...change }, { conclusion: 'failure', mentions: ['fault of its own'] });
    expect(run.output.summary).not.toContain('disk');
    await database.query('DROP FUNCTION break_down CASCADE');
    await untilCheckRun(stage, { ...change }, { conclusion: 'failure', mentions: ['change-approved'] });
  });

  test('F25: that a comment cannot be posted does not touch a verdict', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'mute');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    const path = `/repos/${owner}/${repo}/issues/${change.issue}/comments`;
    await stage.control('PUT', 'faults', {
      requests: [
        {
          method: 'POST',
          path,
          effect: 'status',
          status: 403,
          message: 'You have exceeded a secondary rate limit',
          retryAfter: 60,
        },
      ],
    });
    const issue = { owner, repo, issue_number: change.issue };
    await stage.as('dana').rest.issues.createComment({ ...issue, body: '/sign approval approval' });
    const failed = async (): Promise<true | null> =>
      (await readFile(stage.logFile, 'utf8')).includes(
        '"attempt":3,"err":{"type":"GitHubFault","message":"commenting',
      ) || null;
    await until(failed);
    expect((await readCheckRun(stage, { owner, repo, sha: change.sha }))?.conclusion).toBe('success');
    await stage.control('PUT', 'faults', {});
    await until(async () => {
      const { data } = await stage.as('dana').rest.issues.listComments(issue);
      return data.some(({ user }) => user?.type === 'Bot') || null;
    });
  });

  test('F27: the green of a commit goes when the pull request goes on to another', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'moved-on');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    const sha = await commitFile(stage, { owner, repo }, { branch: 'moved-on', path: 'src/more.c' });
    await untilCheckRun(stage, { owner, repo, sha }, { conclusion: 'success' });
    await untilCheckRun(stage, { ...change }, { conclusion: 'action_required', mentions: ['another commit'] });
    await stage.as('dana').rest.git.updateRef({ owner, repo, ref: 'heads/moved-on', sha: change.sha, force: true });
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    await untilCheckRun(stage, { owner, repo, sha }, { conclusion: 'action_required' });
  });

  test('F21: after a write whose end is unknown nothing is believed to stand on the commit', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'lost-write');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    const path = `/repos/${owner}/${repo}/check-runs`;
    await stage.control('PUT', 'faults', { requests: [{ method: 'PATCH', path, effect: 'status', status: 502 }] });
    const issue = { owner, repo, issue_number: change.issue };
    await stage.as('quinn').rest.issues.removeLabel({ ...issue, name: 'change-approved' });
    await until(async () => {
      const { rows } = await database.query('SELECT FROM shown_check_runs WHERE head_sha = $1 AND external_id = $2', [
        change.sha,
        'uncertain',
      ]);
      return rows[0] ?? null;
    });
    await stage.control('PUT', 'faults', {});
    await untilCheckRun(stage, { ...change }, { conclusion: 'failure' });
  });
});

describe('one effect', () => {
  test('F25: a comment whose answer was lost is not written a second time', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'lost-answer');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    const path = `/repos/${owner}/${repo}/issues/${change.issue}/comments`;
    await stage.control('PUT', 'faults', { requests: [{ method: 'POST', path, effect: 'truncate', next: 1 }] });
    const issue = { owner, repo, issue_number: change.issue };
    await stage.as('dana').rest.issues.createComment({ ...issue, body: '/sign approval approval' });
    await until(async () => {
      const { rows } = await database.query(
        "SELECT FROM answered_commands WHERE comment_url LIKE '%/issues/' || $1 || '#%'",
        [change.issue],
      );
      return rows[0] ?? null;
    });
    const { data } = await stage.as('dana').rest.issues.listComments(issue);
    expect(data.filter(({ user }) => user?.type === 'Bot')).toHaveLength(1);
  });
});

test('F9: a repository that was renamed is one repository, by whichever name it is asked for', async () => {
  const change = await openReleasedChange(stage, owner, repo, 'renamed');
  await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
  // GitHub leads from the old name to the new one.
  const present = simulator.world.repositories.get(`${owner}/${repo}`);
  if (present === undefined) throw new Error('the repository is not there');
  simulator.world.repositories.set(`${owner}/before`, present);
  await database.query(
    `INSERT INTO pull_requests (subject_key, installation_id, owner, name, number, state, head_sha)
     SELECT $1, installation_id, owner, 'before', number, state, head_sha FROM pull_requests
     WHERE name = $2 AND number = $3`,
    [`pull_request:${owner}/before#${change.pull}`, repo, change.pull],
  );
  const { rows } = await database.query('SELECT installation_id AS id FROM pull_requests LIMIT 1');
  const payload = {
    installation: { id: Number(rows[0]?.id) },
    repository: { id: 1, name: 'before', owner: { login: owner } },
    pull_request: { number: change.pull },
  };
  await sendDelivery(stage, JSON.stringify(payload), { event: 'pull_request_review' });
  await until(async () => {
    const { rowCount } = await database.query("SELECT FROM pull_requests WHERE name = 'before'");
    return rowCount === 0 || null;
  });
  expect((await readCheckRun(stage, { owner, repo, sha: change.sha }))?.conclusion).toBe('success');
});
