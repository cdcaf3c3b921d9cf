import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/decision/decide.ts';
import type { PullRequestFacts } from '../../src/decision/facts.ts';
import { toPolicies } from '../../src/decision/policy-outcome.ts';
import { notKnown, toGiven } from '../cases/case.ts';

const withText = (text: string) =>
  toGiven(({ facts }) => {
    facts.policyFile = { known: true, value: { path: '.github/holdpoint.yml', commit: 'c'.repeat(40), text } };
  }).facts;

const withBaseline = (facts: PullRequestFacts, text: string): PullRequestFacts => {
  const repository = { owner: 'Acme', name: '.github', url: 'https://github.com/Acme/.github' };
  const file = { path: 'holdpoint-baseline.yml', commit: 'd'.repeat(40), text, repository };
  return { ...facts, baselineFile: { known: true, value: file } };
};

const fiveLines = `product: Pump
safety_class: B
roles:
  safety: { users: [sam] }
  quality: { teams: [quality] }
`;

test('F35: the policy is parsed for the repository that it stands in', () => {
  expect(toPolicies(withText(fiveLines))).toMatchObject({
    own: { ok: true, policy: { roles: { quality: { teams: [{ organization: 'acme', slug: 'quality' }] } } } },
    baseline: 'absent',
  });
});

test('F74: the baseline is parsed as one, for the organisation that it stands in', () => {
  const facts = withBaseline(withText(fiveLines), `${fiveLines}repositories: ["pump*"]\n`);
  expect(toPolicies(facts)).toMatchObject({
    own: { ok: true },
    baseline: {
      ok: true,
      policy: {
        repositories: ['pump*'],
        roles: { quality: { teams: [{ organization: 'Acme', slug: 'quality' }] } },
      },
    },
  });
});

test('F74: what only a baseline may say is a problem of a policy', () => {
  expect(toPolicies(withText(`${fiveLines}repositories: ["pump*"]\n`))).toMatchObject({ own: { ok: false } });
});

test('F35: no policy file is absent', () => {
  const { facts } = toGiven();
  const policies = toPolicies({ ...facts, policyFile: { known: true, value: null } });
  expect(policies).toEqual({ own: 'absent', baseline: 'absent' });
});

test('F34: a policy file that could not be read is not absent', () => {
  const { facts } = toGiven();
  const policies = toPolicies({ ...facts, policyFile: notKnown, baselineFile: notKnown });
  expect(policies).toEqual({ own: notKnown, baseline: notKnown });
});

const broken: [string, string][] = [
  ['an empty file', ''],
  ['no YAML', '{{{'],
  ['a policy without its gates', 'product: Pump'],
  ['an unknown key', `${fiveLines}gats: {}\n`],
  ['the same gate twice', `${fiveLines}gates:\n  approval: {}\n  approval: {}\n`],
];

describe.each(broken)('%s', (_, text) => {
  test('F35 (peers: a policy without a section or with a duplicate rule approves): holds', () => {
    const facts = withText(text);
    expect(decide(facts, toPolicies(facts))).toMatchObject({
      outcome: 'held',
      cause: 'policy',
      problems: expect.arrayContaining([expect.objectContaining({ file: '.github/holdpoint.yml' })]),
    });
  });

  test('F74: as a baseline it holds, and the check says which file of which repository', () => {
    const facts = withBaseline({ ...withText(fiveLines), policyFile: { known: true, value: null } }, text);
    expect(decide(facts, toPolicies(facts))).toMatchObject({
      outcome: 'held',
      cause: 'policy',
      problems: expect.arrayContaining([expect.objectContaining({ file: 'Acme/.github/holdpoint-baseline.yml' })]),
    });
  });
});

test('F10 F21: a preset of five lines judges the change by the preset’s gates', () => {
  const facts = withText(fiveLines);
  expect(decide(facts, toPolicies(facts))).toMatchObject({
    outcome: 'held',
    safetyClass: 'B',
    findings: [
      { gate: 'linked-change', status: 'passed' },
      { gate: 'problem-resolution', status: 'not-applicable' },
      { gate: 'disposition', status: 'failed' },
      { gate: 'record-complete', status: 'failed' },
      { gate: 'dependencies', status: 'not-applicable' },
      { gate: 'safety-impact', status: 'failed' },
      { gate: 'approval', status: 'failed' },
    ],
  });
});

test('F74: each finding says which line of which file demands it', () => {
  const own = `${fiveLines}gates:\n  approval: { sign_off: { quorum: 2 } }\n`;
  const facts = withBaseline(withText(own), fiveLines);
  const verdict = decide(facts, toPolicies(facts));
  expect(verdict).toMatchObject({ outcome: 'held', cause: 'gates' });
  if (verdict.outcome === 'not-governed' || verdict.cause !== 'gates') return;
  const approvals = verdict.findings.filter(({ gate }) => gate === 'approval').map(({ demandedBy }) => demandedBy);
  expect(approvals).toEqual([
    { by: 'policy', repository: null, path: '.github/holdpoint.yml', line: 7 },
    { by: 'baseline', repository: 'Acme/.github', path: 'holdpoint-baseline.yml', line: 2 },
  ]);
});
