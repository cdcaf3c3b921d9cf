import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { toRequiringRules } from '../../src/github/to-enforcement.ts';
import { read, setUp, tearDown } from './reading.ts';
import { connection, refusal, world } from './stand-in.ts';

const ours = 'holdpoint/change-control';
const appId = 77;

const requiring = (context: string, integrationId: number | null, name: string | null = 'Gate') => ({
  repositoryRuleset: name === null ? null : { databaseId: 5, name },
  parameters: { requiredStatusChecks: [{ context, integrationId }] },
});
const toBranch = (nodes: readonly unknown[]) => ({ rules: connection(nodes)({}) }) as never;
const gate = { id: 5, name: 'Gate' };

describe('F76: which rules of GitHub require our check', () => {
  test.each([
    ['none', toBranch([]), []],
    [
      'a rule without parameters',
      toBranch([{ repositoryRuleset: { databaseId: 5, name: 'Gate' }, parameters: null }]),
      [],
    ],
    ['another check', toBranch([requiring('build', appId)]), []],
    ['ours, bound to us', toBranch([requiring(ours, appId)]), [{ ruleset: gate, satisfiedBy: 'us' }]],
    ['ours, of anybody', toBranch([requiring(ours, null)]), [{ ruleset: gate, satisfiedBy: 'anybody' }]],
    ['ours, of another App', toBranch([requiring(ours, 78)]), [{ ruleset: gate, satisfiedBy: 'another-app' }]],
    ['a ruleset without a name', toBranch([requiring(ours, appId, null)]), [{ ruleset: null, satisfiedBy: 'us' }]],
  ])('%s', (_name, branch, expected) => {
    expect(toRequiringRules(branch, null, appId)).toEqual({ known: true, value: expected });
  });

  test.each([
    ['a branch that is gone', null, null],
    ['an error beside the data', null, 'GitHub says: no'],
    ['a list that goes on', { rules: { ...connection([])({}), totalCount: 3 } }, null],
  ])('unknown: %s', (_name, branch, problem) => {
    const read = toRequiringRules(branch as never, problem, appId);
    expect(read).toMatchObject({
      known: false,
      reason: expect.stringContaining(problem ?? 'rules of the base branch'),
    });
  });
});

describe('F76: as an answer of GitHub', () => {
  beforeEach(setUp);
  afterEach(tearDown);

  const forbidden = refusal('FORBIDDEN', 'Resource not accessible by integration');

  test('a refusal of the rules makes them unknown, and nothing else', async () => {
    const { facts } = await read(world({ baseRef: { rules: forbidden } }));
    expect(facts.enforcement).toMatchObject({ known: false, reason: expect.stringContaining('not accessible') });
    expect(facts.links.known).toBe(true);
  });
});
