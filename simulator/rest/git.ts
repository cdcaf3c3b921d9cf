import { createRef, pushRefs, signatureOf, updateRef } from '../actions/git.ts';
import { mergeBranch } from '../actions/merges.ts';
import { ApiError, notFound, type SimulatorResponse } from '../exchange.ts';
import { type GitSignature, type GitTree, writeBlob, writeCommit, writeTag, writeTree } from '../git-store.ts';
import { actorOf, requireRepository, toRead, toWrite } from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import { judgeSignature, renderVerification, SIGNED_BY_GITHUB, type Signing } from '../signatures.ts';
import type { Repository, World } from '../state.ts';
import { bodyOf, created, noContent, ok, paginate } from './answers.ts';
import { renderCommit, renderGitCommit } from './render/commit.ts';
import { repositoryUrl } from './render/issue.ts';

const GIT = '/repos/{owner}/{repo}/git';

const toReadFrom = ({ world, request, params }: RouteContext) =>
  requireRepository(world, request.caller, params, toRead('contents'));
const toWriteTo = ({ world, request, params }: RouteContext) =>
  requireRepository(world, request.caller, params, toWrite('write', 'contents'));

function renderRef(world: World, repository: Repository, ref: string): Record<string, unknown> {
  const sha = repository.git.refs.get(ref);
  if (sha === undefined) throw notFound();
  const type = repository.git.tags.has(sha) ? 'tag' : 'commit';
  const url = repositoryUrl(world, repository);
  return {
    ref,
    node_id: `REF_${Buffer.from(ref).toString('base64url')}`,
    url: `${url}/git/${ref}`,
    object: { type, sha, url: `${url}/git/${type}s/${sha}` },
  };
}

function createBlob(context: RouteContext) {
  const { content, encoding } = bodyOf<{ content: string; encoding?: string }>(context);
  const repository = toWriteTo(context);
  const sha = writeBlob(repository.git, Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
  return created({ sha, url: `${repositoryUrl(context.world, repository)}/git/blobs/${sha}` });
}

function getBlob(context: RouteContext) {
  const repository = toReadFrom(context);
  const sha = context.params['file_sha'] ?? '';
  const blob = repository.git.blobs.get(sha);
  if (blob === undefined) throw notFound();
  const url = `${repositoryUrl(context.world, repository)}/git/blobs/${sha}`;
  return ok({ sha, node_id: `B_${sha}`, size: blob.length, url, content: blob.toString('base64'), encoding: 'base64' });
}

type TreeEntry = { path: string; mode: string; type?: string; sha?: string | null; content?: string };

function createTree(context: RouteContext) {
  const { tree, base_tree: base } = bodyOf<{ tree: TreeEntry[]; base_tree?: string }>(context);
  const repository = toWriteTo(context);
  const { git } = repository;
  const start = base === undefined ? new Map() : git.trees.get(git.commits.get(base)?.tree ?? base);
  if (start === undefined) throw new ApiError(422, 'base_tree is not a valid tree oid');
  const files = new Map(start);
  for (const entry of tree) {
    const subtree = git.trees.get(entry.sha ?? '');
    if (entry.content !== undefined)
      files.set(entry.path, { mode: entry.mode, sha: writeBlob(git, Buffer.from(entry.content)) });
    else if (entry.sha === null) files.delete(entry.path);
    else if (subtree !== undefined) for (const [path, file] of subtree) files.set(`${entry.path}/${path}`, file);
    else if (git.blobs.has(entry.sha ?? '')) files.set(entry.path, { mode: entry.mode, sha: entry.sha ?? '' });
    else throw new ApiError(422, `tree.sha ${entry.sha} is not a valid blob`);
  }
  return created(renderTree(context.world, repository, writeTree(git, files), false));
}

/** A flat tree as GitHub lists one: its direct children, or everything below when recursive. */
function renderTree(world: World, repository: Repository, sha: string, recursive: boolean) {
  const files: GitTree | undefined = repository.git.trees.get(sha);
  if (files === undefined) throw notFound();
  const url = repositoryUrl(world, repository);
  const folders = new Map<string, Map<string, { mode: string; sha: string }>>();
  for (const [path, entry] of files) {
    const parts = path.split('/');
    for (let depth = 1; depth < (recursive ? parts.length : Math.min(2, parts.length)); depth += 1) {
      const folder = parts.slice(0, depth).join('/');
      const inside = folders.get(folder) ?? new Map<string, { mode: string; sha: string }>();
      folders.set(folder, inside.set(parts.slice(depth).join('/'), entry));
    }
  }
  const trees = [...folders].map(([path, inside]) => {
    const treeSha = writeTree(repository.git, inside);
    return { path, mode: '040000', type: 'tree', sha: treeSha, url: `${url}/git/trees/${treeSha}` };
  });
  const blobs = [...files]
    .filter(([path]) => recursive || !path.includes('/'))
    .map(([path, entry]) => {
      const size = repository.git.blobs.get(entry.sha)?.length ?? 0;
      return { path, mode: entry.mode, type: 'blob', sha: entry.sha, size, url: `${url}/git/blobs/${entry.sha}` };
    });
  const tree = [...trees, ...blobs].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { sha, url: `${url}/git/trees/${sha}`, tree, truncated: false };
}

function getTree(context: RouteContext) {
  const repository = toReadFrom(context);
  const { git } = repository;
  const named = context.params['tree_sha'] ?? '';
  const commit = git.commits.get(git.refs.get(`refs/heads/${named}`) ?? named);
  return ok(renderTree(context.world, repository, commit?.tree ?? named, context.request.query.has('recursive')));
}

type CommitFields = {
  message: string;
  tree: string;
  parents?: string[];
  author?: Partial<GitSignature>;
  committer?: Partial<GitSignature>;
  signature?: string;
};

function createCommit(context: RouteContext) {
  const { world, request } = context;
  const fields = bodyOf<CommitFields>(context);
  const repository = toWriteTo(context);
  const { git } = repository;
  if (!git.trees.has(fields.tree)) throw new ApiError(422, 'Tree SHA does not exist');
  const parents = fields.parents ?? [];
  const missing = parents.find((sha) => !git.commits.has(sha));
  if (missing !== undefined) throw new ApiError(422, `Parent SHA does not exist or is not a commit object: ${missing}`);
  const author = { ...signatureOf(world, actorOf(request.caller)), ...fields.author };
  const committer = { ...author, ...fields.committer };
  const fresh = { tree: fields.tree, parents, author, committer, message: fields.message };
  const commit = writeCommit(git, fresh, signingOf(context, fields, committer.email));
  return created(renderGitCommit(world, repository, commit));
}

/** A commit of an App that says nothing of its author is signed by GitHub; everybody else brings their own signature. */
function signingOf({ world, request }: RouteContext, fields: CommitFields, email: string): Signing | undefined {
  const { author, committer, signature } = fields;
  const isPlain = author === undefined && committer === undefined && signature === undefined;
  if (request.caller.kind === 'installation' && isPlain) return SIGNED_BY_GITHUB;
  return judgeSignature(world, signature, email);
}

type TagFields = {
  tag: string;
  message: string;
  object: string;
  type: 'commit' | 'tree' | 'blob';
  tagger?: Partial<GitSignature>;
};

function renderTag(world: World, repository: Repository, sha: string) {
  const tag = repository.git.tags.get(sha);
  if (tag === undefined) throw notFound();
  const url = repositoryUrl(world, repository);
  return {
    node_id: `TA_${sha}`,
    tag: tag.tag,
    sha,
    url: `${url}/git/tags/${sha}`,
    message: tag.message,
    tagger: tag.tagger,
    object: { ...tag.object, url: `${url}/git/${tag.object.type}s/${tag.object.sha}` },
    verification: renderVerification(tag.verification),
  };
}

function createTag(context: RouteContext) {
  const { world, request } = context;
  const fields = bodyOf<TagFields>(context);
  const repository = toWriteTo(context);
  const { git } = repository;
  const exists =
    git.commits.has(fields.object) ||
    git.tags.has(fields.object) ||
    git.trees.has(fields.object) ||
    git.blobs.has(fields.object);
  if (!exists) throw new ApiError(422, 'Object does not exist');
  const tagger = { ...signatureOf(world, actorOf(request.caller)), ...fields.tagger };
  const tag = writeTag(git, {
    tag: fields.tag,
    message: fields.message,
    tagger,
    object: { type: fields.type, sha: fields.object },
  });
  return created(renderTag(world, repository, tag.sha));
}

function postMerge(context: RouteContext): SimulatorResponse {
  const { world, request } = context;
  const repository = toWriteTo(context);
  const sha = mergeBranch(world, request.caller, repository, bodyOf<Parameters<typeof mergeBranch>[3]>(context));
  const commit = sha === null ? undefined : repository.git.commits.get(sha);
  return commit === undefined ? noContent() : created(renderCommit(world, repository, commit));
}

export const gitRoutes = [
  route('POST', '/repos/{owner}/{repo}/merges', postMerge),
  route('POST', `${GIT}/blobs`, createBlob),
  route('GET', `${GIT}/blobs/{file_sha}`, getBlob),
  route('POST', `${GIT}/trees`, createTree),
  route('GET', `${GIT}/trees/{tree_sha}`, getTree),
  route('POST', `${GIT}/commits`, createCommit),
  route('GET', `${GIT}/commits/{commit_sha}`, (context) => {
    const repository = toReadFrom(context);
    const commit = repository.git.commits.get(context.params['commit_sha'] ?? '');
    if (commit === undefined) throw notFound();
    return ok(renderGitCommit(context.world, repository, commit));
  }),
  route('POST', `${GIT}/tags`, createTag),
  route('GET', `${GIT}/tags/{tag_sha}`, (context) =>
    ok(renderTag(context.world, toReadFrom(context), context.params['tag_sha'] ?? '')),
  ),
  route('GET', `${GIT}/ref/{ref}`, (context) =>
    ok(renderRef(context.world, toReadFrom(context), `refs/${context.params['ref']}`)),
  ),
  route('GET', `${GIT}/matching-refs/{ref}`, (context) => {
    const repository = toReadFrom(context);
    const refs = [...repository.git.refs.keys()]
      .filter((ref) => ref.startsWith(`refs/${context.params['ref']}`))
      .sort();
    return paginate(context, refs, (ref) => renderRef(context.world, repository, ref));
  }),
  route('POST', `${GIT}/refs`, (context) => {
    const { ref, sha } = bodyOf<{ ref: string; sha: string }>(context);
    const repository = toWriteTo(context);
    createRef(context.world, context.request.caller, repository, ref, sha);
    return created(renderRef(context.world, repository, ref));
  }),
  route('PATCH', `${GIT}/refs/{ref}`, (context) => {
    const { sha, force } = bodyOf<{ sha: string; force?: boolean }>(context);
    const repository = toWriteTo(context);
    const ref = `refs/${context.params['ref']}`;
    updateRef(context.world, context.request.caller, repository, ref, sha, force ?? false);
    return ok(renderRef(context.world, repository, ref));
  }),
  route('DELETE', `${GIT}/refs/{ref}`, (context) => {
    const repository = toWriteTo(context);
    pushRefs(context.world, context.request.caller, repository, [
      { ref: `refs/${context.params['ref']}`, after: null },
    ]);
    return noContent();
  }),
];
