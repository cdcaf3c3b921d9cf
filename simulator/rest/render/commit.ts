import { type FileChange, listFileChanges } from '../../file-changes.ts';
import type { GitCommit } from '../../git-store.ts';
import { renderVerification } from '../../signatures.ts';
import type { Repository, World } from '../../state.ts';
import { findByEmail, fullNameOf } from '../../world.ts';
import { renderActor } from './account.ts';
import { repositoryUrl } from './issue.ts';

type Json = Record<string, unknown>;

const nodeIdOf = (sha: string) => `C_${Buffer.from(sha).toString('base64url')}`;

/** GitHub's `git-commit`, of the git database. */
export function renderGitCommit(world: World, repository: Repository, commit: GitCommit): Json {
  const url = repositoryUrl(world, repository);
  const page = `${world.url}/${fullNameOf(repository)}/commit`;
  return {
    sha: commit.sha,
    node_id: nodeIdOf(commit.sha),
    url: `${url}/git/commits/${commit.sha}`,
    html_url: `${page}/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({ sha, url: `${url}/git/commits/${sha}`, html_url: `${page}/${sha}` })),
    verification: renderVerification(commit.verification),
  };
}

/** GitHub's `commit`: with the accounts that its e-mail addresses belong to, null where they are nobody's. */
export function renderCommit(world: World, repository: Repository, commit: GitCommit, withFiles = false): Json {
  const url = repositoryUrl(world, repository);
  const page = `${world.url}/${fullNameOf(repository)}/commit`;
  const files = withFiles ? listFileChanges(repository.git, commit.parents[0] ?? null, commit.sha) : [];
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return {
    sha: commit.sha,
    node_id: nodeIdOf(commit.sha),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      url: `${url}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: renderVerification(commit.verification),
    },
    url: `${url}/commits/${commit.sha}`,
    html_url: `${page}/${commit.sha}`,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    author: renderActor(world, findByEmail(world, commit.author.email)),
    committer: renderActor(world, findByEmail(world, commit.committer.email)),
    parents: commit.parents.map((sha) => ({ sha, url: `${url}/commits/${sha}`, html_url: `${page}/${sha}` })),
    ...(withFiles
      ? {
          stats: { additions, deletions, total: additions + deletions },
          files: files.map((file) => renderFileChange(world, repository, commit.sha, file)),
        }
      : {}),
  };
}

/** GitHub's `diff-entry`, without the text of the patch. */
export function renderFileChange(world: World, repository: Repository, sha: string, file: FileChange): Json {
  const page = `${world.url}/${fullNameOf(repository)}`;
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${sha}/${path}`,
    raw_url: `${page}/raw/${sha}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${sha}`,
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}

/** GitHub's `simple-commit`, as check suites carry it. */
export const renderSimpleCommit = (commit: GitCommit): Json => ({
  id: commit.sha,
  tree_id: commit.tree,
  message: commit.message,
  timestamp: commit.committer.date,
  author: { name: commit.author.name, email: commit.author.email },
  committer: { name: commit.committer.name, email: commit.committer.email },
});
