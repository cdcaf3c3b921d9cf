import { type FileChange, listFileChanges, mergeTrees } from './file-changes.ts';
import { findMergeBase, type GitCommit, listCommitsBetween } from './git-store.ts';
import { listMergeViolations } from './rules.ts';
import type { PullRequest, World } from './state.ts';

/** The commits that a pull request would bring into its base branch (or brought, once merged), oldest first. */
export function listPullCommits(pull: PullRequest): GitCommit[] {
  const { git } = pull.repository;
  if (pull.mergedCommits !== null) return pull.mergedCommits.flatMap((sha) => git.commits.get(sha) ?? []);
  return listCommitsBetween(git, baseTip(pull), pull.headSha);
}

/** The files that a pull request changes, against what its head has in common with its base. */
export function listPullFiles(pull: PullRequest): FileChange[] {
  const { git } = pull.repository;
  return listFileChanges(git, findMergeBase(git, pull.baseSha, pull.headSha), pull.headSha);
}

/** The base branch's present tip; the recorded one when the branch is gone. */
export const baseTip = (pull: PullRequest): string =>
  pull.repository.git.refs.get(`refs/heads/${pull.baseRef}`) ?? pull.baseSha;

/** Whether both sides changed one file differently. */
export function hasConflict(pull: PullRequest): boolean {
  const { git } = pull.repository;
  const tip = baseTip(pull);
  return mergeTrees(git, findMergeBase(git, tip, pull.headSha), tip, pull.headSha) === null;
}

/** `mergeable` and `mergeable_state` as GitHub's REST has them. */
export function mergeability(world: World, pull: PullRequest): { mergeable: boolean | null; state: string } {
  if (pull.state === 'closed') return { mergeable: null, state: 'unknown' };
  if (hasConflict(pull)) return { mergeable: false, state: 'dirty' };
  if (pull.draft) return { mergeable: true, state: 'draft' };
  return { mergeable: true, state: listMergeViolations(world, pull, null).length > 0 ? 'blocked' : 'clean' };
}
