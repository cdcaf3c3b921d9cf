import { roleOf } from '../../permissions.ts';
import type { Repository, User, World } from '../../state.ts';
import { fullNameOf, restUrl } from '../../world.ts';
import { renderUser } from './account.ts';

type Json = Record<string, unknown>;

/** `<name>_url` members of a repository and what follows its address in each. */
const LINKS: Record<string, string> = {
  archive: '/{archive_format}{/ref}',
  assignees: '/assignees{/user}',
  blobs: '/git/blobs{/sha}',
  branches: '/branches{/branch}',
  collaborators: '/collaborators{/collaborator}',
  comments: '/comments{/number}',
  commits: '/commits{/sha}',
  compare: '/compare/{base}...{head}',
  contents: '/contents/{+path}',
  contributors: '/contributors',
  deployments: '/deployments',
  downloads: '/downloads',
  events: '/events',
  forks: '/forks',
  git_commits: '/git/commits{/sha}',
  git_refs: '/git/refs{/sha}',
  git_tags: '/git/tags{/sha}',
  hooks: '/hooks',
  issue_comment: '/issues/comments{/number}',
  issue_events: '/issues/events{/number}',
  issues: '/issues{/number}',
  keys: '/keys{/key_id}',
  labels: '/labels{/name}',
  languages: '/languages',
  merges: '/merges',
  milestones: '/milestones{/number}',
  notifications: '/notifications{?since,all,participating}',
  pulls: '/pulls{/number}',
  releases: '/releases{/id}',
  stargazers: '/stargazers',
  statuses: '/statuses/{sha}',
  subscribers: '/subscribers',
  subscription: '/subscription',
  tags: '/tags',
  teams: '/teams',
  trees: '/git/trees{/sha}',
};

/** What GitHub says of every repository and the simulator knows nothing about. */
const CONSTANT = {
  forks: 0,
  forks_count: 0,
  homepage: null,
  language: null,
  disabled: false,
  mirror_url: null,
  license: null,
  size: 1,
  stargazers_count: 0,
  watchers: 0,
  watchers_count: 0,
  has_downloads: true,
  has_issues: true,
  has_projects: true,
  has_wiki: true,
  has_pages: false,
  has_discussions: false,
  allow_forking: true,
  is_template: false,
  web_commit_signoff_required: false,
  topics: [],
};

/** GitHub's `repository`, which is its `minimal-repository` and more. `viewer` adds what that user may do. */
export function renderRepository(world: World, repository: Repository, viewer?: User): Json {
  const name = fullNameOf(repository);
  const url = restUrl(world, `/repos/${name}`);
  const host = world.url.replace(/^https?:\/\//, '');
  const openIssues = [...repository.issues.values()].filter((issue) => issue.state === 'open').length;
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: name,
    owner: renderUser(world, repository.owner),
    private: repository.private,
    html_url: `${world.url}/${name}`,
    description: repository.description,
    fork: repository.parent !== null,
    url,
    ...Object.fromEntries(Object.entries(LINKS).map(([link, path]) => [`${link}_url`, `${url}${path}`])),
    git_url: `git://${host}/${name}.git`,
    ssh_url: `git@${host}:${name}.git`,
    clone_url: `${world.url}/${name}.git`,
    svn_url: `${world.url}/${name}`,
    ...CONSTANT,
    archived: repository.archived,
    visibility: repository.private ? 'private' : 'public',
    open_issues: openIssues,
    open_issues_count: openIssues,
    default_branch: repository.defaultBranch,
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    pushed_at: repository.pushedAt,
    ...(viewer === undefined ? {} : { permissions: renderPermissions(world, repository, viewer) }),
  };
}

/** GitHub's `full-repository`. */
export const renderFullRepository = (world: World, repository: Repository, viewer?: User): Json => ({
  ...renderRepository(world, repository, viewer),
  network_count: 0,
  subscribers_count: 0,
  allow_merge_commit: true,
  allow_squash_merge: true,
  allow_rebase_merge: true,
});

export function renderPermissions(world: World, repository: Repository, viewer: User): Json {
  const order = ['read', 'triage', 'write', 'maintain', 'admin'];
  const rank = order.indexOf(roleOf(world, viewer, repository) ?? '');
  return { pull: rank >= 0, triage: rank >= 1, push: rank >= 2, maintain: rank >= 3, admin: rank >= 4 };
}
