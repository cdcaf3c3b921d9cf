import { type FileChange, listFileChanges, mergeTrees } from './file-changes.ts';
import { findMergeBase, type GitCommit, isAncestor, listCommitsBetween } from './git-store.ts';
import { listMergeViolations } from './rules.ts';
import type { PullRequest, Repository, World } from './state.ts';

/** The commits that a pull request would bring into its base branch (or brought, once merged), oldest first. */
export function listPullCommits(pull: PullRequest): GitCommit[] {
  const { git } = pull.repository;
  if (pull.mergedCommits !== null) return pull.mergedCommits.flatMap((sha) => git.commits.get(sha) ?? []);
  return listCommitsBetween(git, baseTip(pull), pull.headSha);
}

/**
 * The pull requests of a commit as GitHub documents them: those that brought it in by being merged and, as long as it is
 * not on the default branch, the open ones that hold it. One that was closed without a merge is not among them.
 */
export function listAssociatedPulls(repository: Repository, sha: string): PullRequest[] {
  const tip = repository.git.refs.get(`refs/heads/${repository.defaultBranch}`);
  let arrived: boolean | null = null;
  // The whole history is walked for it: where no pull request is open nobody asks.
  const hasArrived = (): boolean => (arrived ??= tip !== undefined && isAncestor(repository.git, sha, tip));
  return [...repository.issues.values()]
    .filter((one): one is PullRequest => one.kind === 'PullRequest')
    .filter((pull) => pull.merged || (pull.state === 'open' && !hasArrived()))
    .filter((pull) => pull.landedCommits.includes(sha) || listPullCommits(pull).some((commit) => commit.sha === sha));
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
