import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { toReading } from '../../src/decision/reading.ts';
import { decideRelease } from '../../src/decision/release/decide-release.ts';
import { allReleaseCases } from '../cases/all-release-cases.ts';
import { type ReleaseGiven, toReleaseGiven, toReleasePolicies } from '../cases/release-case.ts';
import { releaseSteps, toVariedRelease } from '../cases/release-variations.ts';
import { ruleRelease } from './oracle/release-rule.ts';

/** `ORACLE_RUNS=200000 ORACLE_SEED=7` looks longer, or again where something was found. */
const numRuns = Number(process.env['ORACLE_RUNS'] ?? 100_000);
const seed = Number(process.env['ORACLE_SEED'] ?? 20_261_128);

/** The texts are few: each is parsed once. */
const reading = toReading();
const decided = (given: ReleaseGiven) => decideRelease(given.facts, toReleasePolicies(given), reading).outcome;

test.each(allReleaseCases.map((each) => [each.name, each] as const))(
  'the second statement agrees: %s',
  (_, { change, outcome }) => {
    const given = toReleaseGiven(change);
    expect({ said: decided(given), ruled: ruleRelease(given) }).toEqual({ said: outcome, ruled: outcome });
  },
);

test('F38 F39 F40 F41 F43 F44: two statements of when a tag may come agree on whatever is varied', () => {
  const outcomes = new Map<string, number>();
  fc.assert(
    fc.property(releaseSteps, (taken) => {
      const given = toVariedRelease(taken);
      const [said, ruled] = [decided(given), ruleRelease(given)];
      outcomes.set(ruled, (outcomes.get(ruled) ?? 0) + 1);
      if (said !== ruled) throw new Error(`${taken.map(({ words }) => words).join('\n')}\n${said}, and ruled ${ruled}`);
    }),
    { numRuns, seed },
  );
  // A comparison of nothing but held releases would say little.
  expect(outcomes.get('released')).toBeGreaterThan(numRuns / 20);
  if (process.env['ORACLE_RUNS']) console.info(Object.fromEntries(outcomes));
}, 600_000);
