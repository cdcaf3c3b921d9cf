import { type GitCommit, type GitTag, peelToCommit, readTreeOf, resolveCommit } from '../../git-store.ts';
import { listPullCommits } from '../../pull-state.ts';
import type { PullRequest, Repository, World } from '../../state.ts';

/** Git's objects as GraphQL knows them: the world keeps them inside a repository, without node ids. */
export type CommitObject = { kind: 'Commit'; nodeId: string; repository: Repository; commit: GitCommit };
export type BlobObject = { kind: 'Blob'; nodeId: string; repository: Repository; sha: string; content: Buffer };
export type TreeObject = {
  kind: 'Tree';
  nodeId: string;
  repository: Repository;
  sha: string;
  path: string;
  files: ReadonlyMap<string, { mode: string; sha: string }>;
};
export type TreeEntryObject = {
  kind: 'TreeEntry';
  repository: Repository;
  path: string;
  object: BlobObject | TreeObject;
};
export type TagObject = { kind: 'Tag'; nodeId: string; repository: Repository; tag: GitTag };
export type RefObject = { kind: 'Ref'; nodeId: string; repository: Repository; fullName: string; sha: string };
export type PullRequestCommitObject = {
  kind: 'PullRequestCommit';
  nodeId: string;
  pullRequest: PullRequest;
  commit: CommitObject;
};
export type GitObject = CommitObject | BlobObject | TreeObject | TagObject;

const PREFIXES = { C_: 'Commit', B_: 'Blob', TR_: 'Tree', TA_: 'Tag', REF_: 'Ref' } as const;

const toNodeId = (prefix: keyof typeof PREFIXES, repository: Repository, rest: string): string =>
  `${prefix}${Buffer.from(`${repository.id}:${rest}`).toString('base64url')}`;

const toCommit = (repository: Repository, commit: GitCommit): CommitObject => ({
  kind: 'Commit',
  nodeId: toNodeId('C_', repository, commit.sha),
  repository,
  commit,
});

export function findCommit(repository: Repository, sha: string): CommitObject | null {
  const commit = repository.git.commits.get(sha);
  return commit === undefined ? null : toCommit(repository, commit);
}

function findBlob(repository: Repository, sha: string): BlobObject | null {
  const content = repository.git.blobs.get(sha);
  if (content === undefined) return null;
  return { kind: 'Blob', nodeId: toNodeId('B_', repository, sha), repository, sha, content };
}

function findTree(repository: Repository, sha: string, path: string): TreeObject | null {
  const files = repository.git.trees.get(sha);
  if (files === undefined) return null;
  return { kind: 'Tree', nodeId: toNodeId('TR_', repository, sha), repository, sha, path, files };
}

/** An annotated tag: the object, not the ref. */
function findTag(repository: Repository, sha: string): TagObject | null {
  const tag = repository.git.tags.get(sha);
  return tag === undefined ? null : { kind: 'Tag', nodeId: toNodeId('TA_', repository, sha), repository, tag };
}

/** A branch or tag by its full name; null when there is none. */
export function findRef(repository: Repository, fullName: string): RefObject | null {
  const sha = repository.git.refs.get(fullName);
  if (sha === undefined) return null;
  return { kind: 'Ref', nodeId: toNodeId('REF_', repository, fullName), repository, fullName, sha };
}

/** What a commit has at a path: a file or a folder; the empty path is the whole tree. */
export function findAtPath(repository: Repository, commitSha: string, path: string): BlobObject | TreeObject | null {
  const files = readTreeOf(repository.git, commitSha);
  if (path === '') return findTree(repository, repository.git.commits.get(commitSha)?.tree ?? '', '');
  const file = files.get(path);
  if (file !== undefined) return findBlob(repository, file.sha);
  const inside = [...files].filter(([name]) => name.startsWith(`${path}/`));
  if (inside.length === 0) return null;
  // The folder's own sha is not needed by anybody here: its children are.
  const tree = new Map(inside.map(([name, entry]) => [name.slice(path.length + 1), entry]));
  const nodeId = toNodeId('TR_', repository, `${commitSha}:${path}`);
  return { kind: 'Tree', nodeId, repository, sha: commitSha, path, files: tree };
}

/** A git revision as `Repository.object(expression:)` takes it: `main`, `HEAD`, a sha, `main:path/to/file`. */
export function findByExpression(repository: Repository, expression: string): GitObject | null {
  const colon = expression.indexOf(':');
  const revision = colon === -1 ? expression : expression.slice(0, colon);
  const annotated = findAnnotated(repository, revision);
  if (colon === -1 && annotated !== null) return annotated;
  const commit = resolveCommit(repository.git, revision === 'HEAD' ? repository.defaultBranch : revision);
  if (colon !== -1) return commit === null ? null : findAtPath(repository, commit.sha, expression.slice(colon + 1));
  return commit === null ? findByOid(repository, revision) : toCommit(repository, commit);
}

function findAnnotated(repository: Repository, name: string): TagObject | null {
  const { refs } = repository.git;
  if (refs.has(`refs/heads/${name}`)) return null;
  const sha = refs.get(name) ?? refs.get(`refs/${name}`) ?? refs.get(`refs/tags/${name}`);
  return sha === undefined ? null : findTag(repository, sha);
}

export const findByOid = (repository: Repository, oid: string): GitObject | null =>
  findCommit(repository, oid) ?? findTag(repository, oid) ?? findBlob(repository, oid) ?? findTree(repository, oid, '');

/** What a ref points at: a commit, or an annotated tag, which GitHub does not see through. */
export const targetOf = (ref: RefObject): GitObject | null => findByOid(ref.repository, ref.sha);

/** When the commit was made that a ref leads to, through annotated tags. */
export const commitDateOf = (ref: RefObject): string => peelToCommit(ref.repository.git, ref.sha)?.committer.date ?? '';

/** A pull request's commits, oldest first. */
export function commitsOf(pullRequest: PullRequest): PullRequestCommitObject[] {
  return listPullCommits(pullRequest).map((commit) => ({
    kind: 'PullRequestCommit',
    nodeId: `PURC_${Buffer.from(`${pullRequest.id}:${commit.sha}`).toString('base64url')}`,
    pullRequest,
    commit: toCommit(pullRequest.repository, commit),
  }));
}

/** The git object of a global node id; null when the id is not one, or names nothing. */
export function findGitNode(world: World, nodeId: string): GitObject | RefObject | null {
  const prefix = nodeId.slice(0, nodeId.indexOf('_') + 1);
  if (!(prefix in PREFIXES)) return null;
  const text = Buffer.from(nodeId.slice(prefix.length), 'base64url').toString();
  const colon = text.indexOf(':');
  const id = Number(text.slice(0, colon));
  const repository = [...world.repositories.values()].find((candidate) => candidate.id === id);
  if (repository === undefined) return null;
  const rest = text.slice(colon + 1);
  switch (PREFIXES[prefix as keyof typeof PREFIXES]) {
    case 'Commit':
      return findCommit(repository, rest);
    case 'Blob':
      return findBlob(repository, rest);
    case 'Tree':
      return rest.includes(':')
        ? findAtPath(repository, rest.slice(0, rest.indexOf(':')), rest.slice(rest.indexOf(':') + 1))
        : findTree(repository, rest, '');
    case 'Tag':
      return findTag(repository, rest);
    case 'Ref':
      return findRef(repository, rest);
  }
}
