import type { PullRequestFacts } from '../../../src/decision/facts.ts';
import type { Policy } from '../../../src/policy/policy.ts';

/** One of the two policies, and what stands before the names of its roles among the facts. */
export type Layer = {
  readonly facts: PullRequestFacts;
  readonly policy: Policy;
  readonly prefix: '' | 'baseline/';
};
