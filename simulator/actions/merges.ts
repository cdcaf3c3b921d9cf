import { ApiError } from '../exchange.ts';
import { findMergeBase, isAncestor, listCommitsBetween, resolveCommit } from '../git-store.ts';
import { actorOf, authorize, toWrite } from '../permissions.ts';
import { baseTip, hasConflict, listPullCommits } from '../pull-state.ts';
import { listMergeViolations, listQueueViolations } from '../rules.ts';
import type { Caller, PullRequest, Repository, World } from '../state.ts';
import { moveRef, pushRefs, signatureOf, toViolationMessage } from './git.ts';
import { type MergeMethod, writeMergeOf, writePullOnto } from './merge-commits.ts';
import { markMerged } from './synchronize.ts';

export type MergeOptions = {
  merge_method?: MergeMethod;
  commit_title?: string;
  commit_message?: string;
  /** The head that the caller has seen. */
  sha?: string;
};

/**
 * Merges if everything in force allows it.
 * @throws ApiError 405 for rules, drafts and conflicts, 409 when the head has moved.
 */
export function mergePullRequest(world: World, caller: Caller, pull: PullRequest, options: MergeOptions): string {
  authorize(world, caller, pull.repository, toWrite('write', 'contents'));
  if (pull.state === 'closed') throw new ApiError(405, 'Pull Request is not mergeable');
  if (options.sha !== undefined && options.sha !== pull.headSha) {
    throw new ApiError(409, 'Head branch was modified. Review and try the merge again.');
  }
  if (pull.draft) throw new ApiError(405, 'Pull Request is still a draft');
  if (hasConflict(pull)) throw new ApiError(405, 'Pull Request has merge conflicts');
  const violations = [...listMergeViolations(world, pull, caller), ...listQueueViolations(world, pull, caller)];
  if (violations.length > 0) throw new ApiError(405, toViolationMessage(violations));
  const before = baseTip(pull);
  const method = options.merge_method ?? 'merge';
  const { commit_title: title, commit_message: body } = options;
  const merged = writePullOnto(world, pull, before, { method, by: actorOf(caller), title, body });
  if (merged === null) throw new ApiError(405, "This branch can't be rebased");
  const ref = `refs/heads/${pull.baseRef}`;
  // Recorded before the branch moves, so that the move is not taken for somebody's own push of these commits.
  markMerged(world, caller, pull, {
    sha: merged,
    commits: listPullCommits(pull).map((commit) => commit.sha),
    landed: listCommitsBetween(pull.repository.git, before, merged).map((commit) => commit.sha),
  });
  moveRef(world, caller, pull.repository, { ref, after: merged }, { announced: true, activityType: 'pr_merge' });
  return merged;
}

/** "Update branch": merges the base into the head. @throws ApiError 422 when there is nothing to update or it conflicts. */
export function updateBranch(world: World, caller: Caller, pull: PullRequest, expected?: string): void {
  const head = pull.headRepository;
  if (head === null) throw new ApiError(422, 'The head repository is gone.');
  authorize(world, caller, head, toWrite('write', 'contents'));
  if (expected !== undefined && expected !== pull.headSha)
    throw new ApiError(422, "expected head sha didn't match current head ref.");
  const { git } = pull.repository;
  const tip = baseTip(pull);
  if (findMergeBase(git, tip, pull.headSha) === tip)
    throw new ApiError(422, 'There are no new commits on the base branch.');
  const sha = writeMergeOf(world, pull.repository, {
    ours: pull.headSha,
    theirs: tip,
    author: signatureOf(world, actorOf(caller)),
    message: `Merge branch '${pull.baseRef}' into ${pull.headRef}`,
  });
  if (sha === null) throw new ApiError(422, 'merge conflict between base and head');
  pushRefs(world, caller, head, [{ ref: `refs/heads/${pull.headRef}`, after: sha }]);
}

/**
 * Merges a branch or commit into a branch, with no pull request; null when there is nothing to merge.
 * @throws ApiError 404 for what does not exist, 409 for a conflict, 422 for rules.
 */
export function mergeBranch(
  world: World,
  caller: Caller,
  repository: Repository,
  fields: { base: string; head: string; commit_message?: string },
): string | null {
  authorize(world, caller, repository, toWrite('write', 'contents'));
  const { git } = repository;
  const ref = `refs/heads/${fields.base}`;
  const ours = git.refs.get(ref);
  const theirs = resolveCommit(git, fields.head)?.sha;
  if (ours === undefined) throw new ApiError(404, 'Base does not exist');
  if (theirs === undefined) throw new ApiError(404, 'Head does not exist');
  if (isAncestor(git, theirs, ours)) return null;
  const author = signatureOf(world, actorOf(caller));
  const message = fields.commit_message ?? `Merge ${fields.head} into ${fields.base}`;
  const sha = writeMergeOf(world, repository, { ours, theirs, author, message });
  if (sha === null) throw new ApiError(409, 'Merge conflict');
  pushRefs(world, caller, repository, [{ ref, after: sha }]);
  return sha;
}
