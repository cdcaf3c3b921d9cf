import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import type { DeploymentSubject } from '../../src/decision/subject.ts';
import {
  answerTo,
  claimReport,
  findUnheardDeployments,
  noteAsked,
  noteDecision,
  noteDeployed,
  noteDrift,
  noteEnded,
  registerOf,
  unjudgedDeploymentsOf,
} from '../../src/observations/deployments.ts';
import { noteGoneTag, noteSeenTag, tagsSeenAt } from '../../src/observations/releases.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

let runId = 0;
const next = (deploymentId: number | null = 12): DeploymentSubject => {
  runId += 1;
  const ref = { owner: 'Acme', name: 'Pump' };
  return { kind: 'deployment', installationId: 5, ref, runId, environment: 'prod', deploymentId, callbackUrl: '' };
};
const commitSha = 'a'.repeat(40);
const decided = { repositoryId: 1, commitSha, outcome: 'approved', statementDigest: 'sha256:1' } as const;

const deployed = {
  environment: 'prod',
  commitSha,
  tag: 'v1',
  verdict: 'released',
  approved: true,
  deployedAt: '2026-11-28T10:00:00Z',
} as const;

describe('F47: a deployment that waits', () => {
  test('waits until it is answered, and no longer than GitHub lets it', async () => {
    const subject = next();
    expect(await noteAsked(db.pool, subject)).toEqual({ isEnded: false, isOver: false });
    await noteEnded(db.pool, subject);
    expect(await noteAsked(db.pool, subject)).toEqual({ isEnded: true, isOver: false });
    expect(await noteAsked(db.pool, { ...subject, deploymentId: 13 })).toMatchObject({ isEnded: false });
    await db.pool.query("UPDATE deployment_gates SET asked_at = now() - interval '31 days'");
    expect(await noteAsked(db.pool, subject)).toMatchObject({ isOver: true });
  });

  test('is told once that it waits, and not after its answer', async () => {
    const [subject, other] = [next(), next(null)];
    await noteAsked(db.pool, subject);
    await noteAsked(db.pool, other);
    expect([await claimReport(db.pool, subject), await claimReport(db.pool, subject)]).toEqual([true, false]);
    await noteEnded(db.pool, other);
    expect(await claimReport(db.pool, other)).toBe(false);
  });

  test('is ours once it is approved, for this commit alone, and stays it when a repetition is rejected', async () => {
    const subject = next(50);
    await noteAsked(db.pool, subject);
    expect(await answerTo(db.pool, 1, 50, commitSha)).toBeNull();
    await noteDecision(db.pool, subject, { ...decided, outcome: 'rejected' });
    expect(await answerTo(db.pool, 1, 50, commitSha)).toBe('rejected');
    await noteDecision(db.pool, subject, decided);
    expect(await answerTo(db.pool, 1, 50, 'b'.repeat(40))).toBeNull();
    expect(await answerTo(db.pool, 2, 50, commitSha)).toBeNull();
    await noteEnded(db.pool, subject);
    await noteDecision(db.pool, subject, { ...decided, outcome: 'rejected' });
    expect(await answerTo(db.pool, 1, 50, commitSha)).toBe('approved');
  });
});

test('F47, F49: a deployment of which no delivery was heard is found, unless it had succeeded before anything was looked at', async () => {
  await noteAsked(db.pool, next(103));
  await noteDeployed(
    db.pool,
    { id: 9, installationId: 5, owner: 'acme', name: 'unheard' },
    { ...deployed, deploymentId: 104 },
  );
  await db.pool.query('INSERT INTO tag_scans (repository_id) VALUES (9)');
  const find = async (...listed: readonly (readonly [number, string])[]) => {
    const all = listed.map(([deploymentId, state]) => ({ deploymentId, state }));
    return (await findUnheardDeployments(db.pool, 9, all)).map(({ deploymentId }) => deploymentId);
  };
  expect(await find([101, 'deployed'], [102, 'waiting'], [103, 'waiting'])).toEqual([102]);
  expect(await find([101, 'deployed'], [104, 'deployed'], [105, 'deployed'], [106, 'over'])).toEqual([105, 106]);
});

describe('F49: the register', () => {
  const place = { id: 7, installationId: 5, owner: 'acme', name: 'pump' };
  const line = { ...deployed, deploymentId: 1 };

  test('has each deployment once, as it was first seen, newest first, and follows the repository', async () => {
    expect(await noteDeployed(db.pool, place, line)).toBe(true);
    expect(await noteDeployed(db.pool, place, { ...line, verdict: 'held', tag: null })).toBe(true);
    const later = { ...line, deploymentId: 2, deployedAt: '2026-11-29T10:00:00Z', approved: false };
    await noteDeployed(db.pool, { ...place, name: 'pump-2' }, later);
    const seen = await registerOf(db.pool, { owner: 'ACME', name: 'Pump-2' });
    expect(seen).toEqual([
      { ...later, isJudged: false, matterKey: null },
      { ...line, isJudged: false, matterKey: null },
    ]);
    expect(await registerOf(db.pool, place)).toEqual([]);
  });

  test('F48: whether one went past the gate is noted once; those of which it is not known are found', async () => {
    const home = { ...place, id: 8, name: 'lamp' };
    await noteDeployed(db.pool, home, line);
    expect(await unjudgedDeploymentsOf(db.pool, home)).toEqual([
      { kind: 'deployed', installationId: 5, ref: { owner: 'acme', name: 'lamp' }, deploymentId: 1 },
    ]);
    expect(await noteDrift(db.pool, 8, line, null)).toBe(true);
    expect(await noteDrift(db.pool, 8, line, null)).toBe(false);
    expect(await noteDeployed(db.pool, home, line)).toBe(false);
    expect(await unjudgedDeploymentsOf(db.pool, home)).toEqual([]);
  });
});

describe('F47: the tags on a commit', () => {
  test('are those that were last seen there and are not gone', async () => {
    const covered = { commitSha, outcome: 'covered', matterKey: null } as const;
    for (const tag of ['v1', 'v2', 'v3', 'v4']) await noteSeenTag(db.pool, 9, tag, 1, covered);
    await noteSeenTag(db.pool, 9, 'old', 1, { ...covered, outcome: 'history' });
    await noteGoneTag(db.pool, 9, 'v2', 1);
    for (const tag of ['v3', 'v4']) await noteSeenTag(db.pool, 9, tag, 2, { ...covered, commitSha: 'b'.repeat(40) });
    await noteSeenTag(db.pool, 9, 'v4', 3, covered);
    expect([...(await tagsSeenAt(db.pool, 9, commitSha))]).toEqual([
      ['old', 'history'],
      ['v1', 'covered'],
      ['v4', 'covered'],
    ]);
  });
});
