import { decide } from '../decision/decide.ts';
import type { PullRequestFacts } from '../decision/facts.ts';
import { toPolicies } from '../decision/policy-outcome.ts';
import { decideDeployment } from '../decision/release/decide-deployment.ts';
import { decideRelease } from '../decision/release/decide-release.ts';
import type { DeploymentFacts } from '../decision/release/deployment-facts.ts';
import type { ReleaseFacts } from '../decision/release/release-facts.ts';
import { canonicalJson, digestOf } from './canonical-json.ts';
import type { DeploymentStatement } from './deployment-statement.ts';
import type { ReleaseStatement } from './release-statement.ts';
import type { Statement } from './statement.ts';

export type Replayed = 'same' | 'differs' | 'other-facts';

/**
 * Decides once more on the kept facts of a statement and the policies in them, and says whether the verdict is the one
 * that was stated. `other-facts`: they are not those that the statement names. Pure.
 */
export const replay = ({ predicate }: Statement, facts: Omit<PullRequestFacts, 'observedAt'>): Replayed => {
  if (digestOf(facts) !== predicate.facts) return 'other-facts';
  const whole: PullRequestFacts = { ...facts, observedAt: predicate.observedAt };
  const verdict = decide(whole, toPolicies(whole));
  return canonicalJson(verdict) === canonicalJson(predicate.verdict) ? 'same' : 'differs';
};

/** The same for a release. */
export const replayRelease = ({ predicate }: ReleaseStatement, facts: Omit<ReleaseFacts, 'observedAt'>): Replayed => {
  if (digestOf(facts) !== predicate.facts) return 'other-facts';
  const whole: ReleaseFacts = { ...facts, observedAt: predicate.observedAt };
  const verdict = decideRelease(whole, toPolicies(whole));
  return canonicalJson(verdict) === canonicalJson(predicate.verdict) ? 'same' : 'differs';
};

/** The same for a deployment. */
export const replayDeployment = (
  { predicate }: DeploymentStatement,
  facts: Omit<DeploymentFacts, 'observedAt'>,
): Replayed => {
  if (digestOf(facts) !== predicate.facts) return 'other-facts';
  const whole: DeploymentFacts = { ...facts, observedAt: predicate.observedAt };
  const decision = decideDeployment(whole, toPolicies(whole));
  return canonicalJson(decision) === canonicalJson(predicate.decision) ? 'same' : 'differs';
};
