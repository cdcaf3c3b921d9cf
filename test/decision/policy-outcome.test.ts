import { expect, test } from '@jest/globals';
import { decide } from '../../src/decision/decide.ts';
import { toPolicies } from '../../src/decision/policy-outcome.ts';
import { notKnown, toGiven } from '../cases/case.ts';

const withText = (text: string) =>
  toGiven(({ facts }) => {
    facts.policyFile = { known: true, value: { path: '.github/holdpoint.yml', commit: 'c'.repeat(40), text } };
  }).facts;

const fiveLines = `product: Pump
safety_class: B
roles:
  safety: { users: [sam] }
  quality: { teams: [quality] }
`;

test('F35: the policy is parsed for the repository that it stands in', () => {
  expect(toPolicies(withText(fiveLines))).toMatchObject({
    ok: true,
    policy: { roles: { quality: { teams: [{ organization: 'acme', slug: 'quality' }] } } },
  });
});

test('F35: no policy file is absent', () => {
  const { facts } = toGiven();
  expect(toPolicies({ ...facts, policyFile: { known: true, value: null } })).toBe('absent');
});

test('F34: a policy file that could not be read is not absent', () => {
  const { facts } = toGiven();
  expect(toPolicies({ ...facts, policyFile: notKnown })).toEqual(notKnown);
});

test.each([
  ['an empty file', ''],
  ['no YAML', '{{{'],
  ['a policy without its gates', 'product: Pump'],
  ['an unknown key', `${fiveLines}gats: {}\n`],
  ['the same gate twice', `${fiveLines}gates:\n  approval: {}\n  approval: {}\n`],
])('F35 (peers: a policy without a section or with a duplicate rule approves): %s holds', (_, text) => {
  const facts = withText(text);
  const verdict = decide(facts, toPolicies(facts));
  expect(verdict).toMatchObject({ outcome: 'held', cause: 'policy' });
});

test('F10 F21: a preset of five lines judges the change by the preset’s gates', () => {
  const facts = withText(fiveLines);
  expect(decide(facts, toPolicies(facts))).toMatchObject({
    outcome: 'held',
    findings: [{ status: 'passed' }, { status: 'failed' }, { status: 'failed' }, { status: 'failed' }],
  });
});
