import { createHash } from 'node:crypto';
import { type Signing, toVerification, type Verification } from './signatures.ts';

/** Who and when, of a commit or an annotated tag. `date` is ISO 8601. */
export type GitSignature = { name: string; email: string; date: string };
export type GitCommit = {
  sha: string;
  tree: string;
  parents: string[];
  author: GitSignature;
  committer: GitSignature;
  message: string;
  verification: Verification;
};
/** A flat tree: full path → entry. Subtrees are stored under their own sha as well. */
export type GitTree = ReadonlyMap<string, { mode: string; sha: string }>;
export type GitTag = {
  sha: string;
  tag: string;
  message: string;
  tagger: GitSignature;
  object: { type: 'commit' | 'tag' | 'tree' | 'blob'; sha: string };
  verification: Verification;
};

/** One repository's objects and refs. A fork shares the object maps with its parent, as GitHub's fork networks do. */
export type GitStore = {
  blobs: Map<string, Buffer>;
  trees: Map<string, GitTree>;
  commits: Map<string, GitCommit>;
  tags: Map<string, GitTag>;
  /** Full names: `refs/heads/main`. Insertion order is not meaningful. */
  refs: Map<string, string>;
};

export const ZERO_SHA = '0'.repeat(40);

export function createGitStore(parent?: GitStore): GitStore {
  return {
    blobs: parent?.blobs ?? new Map(),
    trees: parent?.trees ?? new Map(),
    commits: parent?.commits ?? new Map(),
    tags: parent?.tags ?? new Map(),
    refs: new Map(),
  };
}

/** Git's own object hash, so that ids computed elsewhere over the same content agree. */
function hashObject(type: string, content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}

export function writeBlob(git: GitStore, content: Buffer): string {
  const sha = hashObject('blob', content);
  git.blobs.set(sha, content);
  return sha;
}

/** Stores a flat tree and every subtree of it; returns the root's sha. */
export function writeTree(git: GitStore, files: GitTree): string {
  const children = new Map<string, { mode: string; sha: string }>();
  const folders = new Map<string, Map<string, { mode: string; sha: string }>>();
  for (const [path, entry] of files) {
    const slash = path.indexOf('/');
    if (slash === -1) children.set(path, entry);
    else {
      const folder = folders.get(path.slice(0, slash)) ?? new Map();
      folder.set(path.slice(slash + 1), entry);
      folders.set(path.slice(0, slash), folder);
    }
  }
  for (const [name, folder] of folders) children.set(name, { mode: '40000', sha: writeTree(git, folder) });
  const sortKey = ([name, entry]: [string, { mode: string }]) => (entry.mode === '40000' ? `${name}/` : name);
  const sorted = [...children].sort((a, b) => Buffer.compare(Buffer.from(sortKey(a)), Buffer.from(sortKey(b))));
  const parts = sorted.flatMap(([name, entry]) => [
    Buffer.from(`${entry.mode.replace(/^0/, '')} ${name}\0`),
    Buffer.from(entry.sha, 'hex'),
  ]);
  const sha = hashObject('tree', Buffer.concat(parts));
  if (!git.trees.has(sha)) git.trees.set(sha, new Map(files));
  return sha;
}

const toStamp = (who: GitSignature) => `${who.name} <${who.email}> ${Math.floor(Date.parse(who.date) / 1000)} +0000`;

type Unsigned<T> = Omit<T, 'sha' | 'verification'>;

/** A signature is part of the object, as in git: in a header of a commit, at the end of a tag. */
export function writeCommit(git: GitStore, commit: Unsigned<GitCommit>, signing?: Signing): GitCommit {
  const head = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${toStamp(commit.author)}`,
    `committer ${toStamp(commit.committer)}`,
  ].join('\n');
  const signature = signing === undefined ? '' : `\ngpgsig ${signing.signature.trimEnd().replaceAll('\n', '\n ')}`;
  const sha = hashObject('commit', Buffer.from(`${head}${signature}\n\n${commit.message}`));
  const verification = toVerification(signing, `${head}\n\n${commit.message}`, commit.committer.date);
  const stored = { sha, ...commit, verification };
  git.commits.set(sha, stored);
  return stored;
}

export function writeTag(git: GitStore, tag: Unsigned<GitTag>, signing?: Signing): GitTag {
  const head = `object ${tag.object.sha}\ntype ${tag.object.type}\ntag ${tag.tag}\ntagger ${toStamp(tag.tagger)}`;
  const payload = `${head}\n\n${tag.message}`;
  const sha = hashObject('tag', Buffer.from(signing === undefined ? payload : `${payload}\n${signing.signature}`));
  const stored = { sha, ...tag, verification: toVerification(signing, payload, tag.tagger.date) };
  git.tags.set(sha, stored);
  return stored;
}

/** The commit that a ref's object leads to, through annotated tags. */
export function peelToCommit(git: GitStore, sha: string): GitCommit | null {
  for (let current = sha; ; ) {
    const tag = git.tags.get(current);
    if (tag === undefined) return git.commits.get(current) ?? null;
    current = tag.object.sha;
  }
}

/**
 * A commit named as GitHub's `ref` parameters allow: a branch, a tag, a full ref name (with or without `refs/`), a
 * full sha or a unique beginning of one of at least seven characters.
 */
export function resolveCommit(git: GitStore, name: string): GitCommit | null {
  for (const ref of [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`]) {
    const sha = git.refs.get(ref);
    if (sha !== undefined) return peelToCommit(git, sha);
  }
  if (/^[0-9a-f]{40}$/.test(name)) return git.commits.get(name) ?? null;
  if (!/^[0-9a-f]{7,39}$/.test(name)) return null;
  const matches = [...git.commits.keys()].filter((sha) => sha.startsWith(name));
  return matches.length === 1 ? (git.commits.get(matches[0] ?? '') ?? null) : null;
}

/** The commit and all its ancestors, newest first in the order that `git log` prints a simple history. */
export function listAncestors(git: GitStore, sha: string): GitCommit[] {
  const seen = new Set<string>();
  const found: GitCommit[] = [];
  const visit = [sha];
  while (visit.length > 0) {
    const next = visit.shift() ?? '';
    const commit = git.commits.get(next);
    if (commit === undefined || seen.has(next)) continue;
    seen.add(next);
    found.push(commit);
    visit.push(...commit.parents);
  }
  return found;
}

/** What is reachable from `head` and not from `base`, oldest first, as a pull request lists its commits. */
export function listCommitsBetween(git: GitStore, base: string, head: string): GitCommit[] {
  const known = new Set(listAncestors(git, base).map((commit) => commit.sha));
  return listAncestors(git, head)
    .filter((commit) => !known.has(commit.sha))
    .reverse();
}

/** The nearest common ancestor, or null when the histories are unrelated. */
export function findMergeBase(git: GitStore, one: string, other: string): string | null {
  const known = new Set(listAncestors(git, one).map((commit) => commit.sha));
  return listAncestors(git, other).find((commit) => known.has(commit.sha))?.sha ?? null;
}

export type Compared = {
  mergeBase: string;
  /** What `head` has and `base` has not, oldest first. */
  ahead: GitCommit[];
  behind: number;
  status: 'diverged' | 'ahead' | 'behind' | 'identical';
};

/** Two commits, as REST and GraphQL compare them; null when they have nothing in common. */
export function compareCommits(git: GitStore, base: string, head: string): Compared | null {
  const mergeBase = findMergeBase(git, base, head);
  if (mergeBase === null) return null;
  const ahead = listCommitsBetween(git, base, head);
  const behind = listCommitsBetween(git, head, base).length;
  const status = ahead.length > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical';
  return { mergeBase, ahead, behind, status };
}

export const isAncestor = (git: GitStore, ancestor: string, sha: string): boolean =>
  listAncestors(git, sha).some((commit) => commit.sha === ancestor);

/** The flat tree of a commit; empty when there is no such commit. */
export function readTreeOf(git: GitStore, commitSha: string): GitTree {
  return git.trees.get(git.commits.get(commitSha)?.tree ?? '') ?? new Map();
}
