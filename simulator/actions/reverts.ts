import { ApiError } from '../exchange.ts';
import { mergeTrees } from '../file-changes.ts';
import { type GitStore, writeCommit, writeTree } from '../git-store.ts';
import { actorOf, authorize, toWrite } from '../permissions.ts';
import { baseTip } from '../pull-state.ts';
import { SIGNED_BY_GITHUB } from '../signatures.ts';
import type { Caller, PullRequest, World } from '../state.ts';
import { fullNameOf } from '../world.ts';
import { createRef, signatureOf } from './git.ts';
import { webSignature } from './merge-commits.ts';
import { createPullRequest } from './pull-requests.ts';

export type RevertFields = { title?: string; body?: string; draft?: boolean };

/** The button "Revert" of a merged pull request: a commit that undoes it on a branch of its own, and a pull request of that. */
export function revertPullRequest(world: World, caller: Caller, pull: PullRequest, fields: RevertFields): PullRequest {
  const { repository } = pull;
  authorize(world, caller, repository, toWrite('write', 'contents'));
  const { git } = repository;
  const merged = pull.mergeCommitSha;
  if (merged === null) throw new ApiError(422, 'Pull request is not merged');
  const tip = baseTip(pull);
  const files = mergeTrees(git, merged, tip, commitBefore(git, pull, merged));
  if (files === null) throw new ApiError(422, 'This pull request cannot be reverted automatically');
  const fresh = {
    tree: writeTree(git, files),
    parents: [tip],
    author: signatureOf(world, actorOf(caller)),
    committer: webSignature(world),
    message: `Revert "${pull.title} (#${pull.number})"\n\nThis reverts commit ${merged}.`,
  };
  const commit = writeCommit(git, fresh, SIGNED_BY_GITHUB);
  const head = `revert-${pull.number}-${pull.headRef}`;
  createRef(world, caller, repository, `refs/heads/${head}`, commit.sha);
  return createPullRequest(world, caller, repository, {
    title: fields.title ?? `Revert "${pull.title}"`,
    body: fields.body ?? `Reverts ${fullNameOf(repository)}#${pull.number}`,
    head,
    base: pull.baseRef,
    draft: fields.draft ?? false,
  });
}

/** Where the base branch stood before the merge: along first parents, below everything that the merge put on it. */
function commitBefore(git: GitStore, pull: PullRequest, merged: string): string {
  let sha = merged;
  while (pull.landedCommits.includes(sha)) sha = git.commits.get(sha)?.parents[0] ?? '';
  return sha;
}
