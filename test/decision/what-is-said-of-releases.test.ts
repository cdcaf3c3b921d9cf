import { expect, test } from '@jest/globals';
import type { Finding } from '../../src/decision/finding.ts';
import { toReading } from '../../src/decision/reading.ts';
import { decideRelease } from '../../src/decision/release/decide-release.ts';
import { allReleaseCases } from '../cases/all-release-cases.ts';
import { type ReleaseGiven, toReleaseGiven, toReleasePolicies } from '../cases/release-case.ts';
import { toFindingText } from './to-text.ts';

/** The texts of the cases are few: each is parsed once. */
const reading = toReading();

const toFindings = (given: ReleaseGiven): readonly Finding[] => {
  const verdict = decideRelease(given.facts, toReleasePolicies(given), reading);
  if (verdict.outcome === 'not-governed' || verdict.cause !== 'gates') throw new Error('judged by no gate');
  return verdict.findings;
};

const toSaid = (finding: Finding): string => `${finding.gate}, ${finding.status}:\n${toFindingText(finding)}`;

// As for changes, in what-is-said.test.ts: every word of the release that may come, and what is said otherwise of others.
test('what is said of the release that may come', () => {
  expect(toFindings(toReleaseGiven()).map(toSaid).join('\n\n')).toMatchSnapshot();
});

test.each(allReleaseCases.map(({ name, change }) => [name, change] as const))('what is said: %s', (_, change) => {
  const ofReleased = new Set(toFindings(toReleaseGiven()).map(toSaid));
  const said = toFindings(toReleaseGiven(change)).map(toSaid);
  expect(said.filter((text) => !ofReleased.has(text)).join('\n\n')).toMatchSnapshot();
});
