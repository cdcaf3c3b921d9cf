import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPool, type Database, transaction } from '../../src/database/database.ts';
import { notePullRequest, readClock } from '../../src/observations/pull-requests.ts';
import { keepWatch, readWatch } from '../../src/observations/watches.ts';
import { openInbox } from '../../src/queue/inbox.ts';
import { openQueue, type Queue } from '../../src/queue/queue.ts';
import { receiveDelivery } from '../../src/workflows/receive-delivery.ts';
import { toMemory } from '../../src/workflows/remember.ts';
import { startTestDatabase } from '../database/start-test-database.ts';
import { example, type Payload, push, sha } from '../github/payloads.ts';

let db: Database;
let queue: Queue;
let receive: ReturnType<typeof receiveDelivery>;
beforeAll(async () => {
  db = await startTestDatabase();
  queue = await openQueue(db, () => undefined);
  receive = receiveDelivery({ database: db, inbox: openInbox(queue), github: { appId: ownApp, apiUrl } });
});
afterAll(async () => {
  await queue.close();
  await db.close();
});

const ownApp = 7;
const apiUrl = 'https://api.github.com';
const send = (name: string, payload: Payload, id = randomUUID()) =>
  receive({ id, name, payload, receivedAt: '2026-11-21T03:00:00Z' });
const subjectsOf = async (name: string, payload: Payload): Promise<unknown[]> => {
  const id = randomUUID();
  expect(await send(name, payload, id)).toBe('accepted');
  const { rows } = await db.pool.query<{ keys: string[] }>(
    'SELECT subject_keys AS keys FROM deliveries WHERE id = $1',
    [id],
  );
  return rows[0]?.keys ?? [];
};
const watch = async (name: string, branches: string[], checks: string[]) =>
  keepWatch(db.pool, { owner: 'acme', name }, { branches, checks, tags: [] }, await readClock(db.pool));

describe('pushes', () => {
  const to = (branch: string, name: string, over: Payload = {}) =>
    push({ ref: `refs/heads/${branch}`, ...over }, { name });

  test('F37: a push to a branch that no policy covers costs no job; to any other it does', async () => {
    await watch('pump', ['main', 'release/*'], []);
    expect(await subjectsOf('push', to('feature', 'pump'))).toEqual([]);
    const key = `${sha('a')}..${sha('b')}`;
    expect(await subjectsOf('push', to('main', 'pump'))).toEqual([`branch:acme/pump@${key}:main`]);
    expect(await subjectsOf('push', to('release/1', 'pump'))).toEqual([`branch:acme/pump@${key}:release/1`]);
    expect(await subjectsOf('push', to('feature', 'unknown'))).toEqual([`branch:acme/unknown@${key}:feature`]);
  });

  test('F35, F37: what the policies look at is forgotten with the push that may have changed them', async () => {
    await watch('valve', ['main'], []);
    await subjectsOf('push', to('main', 'valve', { forced: true }));
    expect(await readWatch(db.pool, { owner: 'acme', name: 'valve' })).toBeNull();
    expect(await subjectsOf('push', to('feature', 'valve'))).toHaveLength(1);
  });

  test('F70: who pushed is kept, to whatever branch', async () => {
    await watch('motor', [], []);
    await subjectsOf('push', push({ ref: 'refs/heads/f', after: sha('e') }, { name: 'motor', id: 90 }));
    expect(await toMemory(db).pushesOf(90, [sha('e')])).toHaveLength(1);
  });
});

describe('checks of other Apps', () => {
  const run = (name: string, over: Payload = {}): Payload => ({
    installation: { id: 5 },
    action: 'completed',
    repository: { id: 1, name, owner: { login: 'acme' } },
    check_run: {
      name: 'build',
      head_sha: sha('b'),
      app: { id: 29310 },
      pull_requests: [{ number: 7, base: { repo: { id: 1 } } }],
      ...over,
    },
  });

  test('one that the policy asks for names the pull requests at its head', async () => {
    await watch('checked', [], ['build']);
    expect(await subjectsOf('check_run', run('checked'))).toEqual(['pull_request:acme/checked#7']);
    expect(await subjectsOf('check_run', run('checked', { name: 'lint' }))).toEqual([]);
  });

  test('every one does while the policies are not known', async () => {
    expect(await subjectsOf('check_run', run('new', { name: 'lint' }))).toEqual(['pull_request:acme/new#7']);
  });

  test('F77: our own never does, whatever its name; another App’s of our name is like any other', async () => {
    expect(await subjectsOf('check_run', run('own', { app: { id: ownApp } }))).toEqual([]);
    const ofOurName = { name: 'holdpoint/change-control', app: { id: 8 } };
    expect(await subjectsOf('check_run', run('own', ofOurName))).toEqual(['pull_request:acme/own#7']);
  });

  test('heads in forks are found among those that we know, each pull request once', async () => {
    await watch('forked', [], ['build']);
    const note = (number: number, state: 'open' | 'closed') =>
      transaction(db, (tx) =>
        notePullRequest(
          tx,
          { kind: 'pull_request', installationId: 5, ref: { owner: 'Acme', name: 'forked', number } },
          { state, headSha: sha('b') },
        ),
      );
    await note(7, 'open');
    await note(8, 'open');
    await note(9, 'closed');
    const both = ['pull_request:acme/forked#7', 'pull_request:acme/forked#8'];
    expect(await subjectsOf('check_run', run('forked', { pull_requests: [] }))).toEqual(both);
    expect(await subjectsOf('check_run', run('forked'))).toEqual(both);
  });
});

describe('deployments', () => {
  const payload = (name: string, over: Payload): Payload => ({
    action: 'requested',
    deployment: { id: 12 },
    installation: { id: 5 },
    repository: { id: 1, name, owner: { login: 'Acme' } },
    ...over,
  });
  const toAsked = (callback: string): Payload =>
    payload('pump', { environment: 'prod', deployment_callback_url: callback });
  const path = '/repos/Acme/pump/actions/runs/77/deployment_protection_rule';

  test('F47: one that waits is a job, and with a callback that is not ours it is none', async () => {
    const own = `${apiUrl}${path}`;
    expect(await subjectsOf('deployment_protection_rule', toAsked(own))).toEqual(['deployment:acme/pump@77:prod']);
    for (const callback of [`https://evil.example${path}`, own.replace('pump', 'lamp')]) {
      expect(await send('deployment_protection_rule', toAsked(callback))).toEqual({
        refused: expect.stringContaining('callback address'),
      });
    }
  });

  test('F49: one that has succeeded is a job where there are releases, and where that is not known', async () => {
    const succeeded = (name: string) => payload(name, { deployment_status: { state: 'success' } });
    await watch('without', ['main'], []);
    expect(await subjectsOf('deployment_status', succeeded('without'))).toEqual([]);
    expect(await subjectsOf('deployment_status', succeeded('never-seen'))).toEqual(['deployed:acme/never-seen@12']);
    const tags = { branches: [], checks: [], tags: ['v*'] };
    await keepWatch(db.pool, { owner: 'acme', name: 'releasing' }, tags, await readClock(db.pool));
    expect(await subjectsOf('deployment_status', succeeded('releasing'))).toEqual(['deployed:acme/releasing@12']);
  });
});

describe('texts', () => {
  const node = { issue: 'I_here' };
  const issue = (action: string, over: Payload, changes?: unknown): Payload => {
    const payload = { ...example('issues', 'opened'), action, installation: { id: 5 }, changes };
    Object.assign((payload as Payload)['issue'] as Payload, { node_id: node.issue, ...over });
    return payload;
  };

  test('F71: of an issue are kept, once a delivery', async () => {
    const edited = { body: 'second', updated_at: '2026-11-21T02:00:00Z' };
    await send('issues', issue('opened', { body: 'first' }));
    const delivery = randomUUID();
    for (const answer of ['accepted', 'duplicate']) {
      expect(await send('issues', issue('edited', edited, { body: { from: 'first' } }), delivery)).toBe(answer);
    }
    expect((await toMemory(db).revisionsOf(node.issue)).map(({ body, from }) => [body, from])).toEqual([
      ['first', null],
      ['second', 'first'],
    ]);
  });

  test('F28: of a comment that gives a command are kept, also when it is deleted', async () => {
    const comment = (action: string): Payload => {
      const payload = { ...example('issue_comment', 'created'), action, installation: { id: 5 } };
      Object.assign((payload as Payload)['comment'] as Payload, { body: '/revoke approval' });
      return payload;
    };
    const { node_id: nodeId } = comment('created')['issue'] as { node_id: string };
    await send('issue_comment', comment('created'));
    await send('issue_comment', comment('deleted'));
    expect(await toMemory(db).commentsOf(nodeId)).toEqual([
      expect.objectContaining({
        firstBody: '/revoke approval',
        deleted: { at: '2026-11-21T03:00:00Z', by: expect.objectContaining({ known: true }) },
      }),
    ]);
  });

  test('what is no such event is refused, with the field that is wrong', async () => {
    expect(await send('issues', issue('opened', { body: 'a\0b' }))).toEqual({
      refused: expect.stringContaining('issue.body'),
    });
  });
});

test('F34: a delivery that cannot be taken over now is refused as such, to be sent again', async () => {
  const pool = createPool('postgres://nobody@127.0.0.1:1/none', 1);
  const lost = receiveDelivery({
    database: { ...db, pool },
    inbox: openInbox(queue),
    github: { appId: ownApp, apiUrl },
  });
  const sent = lost({ id: randomUUID(), name: 'push', payload: push(), receivedAt: '2026-11-21T03:00:00Z' });
  await expect(sent).rejects.toMatchObject({ code: 'unreachable', retryable: true });
  await pool.end();
});
