import { listPathChanges } from '../file-changes.ts';
import { type GitCommit, isAncestor, listCommitsBetween, peelToCommit, ZERO_SHA } from '../git-store.ts';
import { renderRepository } from '../rest/render/repository.ts';
import type { Actor, Repository, World } from '../state.ts';
import { findByEmail, fullNameOf } from '../world.ts';
import { emit } from './emit.ts';

type Json = Record<string, unknown>;
/** A push names at most this many commits. */
const MAX_COMMITS = 2048;

function renderPushedCommit(world: World, repository: Repository, commit: GitCommit): Json {
  const files = listPathChanges(repository.git, commit.parents[0] ?? null, commit.sha);
  const byStatus = (status: string) => files.filter((file) => file.status === status).map((file) => file.path);
  const person = (who: GitCommit['author']) => {
    const account = findByEmail(world, who.email);
    return {
      name: who.name,
      email: who.email,
      date: who.date,
      ...(account === null ? {} : { username: account.login }),
    };
  };
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${world.url}/${fullNameOf(repository)}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: byStatus('added'),
    removed: byStatus('removed'),
    modified: byStatus('modified'),
  };
}

/** `push` of one ref. `before` and `after` are ZERO_SHA for a ref that was created or deleted. */
export function emitPush(
  world: World,
  repository: Repository,
  ref: string,
  before: string,
  after: string,
  sender: Actor,
): void {
  const { git } = repository;
  const tip = after === ZERO_SHA ? null : peelToCommit(git, after);
  const from =
    before === ZERO_SHA ? git.refs.get(`refs/heads/${repository.defaultBranch}`) : peelToCommit(git, before)?.sha;
  const commits =
    tip === null || from === undefined ? [] : listCommitsBetween(git, from, tip.sha).slice(0, MAX_COMMITS);
  const page = `${world.url}/${fullNameOf(repository)}`;
  const rendered = commits.map((commit) => renderPushedCommit(world, repository, commit));
  const payload = {
    ref,
    before,
    after,
    pusher: { name: sender.login, email: sender.email },
    created: before === ZERO_SHA,
    deleted: after === ZERO_SHA,
    forced: before !== ZERO_SHA && tip !== null && from !== undefined && !isAncestor(git, from, tip.sha),
    base_ref: null,
    compare: `${page}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: rendered,
    // In this event alone GitHub gives these two in seconds since 1970.
    repository: {
      ...renderRepository(world, repository),
      created_at: Date.parse(repository.createdAt) / 1000,
      pushed_at: Date.parse(repository.pushedAt) / 1000,
    },
    head_commit: tip === null ? null : renderPushedCommit(world, repository, tip),
  };
  emit(world, { event: 'push', action: null, sender, repository, payload });
}
