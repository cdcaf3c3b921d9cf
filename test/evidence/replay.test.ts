import { expect, test } from '@jest/globals';
import { decide } from '../../src/decision/decide.ts';
import { known, type PullRequestFacts } from '../../src/decision/facts.ts';
import { toPolicies } from '../../src/decision/policy-outcome.ts';
import { canonicalJson } from '../../src/evidence/canonical-json.ts';
import { replay } from '../../src/evidence/replay.ts';
import { type Statement, toLastingFacts, toStatement } from '../../src/evidence/statement.ts';
import { allCases } from '../cases/all-cases.ts';
import { toGiven } from '../cases/case.ts';
import { demoTool as tool } from './demo-facts.ts';

const text = `product: Pump
safety_class: B
roles:
  safety: { users: [sam, sol] }
  quality: { users: [quinn, quade] }
`;

/** As the ledger keeps it, and gives it back. */
const keep = <T>(value: T): T => JSON.parse(canonicalJson(value)) as T;

const toKept = (change: (typeof allCases)[number]['change']) => {
  const given = toGiven(change);
  const policyFile = known({ path: '.github/holdpoint.yml', commit: 'c'.repeat(40), text });
  const facts: PullRequestFacts = { ...given.facts, policyFile };
  const verdict = decide(facts, toPolicies(facts));
  return { verdict, statement: keep(toStatement({ facts, verdict, tool })), facts: keep(toLastingFacts(facts)) };
};

test.each(allCases.map((each) => [each.name, each.change] as const))(
  'F52: decided anew on what the ledger keeps, the verdict is the same: %s',
  (_, change) => {
    const { statement, facts } = toKept(change);
    expect(replay(statement, facts)).toBe('same');
  },
);

test('F52: most of them are verdicts by gates, so that there is something to decide anew', () => {
  const causes = allCases.map(({ change }) => toKept(change).verdict).filter((verdict) => 'findings' in verdict);
  expect(causes.length).toBeGreaterThan(allCases.length / 2);
});

test('F52: another verdict, or other facts, are told', () => {
  const { statement, facts } = toKept(allCases[0]?.change);
  const other = { ...facts, pullRequest: { ...facts.pullRequest, draft: !facts.pullRequest.draft } };
  expect(replay(statement, other)).toBe('other-facts');
  const { predicate } = statement;
  const changed: Statement = {
    ...statement,
    predicate: { ...predicate, verdict: { outcome: 'not-governed', reason: 'no-policy' } },
  };
  expect(replay(changed, facts)).toBe('differs');
});
