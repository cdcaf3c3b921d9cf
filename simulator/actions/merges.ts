import { ApiError } from '../exchange.ts';
import { mergeTrees } from '../file-changes.ts';
import {
  findMergeBase,
  type GitCommit,
  type GitTree,
  listCommitsBetween,
  writeCommit,
  writeTree,
} from '../git-store.ts';
import { actorOf, authorize, toWrite } from '../permissions.ts';
import { baseTip, hasConflict, listPullCommits } from '../pull-state.ts';
import { listMergeViolations } from '../rules.ts';
import type { Caller, PullRequest, World } from '../state.ts';
import { moveRef, pushRefs, signatureOf, toViolationMessage } from './git.ts';
import { markMerged } from './synchronize.ts';

export type MergeOptions = {
  merge_method?: 'merge' | 'squash' | 'rebase';
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
  const violations = listMergeViolations(world, pull, caller);
  if (violations.length > 0) throw new ApiError(405, toViolationMessage(violations));
  const commits = listPullCommits(pull);
  const before = baseTip(pull);
  const merged = writeMerge(world, caller, pull, commits, options);
  const ref = `refs/heads/${pull.baseRef}`;
  // Recorded before the branch moves, so that the move is not taken for somebody's own push of these commits.
  markMerged(world, caller, pull, {
    sha: merged,
    commits: commits.map((commit) => commit.sha),
    landed: listCommitsBetween(pull.repository.git, before, merged).map((commit) => commit.sha),
  });
  moveRef(world, caller, pull.repository, { ref, after: merged }, { announced: true, activityType: 'pr_merge' });
  return merged;
}

function writeMerge(
  world: World,
  caller: Caller,
  pull: PullRequest,
  commits: GitCommit[],
  options: MergeOptions,
): string {
  const { git } = pull.repository;
  const tip = baseTip(pull);
  const method = options.merge_method ?? 'merge';
  const tree = writeTree(git, mergedTree(pull, tip, pull.headSha));
  const author = signatureOf(world, actorOf(caller));
  if (method === 'rebase') return rebase(world, caller, pull, commits);
  const isSquash = method === 'squash';
  const source = `${pull.headRepository?.owner.login ?? 'unknown'}/${pull.headRef}`;
  const title =
    options.commit_title ??
    (isSquash ? `${pull.title} (#${pull.number})` : `Merge pull request #${pull.number} from ${source}`);
  const body =
    options.commit_message ?? (isSquash ? commits.map((one) => `* ${one.message}`).join('\n\n') : pull.title);
  const parents = isSquash ? [tip] : [tip, pull.headSha];
  const message = body === '' ? title : `${title}\n\n${body}`;
  return writeCommit(git, { tree, parents, author, committer: author, message }).sha;
}

function mergedTree(pull: PullRequest, ours: string, theirs: string): GitTree {
  const { git } = pull.repository;
  const tree = mergeTrees(git, findMergeBase(git, ours, theirs), ours, theirs);
  if (tree === null) throw new ApiError(405, 'Pull Request has merge conflicts');
  return tree;
}

/** Replays each commit's change on the base's tip; authors stay, the committer is who merged. */
function rebase(world: World, caller: Caller, pull: PullRequest, commits: GitCommit[]): string {
  const { git } = pull.repository;
  const committer = signatureOf(world, actorOf(caller));
  let tip = baseTip(pull);
  for (const commit of commits.filter((one) => one.parents.length === 1)) {
    const files = mergeTrees(git, commit.parents[0] ?? null, tip, commit.sha);
    if (files === null) throw new ApiError(405, "This branch can't be rebased");
    tip = writeCommit(git, {
      tree: writeTree(git, files),
      parents: [tip],
      author: commit.author,
      committer,
      message: commit.message,
    }).sha;
  }
  return tip;
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
  if (hasConflict(pull)) throw new ApiError(422, 'merge conflict between base and head');
  const author = signatureOf(world, actorOf(caller));
  const tree = writeTree(git, mergedTree(pull, pull.headSha, tip));
  const message = `Merge branch '${pull.baseRef}' into ${pull.headRef}`;
  const commit = writeCommit(git, { tree, parents: [pull.headSha, tip], author, committer: author, message });
  pushRefs(world, caller, head, [{ ref: `refs/heads/${pull.headRef}`, after: commit.sha }]);
}
