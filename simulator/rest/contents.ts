import { commitFile } from '../actions/git.ts';
import { ApiError, notFound, type SimulatorResponse } from '../exchange.ts';
import { listFileChanges, listPathChanges } from '../file-changes.ts';
import { compareCommits, type GitCommit, type GitSignature, listAncestors, resolveCommit } from '../git-store.ts';
import { requireRepository, toRead, toWrite } from '../permissions.ts';
import { listAssociatedPulls } from '../pull-state.ts';
import { type RouteContext, route } from '../router.ts';
import type { Repository, World } from '../state.ts';
import { fullNameOf } from '../world.ts';
import { bodyOf, ok, paginate } from './answers.ts';
import { renderCommit, renderFileChange, renderGitCommit } from './render/commit.ts';
import { repositoryUrl } from './render/issue.ts';
import { renderPullSimple } from './render/pull-request.ts';

const REPO = '/repos/{owner}/{repo}';

const repositoryOf = ({ world, request, params }: RouteContext) =>
  requireRepository(world, request.caller, params, toRead('contents'));

function renderEntry(
  world: World,
  repository: Repository,
  path: string,
  sha: string,
  ref: string,
): Record<string, unknown> {
  const url = `${repositoryUrl(world, repository)}/contents/${path}?ref=${ref}`;
  const blob = repository.git.blobs.get(sha);
  const type = blob === undefined ? 'dir' : 'file';
  const gitUrl = `${repositoryUrl(world, repository)}/git/${blob === undefined ? 'trees' : 'blobs'}/${sha}`;
  const html = `${world.url}/${fullNameOf(repository)}/${blob === undefined ? 'tree' : 'blob'}/${ref}/${path}`;
  return {
    name: path.split('/').at(-1) ?? path,
    path,
    sha,
    size: blob?.length ?? 0,
    url,
    html_url: html,
    git_url: gitUrl,
    download_url: blob === undefined ? null : `${world.url}/raw/${fullNameOf(repository)}/${ref}/${path}`,
    type,
    _links: { self: url, git: gitUrl, html },
  };
}

function getContents(context: RouteContext): SimulatorResponse {
  const { world, request, params } = context;
  const repository = repositoryOf(context);
  const ref = request.query.get('ref') ?? repository.defaultBranch;
  const commit = resolveCommit(repository.git, ref);
  if (commit === null) throw new ApiError(404, `No commit found for the ref ${ref}`);
  const files = repository.git.trees.get(commit.tree) ?? new Map();
  const path = (params['path'] ?? '').replace(/\/$/, '');
  const file = files.get(path);
  const accept = request.headers['accept'] ?? '';
  if (file === undefined) return ok(listFolder(world, repository, [...files], path, ref));
  const content = repository.git.blobs.get(file.sha) ?? Buffer.alloc(0);
  if (/raw/.test(accept))
    return {
      status: 200,
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
      body: content.toString(),
    };
  const encoded = content.toString('base64').replaceAll(/.{60}/g, '$&\n');
  return ok({ ...renderEntry(world, repository, path, file.sha, ref), content: encoded, encoding: 'base64' });
}

function listFolder(
  world: World,
  repository: Repository,
  files: [string, { sha: string }][],
  path: string,
  ref: string,
) {
  const prefix = path === '' ? '' : `${path}/`;
  const inside = files.filter(([name]) => name.startsWith(prefix));
  if (inside.length === 0) throw notFound();
  const entries = new Map<string, string>();
  for (const [name, { sha }] of inside) {
    const [child = '', ...deeper] = name.slice(prefix.length).split('/');
    // A folder's own sha is not kept by path: its commit's tree stands in.
    entries.set(`${prefix}${child}`, deeper.length > 0 ? (entries.get(`${prefix}${child}`) ?? '0'.repeat(40)) : sha);
  }
  return [...entries].map(([name, sha]) => renderEntry(world, repository, name, sha, ref));
}

type FileFields = {
  message: string;
  content?: string;
  sha?: string;
  branch?: string;
  author?: Partial<GitSignature>;
  committer?: Partial<GitSignature>;
};

/** PUT writes a file, DELETE removes it; `sha` must be what the caller saw. */
function changeFile(context: RouteContext, isDelete: boolean): SimulatorResponse {
  const { world, request, params } = context;
  const repository = requireRepository(world, request.caller, params, toWrite('write', 'contents'));
  const fields = bodyOf<FileFields>(context);
  const path = params['path'] ?? '';
  const branch = fields.branch ?? repository.defaultBranch;
  const tip = repository.git.commits.get(repository.git.refs.get(`refs/heads/${branch}`) ?? '');
  const present = repository.git.trees.get(tip?.tree ?? '')?.get(path)?.sha;
  if (isDelete && present === undefined) throw notFound();
  if (present !== undefined && fields.sha === undefined)
    throw new ApiError(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  if (fields.sha !== undefined && fields.sha !== present)
    throw new ApiError(409, `${path} does not match ${fields.sha}`);
  const { commit, blob } = commitFile(world, request.caller, repository, {
    branch,
    path,
    content: isDelete ? null : Buffer.from(fields.content ?? '', 'base64'),
    message: fields.message,
    ...(fields.author === undefined ? {} : { author: fields.author }),
    ...(fields.committer === undefined ? {} : { committer: fields.committer }),
  });
  const stored = repository.git.commits.get(commit);
  const content = blob === null ? null : renderEntry(world, repository, path, blob, branch);
  const rendered = stored === undefined ? {} : renderGitCommit(world, repository, stored);
  return { status: isDelete || present !== undefined ? 200 : 201, body: { content, commit: rendered } };
}

function listCommits(context: RouteContext) {
  const { query } = context.request;
  const repository = repositoryOf(context);
  const start = resolveCommit(repository.git, query.get('sha') ?? repository.defaultBranch);
  if (start === null) throw notFound();
  const path = query.get('path');
  const [since, until] = [query.get('since'), query.get('until')].map((text) =>
    text === null ? null : Date.parse(text),
  );
  const commits = listAncestors(repository.git, start.sha)
    .filter((commit) => since === null || since === undefined || Date.parse(commit.committer.date) >= since)
    .filter((commit) => until === null || until === undefined || Date.parse(commit.committer.date) <= until)
    .filter(
      (commit) =>
        path === null ||
        listPathChanges(repository.git, commit.parents[0] ?? null, commit.sha).some(
          (one) => one.path === path || one.path.startsWith(`${path}/`),
        ),
    );
  return paginate(context, commits, (commit) => renderCommit(context.world, repository, commit));
}

/** Without a page the newest commits, at most so many. */
const MAX_COMPARED = 250;
const MAX_COMPARED_FILES = 300;

/** In pages when one is asked for, the oldest first; the files are on the first page alone. */
function compare(context: RouteContext): SimulatorResponse {
  const { world, params, request } = context;
  const repository = repositoryOf(context);
  const { git } = repository;
  const [baseName = '', headName = ''] = (params['basehead'] ?? '').split('...');
  const base = resolveCommit(git, baseName);
  const head = resolveCommit(git, headName);
  const compared = base === null || head === null ? null : compareCommits(git, base.sha, head.sha);
  if (base === null || head === null || compared === null) throw notFound();
  const { mergeBase, ahead, behind, status } = compared;
  const url = `${repositoryUrl(world, repository)}/compare/${base.sha}...${head.sha}`;
  const page = `${world.url}/${fullNameOf(repository)}/compare/${base.sha}...${head.sha}`;
  const isFirst = (request.query.get('page') ?? '1') === '1';
  const wrap = (commits: unknown[]) => ({
    url,
    html_url: page,
    permalink_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: renderCommit(world, repository, base, true),
    merge_base_commit: renderCommit(world, repository, git.commits.get(mergeBase) ?? base, true),
    status,
    ahead_by: ahead.length,
    behind_by: behind,
    total_commits: ahead.length,
    commits,
    files: (isFirst ? listFileChanges(git, mergeBase, head.sha) : [])
      .slice(0, MAX_COMPARED_FILES)
      .map((file) => renderFileChange(world, repository, head.sha, file)),
  });
  const render = (commit: GitCommit) => renderCommit(world, repository, commit);
  if (request.query.has('page') || request.query.has('per_page')) return paginate(context, ahead, render, wrap);
  return ok(wrap(ahead.slice(-MAX_COMPARED).map(render)));
}

export const contentRoutes = [
  route('GET', `${REPO}/contents/{path}`, getContents),
  route('PUT', `${REPO}/contents/{path}`, (context) => changeFile(context, false)),
  route('DELETE', `${REPO}/contents/{path}`, (context) => changeFile(context, true)),
  route('GET', `${REPO}/commits`, listCommits),
  route('GET', `${REPO}/commits/{ref}`, (context) => {
    const repository = repositoryOf(context);
    const commit = resolveCommit(repository.git, context.params['ref'] ?? '');
    if (commit === null) throw new ApiError(422, `No commit found for SHA: ${context.params['ref']}`);
    return ok(renderCommit(context.world, repository, commit, true));
  }),
  route('GET', `${REPO}/commits/{commit_sha}/pulls`, (context) => {
    const repository = repositoryOf(context);
    const pulls = listAssociatedPulls(repository, context.params['commit_sha'] ?? '');
    return paginate(context, pulls, (pull) => renderPullSimple(context.world, pull));
  }),
  route('GET', `${REPO}/compare/{basehead}`, compare),
];
