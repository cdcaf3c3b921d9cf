import { expect, test } from '@jest/globals';
import { decide } from '../../src/decision/decide.ts';
import type { Finding } from '../../src/decision/finding.ts';
import { allCases } from '../cases/all-cases.ts';
import { type Given, toGiven, toPolicies } from '../cases/case.ts';
import { toFindingText } from './to-text.ts';

const toFindings = (given: Given): readonly Finding[] => {
  const verdict = decide(given.facts, toPolicies(given));
  if (verdict.outcome === 'not-governed' || verdict.cause !== 'gates') throw new Error('judged by no gate');
  return verdict.findings;
};

const toSaid = (finding: Finding): string => `${finding.gate}, ${finding.status}:\n${toFindingText(finding)}`;

// The tables look for the words that matter. Here stands every word, so that a change of one is seen and read: of the
// change that is released in full, and of each case what is said otherwise.
test('what is said of the change that is released', () => {
  expect(toFindings(toGiven()).map(toSaid).join('\n\n')).toMatchSnapshot();
});

test.each(allCases.map(({ name, change }) => [name, change] as const))('what is said: %s', (_, change) => {
  const ofReleased = new Set(toFindings(toGiven()).map(toSaid));
  const said = toFindings(toGiven(change)).map(toSaid);
  expect(said.filter((text) => !ofReleased.has(text)).join('\n\n')).toMatchSnapshot();
});
