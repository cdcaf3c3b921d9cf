import { mergeTrees } from '../file-changes.ts';
import {
  findMergeBase,
  type GitCommit,
  type GitSignature,
  listCommitsBetween,
  writeCommit,
  writeTree,
} from '../git-store.ts';
import { SIGNED_BY_GITHUB } from '../signatures.ts';
import type { Actor, PullRequest, Repository, World } from '../state.ts';
import { signatureOf } from './git.ts';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** GitHub is the committer of what it makes by itself; whoever asked for it is the author. */
export const webSignature = (world: World): GitSignature => ({
  name: 'GitHub',
  email: 'noreply@github.com',
  date: world.clock.now(),
});

/** A merge of two commits as GitHub makes one; null when both sides changed one file differently. */
export function writeMergeOf(
  world: World,
  repository: Repository,
  { ours, theirs, author, message }: { ours: string; theirs: string; author: GitSignature; message: string },
): string | null {
  const { git } = repository;
  const files = mergeTrees(git, findMergeBase(git, ours, theirs), ours, theirs);
  if (files === null) return null;
  const tree = writeTree(git, files);
  const parents = [ours, theirs];
  return writeCommit(git, { tree, parents, author, committer: webSignature(world), message }, SIGNED_BY_GITHUB).sha;
}

/**
 * Puts a pull request on top of a commit by the method asked for; answers the new tip, or null when it conflicts. A
 * merge's author is who merged, a squash's who opened the pull request; replayed commits keep theirs, and who merged is
 * their committer.
 */
export function writePullOnto(
  world: World,
  pull: PullRequest,
  onto: string,
  merge: { method: MergeMethod; by: Actor; title?: string | undefined; body?: string | undefined },
): string | null {
  const { repository, headSha } = pull;
  const commits = listCommitsBetween(repository.git, onto, headSha);
  if (merge.method === 'rebase') return replay(repository, onto, commits, signatureOf(world, merge.by));
  if (merge.method === 'squash') return squash(world, pull, onto, commits, merge);
  const source = `${pull.headRepository?.owner.login ?? 'unknown'}/${pull.headRef}`;
  const message = toMessage(
    merge.title ?? `Merge pull request #${pull.number} from ${source}`,
    merge.body ?? pull.title,
  );
  return writeMergeOf(world, repository, {
    ours: onto,
    theirs: headSha,
    author: signatureOf(world, merge.by),
    message,
  });
}

const toMessage = (title: string, body: string): string => (body === '' ? title : `${title}\n\n${body}`);

function replay(
  repository: Repository,
  onto: string,
  commits: readonly GitCommit[],
  committer: GitSignature,
): string | null {
  const { git } = repository;
  let tip = onto;
  for (const commit of commits.filter((one) => one.parents.length === 1)) {
    const files = mergeTrees(git, commit.parents[0] ?? null, tip, commit.sha);
    if (files === null) return null;
    const { author, message } = commit;
    tip = writeCommit(git, { tree: writeTree(git, files), parents: [tip], author, committer, message }).sha;
  }
  return tip;
}

function squash(
  world: World,
  pull: PullRequest,
  onto: string,
  commits: readonly GitCommit[],
  merge: { by: Actor; title?: string | undefined; body?: string | undefined },
): string | null {
  const { git } = pull.repository;
  const files = mergeTrees(git, findMergeBase(git, onto, pull.headSha), onto, pull.headSha);
  if (files === null) return null;
  const author = signatureOf(world, pull.author ?? merge.by);
  const only = commits.length === 1 ? commits[0]?.message.split('\n') : undefined;
  const title = merge.title ?? `${only?.[0] ?? pull.title} (#${pull.number})`;
  const body = merge.body ?? only?.slice(1).join('\n').trim() ?? commits.map((one) => `* ${one.message}`).join('\n\n');
  const coAuthors = new Map(
    commits
      .map((one) => one.author)
      .filter(({ email }) => email.toLowerCase() !== author.email.toLowerCase())
      .map(({ name, email }) => [email.toLowerCase(), `Co-authored-by: ${name} <${email}>`]),
  );
  const trailers = [...coAuthors.values()].filter((line) => !body.includes(line)).join('\n');
  const message = toMessage(title, [body, trailers].filter((part) => part !== '').join('\n\n'));
  const commit = { tree: writeTree(git, files), parents: [onto], author, committer: webSignature(world), message };
  return writeCommit(git, commit, SIGNED_BY_GITHUB).sha;
}
