import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openReleasedChange, settle } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { comment } from '../../stage/record.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';
const repo = 'logged';

let stage: Stage;
beforeAll(async () => {
  // Everything that could be written is.
  stage = await setStage({ world: toWorld([toRepository(repo)]), env: { LOG_LEVEL: 'trace' } });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

type Line = {
  readonly msg?: string;
  readonly delivery?: string;
  readonly event?: string;
  readonly conclusion?: string;
};

const readLog = (): string => readFileSync(stage.logFile, 'utf8');
const toLines = (log: string): readonly Line[] =>
  log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

test('F81: every line is JSON, and a delivery is told from its receipt to the check run that came of it', async () => {
  const change = await openReleasedChange(stage, owner, repo, 'traced');
  await untilCheckRun(stage, change, { conclusion: 'success' });
  await settle(stage);
  const at = { owner, repo, issue_number: change.issue };
  const before = readLog().length;
  // It names the record; the pull request's evaluation comes of the record's.
  await comment(stage, 'quinn', at, '/revoke approval Signed too soon');
  await untilCheckRun(stage, change, { conclusion: 'failure' });
  await settle(stage);
  const log = readLog().slice(before);
  expect(log.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([]);
  const shown = toLines(log).find(({ msg, conclusion }) => msg === 'shown' && conclusion === 'failure');
  expect(shown?.delivery).toEqual(expect.stringMatching(/^[0-9a-f-]{36}$/));
  const received = toLines(log).filter(({ delivery }) => delivery === shown?.delivery);
  expect(received[0]).toMatchObject({ event: 'issue_comment', msg: 'accepted' });
});

test('F81: no secret is written, and nothing that people wrote', async () => {
  await stage.control('PUT', 'faults', { requests: [{ status: 502, rate: 0.5 }] });
  const change = await openReleasedChange(stage, owner, repo, 'whispered');
  const at = { owner, repo, issue_number: change.issue };
  await comment(stage, 'quinn', at, 'The patient of bed seven is not to be named in any log.');
  await new Promise((done) => setTimeout(done, 3_000));
  await stage.control('PUT', 'faults', {});
  await untilCheckRun(stage, change, { conclusion: 'success' });
  const log = readLog();
  const [, ...keyLines] = stage.privateKey.trim().split('\n');
  const { rest } = stage.as('dana');
  const { data: issue } = await rest.issues.get(at);
  const written = (issue.body ?? '').split('\n').filter((line) => line.length > 40);
  expect(written.length).toBeGreaterThan(10);
  for (const secret of [stage.webhookSecret, ...keyLines.slice(0, -1), ...written, 'bed seven', 'ghs_', 'eyJ']) {
    expect(log).not.toContain(secret);
  }
});
