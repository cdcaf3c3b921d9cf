import { listRulesInForce } from './rules.ts';
import type { Repository } from './state.ts';

/** Parameters of the rule `merge_queue`, by GitHub's names. */
export type QueueParameters = {
  check_response_timeout_minutes: number;
  grouping_strategy: 'ALLGREEN' | 'HEADGREEN';
  max_entries_to_build: number;
  max_entries_to_merge: number;
  merge_method: 'MERGE' | 'SQUASH' | 'REBASE';
  min_entries_to_merge: number;
  min_entries_to_merge_wait_minutes: number;
};

/** The queue that the rules in force ask for on a branch; null when they ask for none. */
export function readQueueParameters(repository: Repository, branch: string): QueueParameters | null {
  const found = listRulesInForce(repository, `refs/heads/${branch}`).find(({ rule }) => rule.type === 'merge_queue');
  return found === undefined ? null : (found.rule.parameters as QueueParameters);
}
