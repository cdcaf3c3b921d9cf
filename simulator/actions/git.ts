import { ApiError, notFound, validationFailed } from '../exchange.ts';
import {
  type GitSignature,
  isAncestor,
  peelToCommit,
  writeBlob,
  writeCommit,
  writeTree,
  ZERO_SHA,
} from '../git-store.ts';
import { actorOf, authorize, toWrite } from '../permissions.ts';
import { listPushViolations } from '../rules.ts';
import { SIGNED_BY_GITHUB } from '../signatures.ts';
import type { Activity, Actor, Caller, Repository, World } from '../state.ts';
import { emitRef } from '../webhooks/events.ts';
import { emitPush } from '../webhooks/push.ts';
import { register } from '../world.ts';
import { requestSuites } from './checks.ts';
import { followPush } from './synchronize.ts';

/** `after: null` deletes the ref. */
export type RefUpdate = { ref: string; after: string | null; force?: boolean };

/** GitHub sends no `push`, `create` or `delete` for the tags of a push of more than this many. */
const MAX_ANNOUNCED_TAGS = 3;

export const VIOLATIONS = 'Repository rule violations found';
export const toViolationMessage = (violations: string[]): string => `${VIOLATIONS}\n\n${violations.join('\n\n')}\n\n`;

/**
 * Pushes: moves refs as one act, if the rules allow every one of them. Tells Apps, opens check suites, moves the
 * pull requests whose head or base it was.
 * @throws ApiError 403 without the role, 422 for rules and for what is not a fast-forward.
 */
export function pushRefs(
  world: World,
  caller: Caller,
  repository: Repository,
  updates: RefUpdate[],
  refusal = 422,
): void {
  authorize(world, caller, repository, toWrite('write', 'contents'));
  for (const update of updates) checkUpdate(world, caller, repository, update, refusal);
  const tags = updates.filter((one) => one.ref.startsWith('refs/tags/')).length;
  for (const update of updates) {
    const announced = update.ref.startsWith('refs/heads/') || tags <= MAX_ANNOUNCED_TAGS;
    moveRef(world, caller, repository, update, { announced, activityType: null });
  }
}

function checkUpdate(world: World, caller: Caller, repository: Repository, update: RefUpdate, refusal: number): void {
  const { git } = repository;
  const before = git.refs.get(update.ref) ?? null;
  const { ref, after } = update;
  if (!/^refs\/(heads|tags)\/[^\s~^:?*[\\]+$/.test(ref) || ref.includes('..'))
    throw new ApiError(422, 'Reference name is invalid');
  if (ref.startsWith('refs/heads/gh-readonly-queue/')) throw new ApiError(422, 'Cannot update this protected ref.');
  if (after === null) {
    if (before === null) throw new ApiError(422, 'Reference does not exist');
    if (ref === `refs/heads/${repository.defaultBranch}`) throw new ApiError(422, 'Cannot delete the default branch');
  } else {
    if (!git.commits.has(after) && !git.tags.has(after)) throw new ApiError(422, 'Object does not exist');
    const isBranch = ref.startsWith('refs/heads/');
    if (isBranch && !git.commits.has(after)) throw new ApiError(422, 'Object is not a commit');
    const old = before === null ? null : peelToCommit(git, before);
    const forward = old === null || isAncestor(git, old.sha, peelToCommit(git, after)?.sha ?? '');
    if (!forward && update.force !== true) throw new ApiError(422, 'Update is not a fast forward');
  }
  const violations = listPushViolations(world, repository, { ref, before, after }, caller);
  if (violations.length > 0) throw new ApiError(refusal, toViolationMessage(violations));
}

/** Moves one ref and lets everything follow that follows on GitHub. Rules are the caller's business. */
export function moveRef(
  world: World,
  caller: Caller,
  repository: Repository,
  update: RefUpdate,
  options: { announced: boolean; activityType: Activity['activityType'] | null },
): void {
  const { git } = repository;
  const { ref, after } = update;
  const actor = actorOf(caller);
  const before = git.refs.get(ref) ?? null;
  if (before === after) return;
  const forced =
    before !== null &&
    after !== null &&
    !isAncestor(git, peelToCommit(git, before)?.sha ?? '', peelToCommit(git, after)?.sha ?? '');
  if (after === null) git.refs.delete(ref);
  else git.refs.set(ref, after);
  repository.pushedAt = world.clock.now();
  const isBranch = ref.startsWith('refs/heads/');
  if (isBranch)
    logActivity(
      world,
      repository,
      actor,
      ref,
      before,
      after,
      options.activityType ?? toActivityType(before, after, forced),
    );
  if (options.announced) {
    if (before === null) emitRef(world, repository, 'create', ref, actor);
    emitPush(world, repository, ref, before ?? ZERO_SHA, after ?? ZERO_SHA, actor);
    if (after === null) emitRef(world, repository, 'delete', ref, actor);
  }
  if (!isBranch) return;
  const branch = ref.slice('refs/heads/'.length);
  if (after !== null) requestSuites(world, repository, { branch, before: before ?? ZERO_SHA, after, sender: actor });
  followPush(world, caller, repository, { branch, before, after, forced });
}

function toActivityType(before: string | null, after: string | null, forced: boolean): Activity['activityType'] {
  if (before === null) return 'branch_creation';
  if (after === null) return 'branch_deletion';
  return forced ? 'force_push' : 'push';
}

function logActivity(
  world: World,
  repository: Repository,
  actor: Actor,
  ref: string,
  before: string | null,
  after: string | null,
  activityType: Activity['activityType'],
): void {
  const entry: Activity = register(world, {
    kind: 'Activity',
    actor,
    ref,
    before: before ?? ZERO_SHA,
    after: after ?? ZERO_SHA,
    timestamp: world.clock.now(),
    activityType,
  });
  repository.activity.push(entry);
}

/** @throws ApiError 422 when it exists already. */
export function createRef(world: World, caller: Caller, repository: Repository, ref: string, sha: string): void {
  authorize(world, caller, repository, toWrite('write', 'contents'));
  if (repository.git.refs.has(ref)) throw new ApiError(422, 'Reference already exists');
  pushRefs(world, caller, repository, [{ ref, after: sha }]);
}

/** @throws ApiError 422 when it does not exist. */
export function updateRef(
  world: World,
  caller: Caller,
  repository: Repository,
  ref: string,
  sha: string,
  force: boolean,
): void {
  authorize(world, caller, repository, toWrite('write', 'contents'));
  if (!repository.git.refs.has(ref)) throw new ApiError(422, 'Reference does not exist');
  pushRefs(world, caller, repository, [{ ref, after: sha, force }]);
}

export const signatureOf = (world: World, actor: Actor): GitSignature => ({
  name: actor.name ?? actor.login,
  email: actor.email,
  date: world.clock.now(),
});

export type FileCommit = {
  branch: string;
  path: string;
  /** Null deletes the file. */
  content: Buffer | null;
  message: string;
  author?: Partial<GitSignature>;
  committer?: Partial<GitSignature>;
};

/** One commit that writes or deletes one file on a branch, as the contents API does. Rules answer 409 here. */
export function commitFile(
  world: World,
  caller: Caller,
  repository: Repository,
  change: FileCommit,
): { commit: string; blob: string | null } {
  authorize(world, caller, repository, toWrite('write', 'contents'));
  const { git } = repository;
  const ref = `refs/heads/${change.branch}`;
  const parent = git.refs.get(ref);
  if (parent === undefined && git.refs.size > 0) throw notFound();
  if (change.path === '' || change.path.startsWith('/')) throw validationFailed('Content', 'path', 'invalid');
  const files = new Map(git.trees.get(git.commits.get(parent ?? '')?.tree ?? ''));
  const blob = change.content === null ? null : writeBlob(git, change.content);
  if (blob === null) files.delete(change.path);
  else files.set(change.path, { mode: files.get(change.path)?.mode ?? '100644', sha: blob });
  const own = signatureOf(world, actorOf(caller));
  const author = { ...own, ...change.author };
  const fresh = {
    tree: writeTree(git, files),
    parents: parent === undefined ? [] : [parent],
    author,
    committer: { ...author, ...change.committer },
    message: change.message,
  };
  // GitHub signs what its own pages and this API write for whoever is signed in, and for nobody else.
  const isOwn = change.author === undefined && change.committer === undefined;
  const commit = writeCommit(git, fresh, isOwn ? SIGNED_BY_GITHUB : undefined);
  pushRefs(world, caller, repository, [{ ref, after: commit.sha }], 409);
  return { commit: commit.sha, blob };
}
