import { isUtf8 } from 'node:buffer';
import {
  type Compared,
  compareCommits,
  type GitSignature,
  listAncestors,
  peelToCommit,
  resolveCommit,
} from '../../git-store.ts';
import { listAssociatedPulls } from '../../pull-state.ts';
import { listRulesInForce } from '../../rules.ts';
import type { CheckSuite, Repository, World } from '../../state.ts';
import { findByEmail } from '../../world.ts';
import { connection } from '../connection.ts';
import { type Arguments, type Fields, field, isGiven, textOf } from '../field.ts';
import { toRollup } from './checks.ts';
import { pathOf } from './discussed.ts';
import {
  type BlobObject,
  type CommitObject,
  findAtPath,
  findByExpression,
  findByOid,
  findCommit,
  findRef,
  type GitObject,
  type PullRequestCommitObject,
  type RefObject,
  type TagObject,
  type TreeEntryObject,
  type TreeObject,
  targetOf,
} from './git-objects.ts';
import { toRuleObject } from './rules.ts';
import { toSignature } from './signatures.ts';

/** GitHub leaves out a blob's text beyond this many bytes and says `isTruncated`. */
const BLOB_TEXT_LIMIT = 512 * 1024;
const CO_AUTHOR = /^co-authored-by:\s*(.*?)\s*<([^>]*)>\s*$/i;

/** An author or committer; `nodeId` only serves cursors. */
type GitActor = GitSignature & { nodeId: string };

/** The author, then the `Co-authored-by` trailers' people, each address once. */
function authorsOf({ commit }: CommitObject): GitActor[] {
  const trailers = commit.message.split('\n').flatMap((line) => {
    const match = CO_AUTHOR.exec(line.trim());
    return match === null ? [] : [{ name: match[1] ?? '', email: match[2] ?? '', date: commit.author.date }];
  });
  const byEmail = new Map<string, GitActor>();
  for (const who of [commit.author, ...trailers]) {
    const key = who.email.toLowerCase();
    if (!byEmail.has(key)) byEmail.set(key, toGitActor(who));
  }
  return [...byEmail.values()];
}

const toGitActor = (who: GitSignature): GitActor => ({ ...who, nodeId: `GA_${who.email.toLowerCase()}` });

/**
 * The account of an address. Null when no account has it, when it is a bot's (the schema knows only users here), and
 * for commits that GitHub made itself (noreply@github.com).
 */
function userOf(world: World, who: GitSignature): unknown {
  if (who.email.toLowerCase() === 'noreply@github.com') return null;
  const account = findByEmail(world, who.email);
  return account?.kind === 'User' ? account : null;
}

export const gitActorFields: Fields<GitActor> = {
  name: field((who) => who.name),
  email: field((who) => who.email),
  date: field((who) => who.date),
  user: field((who, _args, { world }) => userOf(world, who)),
};

const urlOf = (world: World, repository: Repository): string =>
  `${world.url}/${repository.owner.login}/${repository.name}`;

function gitObjectFields<T extends GitObject>(oidOf: (object: T) => string): Fields<T> {
  return {
    id: field((object) => object.nodeId),
    oid: field(oidOf),
    abbreviatedOid: field((object) => oidOf(object).slice(0, 7)),
    repository: field((object) => object.repository),
    commitUrl: field((object, _args, { world }) => `${urlOf(world, object.repository)}/commit/${oidOf(object)}`),
  };
}

const headlineOf = ({ commit }: CommitObject): string => commit.message.split('\n')[0] ?? '';

function suitesOf({ repository, commit }: CommitObject, args: Arguments): CheckSuite[] {
  const filter = (args.filterBy ?? {}) as { appId?: number | null; checkName?: string | null };
  return repository.checkSuites
    .filter((suite) => suite.headSha === commit.sha)
    .filter((suite) => !isGiven(filter.appId) || suite.app.id === filter.appId)
    .filter((suite) => !isGiven(filter.checkName) || suite.runs.some((run) => run.name === filter.checkName));
}

export const commitFields: Fields<CommitObject> = {
  ...gitObjectFields<CommitObject>(({ commit }) => commit.sha),
  url: field(({ repository, commit }, _args, { world }) => `${urlOf(world, repository)}/commit/${commit.sha}`),
  message: field(({ commit }) => commit.message),
  messageHeadline: field(headlineOf),
  messageBody: field(({ commit }) => commit.message.split('\n').slice(1).join('\n').trim()),
  authoredDate: field(({ commit }) => commit.author.date),
  committedDate: field(({ commit }) => commit.committer.date),
  author: field(({ commit }) => toGitActor(commit.author)),
  committer: field(({ commit }) => toGitActor(commit.committer)),
  committedViaWeb: field(({ commit }) => commit.committer.email.toLowerCase() === 'noreply@github.com'),
  signature: field(toSignature),
  authors: connection(authorsOf),
  parents: connection(({ repository, commit }) =>
    commit.parents.map((sha) => findCommit(repository, sha)).filter((parent) => parent !== null),
  ),
  history: connection(({ repository, commit }) =>
    listAncestors(repository.git, commit.sha).map((ancestor) => findCommit(repository, ancestor.sha)),
  ),
  file: field(({ repository, commit }, args) => {
    const path = String(args.path);
    const object = findAtPath(repository, commit.sha, path);
    return object === null ? null : ({ kind: 'TreeEntry', repository, path, object } satisfies TreeEntryObject);
  }, 'path'),
  tree: field(({ repository, commit }) => findAtPath(repository, commit.sha, '')),
  checkSuites: connection(suitesOf, 'filterBy'),
  associatedPullRequests: connection(({ repository, commit }) => listAssociatedPulls(repository, commit.sha)),
  statusCheckRollup: field((commit) => toRollup(commit)),
};

const isBinary = ({ content }: BlobObject): boolean => content.includes(0) || !isUtf8(content);

export const blobFields: Fields<BlobObject> = {
  ...gitObjectFields<BlobObject>((blob) => blob.sha),
  byteSize: field((blob) => blob.content.length),
  isBinary: field(isBinary),
  isTruncated: field((blob) => !isBinary(blob) && blob.content.length > BLOB_TEXT_LIMIT),
  text: field((blob) => (isBinary(blob) ? null : blob.content.subarray(0, BLOB_TEXT_LIMIT).toString('utf8'))),
};

export const tagFields: Fields<TagObject> = {
  ...gitObjectFields<TagObject>(({ tag }) => tag.sha),
  name: field(({ tag }) => tag.tag),
  message: field(({ tag }) => tag.message),
  tagger: field(({ tag }) => toGitActor(tag.tagger)),
  target: field(({ repository, tag }) => findByOid(repository, tag.object.sha)),
};

export const treeFields: Fields<TreeObject> = {
  ...gitObjectFields<TreeObject>((tree) => tree.sha),
  entries: field(({ repository, path, files }) => {
    const names = [...new Set([...files.keys()].map((name) => name.split('/')[0] ?? ''))].sort();
    return names.map((name) => toEntry(repository, path, files, name));
  }),
};

function toEntry(repository: Repository, folder: string, files: TreeObject['files'], name: string): TreeEntryObject {
  const path = folder === '' ? name : `${folder}/${name}`;
  const entry = files.get(name);
  const content = entry === undefined ? undefined : repository.git.blobs.get(entry.sha);
  if (entry !== undefined && content !== undefined) {
    const object: BlobObject = {
      kind: 'Blob',
      nodeId: `B_${repository.id}:${entry.sha}`,
      repository,
      sha: entry.sha,
      content,
    };
    return { kind: 'TreeEntry', repository, path, object };
  }
  const inside = [...files].filter(([key]) => key.startsWith(`${name}/`));
  const below = new Map(inside.map(([key, value]) => [key.slice(name.length + 1), value]));
  return {
    kind: 'TreeEntry',
    repository,
    path,
    object: {
      kind: 'Tree',
      nodeId: `TR_${repository.id}:${path}`,
      repository,
      sha: entry?.sha ?? '',
      path,
      files: below,
    },
  };
}

export const treeEntryFields: Fields<TreeEntryObject> = {
  name: field((entry) => entry.path.split('/').at(-1) ?? ''),
  path: field((entry) => entry.path),
  type: field((entry) => entry.object.kind.toLowerCase()),
  object: field((entry) => entry.object),
  repository: field((entry) => entry.repository),
};

/** Two commits of a repository, compared from a ref. */
type Comparison = Compared & { base: RefObject; headRef: string };

/** Null when it cannot be made: the head is not there, or the two have nothing in common. */
function toComparison(base: RefObject, headRef: string): Comparison | null {
  const { git } = base.repository;
  const [from, to] = [peelToCommit(git, base.sha), resolveCommit(git, headRef)];
  const compared = from === null || to === null ? null : compareCommits(git, from.sha, to.sha);
  return compared === null ? null : { ...compared, base, headRef };
}

export const comparisonFields: Fields<Comparison> = {
  status: field(({ status }) => status.toUpperCase()),
  aheadBy: field(({ ahead }) => ahead.length),
  behindBy: field(({ behind }) => behind),
  // As they were named: an annotated tag is not seen through.
  baseTarget: field(({ base }) => targetOf(base)),
  headTarget: field(({ base, headRef }) => findByExpression(base.repository, headRef)),
  commits: connection(({ base, ahead }) =>
    ahead.map(({ sha }) => findCommit(base.repository, sha)).filter((commit) => commit !== null),
  ),
};

export const refFields: Fields<RefObject> = {
  id: field((ref) => ref.nodeId),
  name: field((ref) => ref.fullName.replace(/^refs\/(heads|tags)\//, '')),
  prefix: field((ref) => /^refs\/(heads|tags)\//.exec(ref.fullName)?.[0] ?? 'refs/'),
  repository: field((ref) => ref.repository),
  target: field(targetOf),
  compare: field((ref, args) => toComparison(ref, textOf(args, 'headRef')), 'headRef'),
  rules: connection(({ repository, fullName }) => listRulesInForce(repository, fullName).map(toRuleObject)),
  associatedPullRequests: connection(
    ({ repository, fullName }, args) =>
      [...repository.issues.values()].filter(
        (candidate) =>
          candidate.kind === 'PullRequest' &&
          `refs/heads/${candidate.headRef}` === fullName &&
          (!isGiven(args.states) ||
            (args.states as string[]).includes(candidate.merged ? 'MERGED' : candidate.state.toUpperCase())),
      ),
    'states',
  ),
};

/** The ref of a branch of a repository; null when the branch, or the repository, is gone. */
export const findBranch = (repository: Repository | null, name: string): RefObject | null =>
  repository === null ? null : findRef(repository, `refs/heads/${name}`);

export const pullRequestCommitFields: Fields<PullRequestCommitObject> = {
  id: field((item) => item.nodeId),
  commit: field((item) => item.commit),
  pullRequest: field((item) => item.pullRequest),
  url: field((item, _args, { world }) => `${world.url}${pathOf(item.pullRequest)}/commits/${item.commit.commit.sha}`),
  resourcePath: field((item) => `${pathOf(item.pullRequest)}/commits/${item.commit.commit.sha}`),
};
