import { isAncestor, listCommitsBetween } from '../git-store.ts';
import { actorOf } from '../permissions.ts';
import { listPullFiles } from '../pull-state.ts';
import type { Caller, PullRequest, Repository, World } from '../state.ts';
import { emitPullRequest } from '../webhooks/events.ts';
import { closeIssue } from './issues.ts';
import { dismissStaleReviews } from './reviews.ts';
import { addEvent } from './timeline.ts';

type Push = { branch: string; before: string | null; after: string | null; forced: boolean };

/** What a push does to pull requests: moves their heads, closes those whose branch is gone, finds those it merged. */
export function followPush(world: World, caller: Caller, repository: Repository, push: Push): void {
  const open = [...world.repositories.values()]
    .flatMap((one) => [...one.issues.values()])
    .filter((one): one is PullRequest => one.kind === 'PullRequest' && one.state === 'open');
  for (const pull of open) {
    if (pull.headRepository === repository && pull.headRef === push.branch) moveHead(world, caller, pull, push);
    else if (pull.repository === repository && pull.baseRef === push.branch) moveBase(world, caller, pull, push);
  }
}

function moveHead(world: World, caller: Caller, pull: PullRequest, { before, after, forced, branch }: Push): void {
  if (after === null) {
    addEvent(world, caller, pull, { kind: 'HeadRefDeletedEvent', headRefName: branch });
    closePull(world, caller, pull);
    return;
  }
  const { git } = pull.repository;
  const diff = toDiff(pull);
  pull.headSha = after;
  pull.baseSha = git.refs.get(`refs/heads/${pull.baseRef}`) ?? pull.baseSha;
  git.refs.set(`refs/pull/${pull.number}/head`, after);
  pull.updatedAt = world.clock.now();
  if (forced && before !== null) {
    addEvent(world, caller, pull, { kind: 'HeadRefForcePushedEvent', ref: `refs/heads/${branch}`, before, after });
  }
  emitPullRequest(world, pull, 'synchronize', actorOf(caller), { before: before ?? '', after });
  if (toDiff(pull) !== diff) dismissStaleReviews(world, caller, pull);
}

const toDiff = (pull: PullRequest): string =>
  JSON.stringify(listPullFiles(pull).map(({ path, status, sha }) => [path, status, sha]));

/** A push that brings a pull request's head into its base has merged it, whatever anybody required. */
function moveBase(world: World, caller: Caller, pull: PullRequest, { before, after, forced, branch }: Push): void {
  const { git } = pull.repository;
  if (after === null) {
    closePull(world, caller, pull);
    return;
  }
  if (forced && before !== null) {
    addEvent(world, caller, pull, { kind: 'BaseRefForcePushedEvent', ref: `refs/heads/${branch}`, before, after });
  }
  if (before === null || isAncestor(git, pull.headSha, before) || !isAncestor(git, pull.headSha, after)) return;
  const commits = listCommitsBetween(git, before, pull.headSha).map((commit) => commit.sha);
  markMerged(world, caller, pull, { sha: after, commits, landed: commits });
}

/** Closes without merging; asks for no permission. */
export function closePull(world: World, caller: Caller, pull: PullRequest): void {
  Object.assign(pull, { state: 'closed', closedAt: world.clock.now(), closedBy: actorOf(caller) });
  addEvent(world, caller, pull, { kind: 'ClosedEvent', stateReason: null, closer: null });
  emitPullRequest(world, pull, 'closed', actorOf(caller));
}

/** Records a merge that has happened in git, tells of it, and closes the linked issues. */
export function markMerged(
  world: World,
  caller: Caller,
  pull: PullRequest,
  { sha, commits, landed }: { sha: string; commits: string[]; landed: string[] },
): void {
  const now = world.clock.now();
  const actor = actorOf(caller);
  Object.assign(pull, {
    state: 'closed',
    closedAt: now,
    closedBy: actor,
    merged: true,
    mergedAt: now,
    mergedBy: actor,
  });
  Object.assign(pull, { mergeCommitSha: sha, mergedCommits: commits, landedCommits: landed });
  addEvent(world, caller, pull, { kind: 'MergedEvent', commitSha: sha, mergeRefName: pull.baseRef });
  addEvent(world, caller, pull, { kind: 'ClosedEvent', stateReason: null, closer: null });
  emitPullRequest(world, pull, 'closed', actor);
  if (pull.baseRef !== pull.repository.defaultBranch) return;
  for (const { issue } of pull.closingIssues) closeIssue(world, caller, issue, 'completed', pull);
}
