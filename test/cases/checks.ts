import type { Case, Given } from './case.ts';
import { notKnown, toCheck } from './case.ts';

const running =
  (...runs: readonly ReturnType<typeof toCheck>[]) =>
  ({ facts, gates }: Given): void => {
    const required = [
      { name: 'build', app: 'github-actions' },
      { name: 'unit tests', app: 'github-actions' },
    ];
    gates.checks = { required: true, config: { required } };
    facts.checks = { known: true, value: [...runs] };
  };

const build = toCheck('build', 'github-actions', 'success');
const tests = toCheck('unit tests', 'github-actions', 'success');
const failed = { outcome: 'held', statuses: { checks: 'failed' } } as const;

export const checkCases: readonly Case[] = [
  {
    name: 'F33: every check that the policy names has succeeded',
    change: running(build, tests, toCheck('lint', 'github-actions', 'failure')),
    outcome: 'released',
    statuses: { checks: 'passed' },
    says: {
      checks: ['Succeeded on aaaaaaa: build of the App github-actions and unit tests of the App github-actions.'],
    },
  },
  {
    name: 'F33: one is still running',
    change: running(build, { ...tests, state: 'pending', completedAt: null }),
    ...failed,
    says: {
      checks: ['unit tests of the App github-actions is still running on aaaaaaa', 'Wait until it has finished'],
    },
  },
  {
    name: 'F33: one has failed',
    change: running(build, { ...tests, state: 'failure' }),
    ...failed,
    says: { checks: ['unit tests of the App github-actions has failed', '@dana', '/runs/10'] },
  },
  ...(['neutral', 'skipped'] as const).map(
    (state): Case => ({
      name: `F33 (peers: a skipped check passes): ${state} is no success`,
      change: running(build, { ...tests, state }),
      ...failed,
      says: { checks: ['which shows nothing'] },
    }),
  ),
  {
    name: 'F33: one has not run',
    change: running(build),
    ...failed,
    says: {
      checks: ['The check unit tests of the App github-actions has not run on aaaaaaa.', 'See to it that it runs'],
    },
  },
  {
    name: 'F33: none has run',
    change: running(),
    ...failed,
    says: { checks: ['The check build of', 'The check unit tests of'] },
  },
  {
    name: 'F33 (peers: anybody who may write can forge a check): one of the same name by another App does not count',
    change: running(build, toCheck('unit tests', 'evil-app', 'success'), toCheck('unit tests', null, 'success')),
    ...failed,
    says: { checks: ['One of that name by an App that GitHub does not name and evil-app does not count.'] },
  },
  {
    name: 'F33: another App may fail under that name',
    change: running(build, tests, toCheck('build', 'evil-app', 'failure')),
    outcome: 'released',
    statuses: { checks: 'passed' },
  },
  {
    name: 'F33: names of checks are taken as they are',
    change: running({ ...build, name: 'Build' }, tests),
    ...failed,
  },
  {
    name: 'F33: of two runs of one check both must have succeeded',
    change: running(build, { ...build, state: 'failure' }, tests),
    ...failed,
  },
  {
    name: 'F33: the checks are not known',
    change: (given) => {
      running()(given);
      given.facts.checks = notKnown;
    },
    outcome: 'held',
    statuses: { checks: 'unknown' },
    says: { checks: ['Which checks ran on aaaaaaa is not known: GitHub answered 502', 'Re-run'] },
  },
  {
    name: 'F33: a gate that is required and names no check holds',
    change: (given) => {
      running(build, tests)(given);
      given.gates.checks = { required: true, config: { required: [] } };
    },
    ...failed,
    says: { checks: ['names no check', '/blob/main/.github/holdpoint.yml'] },
  },
  {
    name: 'F33: the gate is switched off with a reason',
    change: (given) => {
      running()(given);
      given.gates.checks = { required: false, reason: 'GitHub asks for them itself' };
    },
    outcome: 'released',
    statuses: { checks: 'not-applicable' },
    says: { checks: ['GitHub asks for them itself'] },
  },
];
