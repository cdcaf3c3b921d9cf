import { stateOf as stateOfDeployment } from '../../actions/deployments.ts';
import { findQueue } from '../../actions/merge-queue.ts';
import type { Deployment, Issue, PullRequest, Release, Repository } from '../../state.ts';
import { connection } from '../connection.ts';
import { type Arguments, type Fields, field, isGiven, textOf } from '../field.ts';
import { notFoundProblem } from '../graphql-problem.ts';
import { findBranch } from './git.ts';
import { commitDateOf, findByExpression, findByOid, findRef, type RefObject } from './git-objects.ts';
import { hasLabels, issuesOf } from './issue-lists.ts';
import { ordered } from './ordered.ts';
import { stateOf } from './pull-request.ts';

/** What has a number now: deleted and transferred issues do not. */
function findNumbered(repository: Repository, number: unknown): Issue | PullRequest | null {
  const found = repository.issues.get(Number(number));
  if (found === undefined) return null;
  if (found.kind === 'Issue' && (found.deletedAt !== null || found.transferredTo !== null)) return null;
  return found;
}

function requireNumbered(
  repository: Repository,
  args: Arguments,
  kind: 'Issue' | 'PullRequest' | null,
): Issue | PullRequest {
  const found = findNumbered(repository, args.number);
  if (found !== null && (kind === null || found.kind === kind)) return found;
  const names = { Issue: 'an Issue', PullRequest: 'a PullRequest' };
  const what = kind === null ? 'an issue or pull request' : names[kind];
  throw notFoundProblem(`${what} with the number of ${String(args.number)}`);
}

const present = (repository: Repository): (Issue | PullRequest)[] =>
  [...repository.issues.keys()].map((number) => findNumbered(repository, number)).filter((found) => found !== null);

function pullRequestsOf(repository: Repository, args: Arguments): PullRequest[] {
  const states = args.states as string[] | null | undefined;
  return present(repository)
    .filter((found) => found.kind === 'PullRequest')
    .filter((pull) => !isGiven(states) || states.includes(stateOf(pull)))
    .filter((pull) => !isGiven(args.baseRefName) || pull.baseRef === args.baseRefName)
    .filter((pull) => !isGiven(args.headRefName) || pull.headRef === args.headRefName)
    .filter((pull) => hasLabels(pull, args));
}

function refsOf(repository: Repository, args: Arguments): RefObject[] {
  const refs = [...repository.git.refs.keys()]
    .filter((name) => name.startsWith(textOf(args, 'refPrefix')))
    .sort()
    .map((name) => findRef(repository, name))
    .filter((ref) => ref !== null);
  const byName = ({ fullName }: RefObject) => fullName;
  return ordered(refs, args, { ALPHABETICAL: byName, TAG_COMMIT_DATE: commitDateOf });
}

const pathOf = (repository: Repository): string => `/${repository.owner.login}/${repository.name}`;

export const repositoryFields: Fields<Repository> = {
  id: field((repository) => repository.nodeId),
  databaseId: field((repository) => repository.id),
  name: field((repository) => repository.name),
  nameWithOwner: field((repository) => `${repository.owner.login}/${repository.name}`),
  owner: field((repository) => repository.owner),
  url: field((repository, _args, { world }) => `${world.url}${pathOf(repository)}`),
  resourcePath: field(pathOf),
  description: field((repository) => repository.description),
  isPrivate: field((repository) => repository.private),
  visibility: field((repository) => (repository.private ? 'PRIVATE' : 'PUBLIC')),
  isArchived: field((repository) => repository.archived),
  isFork: field((repository) => repository.parent !== null),
  parent: field((repository) => repository.parent),
  isEmpty: field((repository) => repository.git.refs.size === 0),
  isInOrganization: field((repository) => repository.owner.kind === 'Organization'),
  createdAt: field((repository) => repository.createdAt),
  updatedAt: field((repository) => repository.updatedAt),
  pushedAt: field((repository) => repository.pushedAt),
  defaultBranchRef: field((repository) => findBranch(repository, repository.defaultBranch)),
  ref: field((repository, args) => {
    const name = String(args.qualifiedName);
    const candidates = [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`];
    const found = candidates
      .filter((candidate) => candidate.startsWith('refs/'))
      .map((full) => findRef(repository, full));
    return found.find((ref) => ref !== null) ?? null;
  }, 'qualifiedName'),
  refs: connection(refsOf, 'refPrefix', 'orderBy'),
  object: field(
    (repository, args) =>
      !isGiven(args.oid)
        ? findByExpression(repository, textOf(args, 'expression'))
        : findByOid(repository, textOf(args, 'oid')),
    'expression',
    'oid',
  ),
  issue: field((repository, args) => requireNumbered(repository, args, 'Issue'), 'number'),
  pullRequest: field((repository, args) => requireNumbered(repository, args, 'PullRequest'), 'number'),
  issueOrPullRequest: field((repository, args) => requireNumbered(repository, args, null), 'number'),
  issues: connection(issuesOf, 'states', 'labels', 'filterBy', 'orderBy'),
  pullRequests: connection(pullRequestsOf, 'states', 'labels', 'baseRefName', 'headRefName'),
  label: field((repository, args) => {
    const name = String(args.name).toLowerCase();
    return repository.labels.find((label) => label.deletedAt === null && label.name.toLowerCase() === name) ?? null;
  }, 'name'),
  labels: connection((repository, args) => {
    const query = typeof args.query === 'string' ? args.query.toLowerCase() : '';
    return repository.labels.filter((label) => label.deletedAt === null && label.name.toLowerCase().includes(query));
  }, 'query'),
  issueTypes: connection((repository) => (repository.owner.kind === 'Organization' ? repository.owner.issueTypes : [])),
  mergeQueue: field(
    (repository, args, { world }) =>
      findQueue(world, repository, isGiven(args.branch) ? textOf(args, 'branch') : repository.defaultBranch),
    'branch',
  ),
  release: field(
    (repository, args) => findReleases(repository).find((release) => release.tagName === args.tagName) ?? null,
    'tagName',
  ),
  deployments: connection(
    (repository, args) => {
      const names = args.environments as string[] | null | undefined;
      const found = repository.deployments.filter((one) => !isGiven(names) || names.includes(one.environment));
      return ordered(found, args, { CREATED_AT: (one) => one.id });
    },
    'environments',
    'orderBy',
  ),
  releases: connection((repository) => [...findReleases(repository)].reverse()),
};

/** Drafts are for those who may write; nobody here asks for them through GraphQL. */
const findReleases = (repository: Repository): Release[] => repository.releases.filter((release) => !release.draft);

/** What GitHub calls a state here and by REST. */
const deploymentState = (deployment: Deployment): string => {
  const state = stateOfDeployment(deployment);
  return state === 'success' ? 'ACTIVE' : state.toUpperCase();
};

export const deploymentFields: Fields<Deployment> = {
  id: field((deployment) => deployment.nodeId),
  databaseId: field((deployment) => deployment.id),
  commitOid: field((deployment) => deployment.sha),
  environment: field((deployment) => deployment.environment),
  originalEnvironment: field((deployment) => deployment.originalEnvironment),
  description: field((deployment) => deployment.description),
  task: field((deployment) => deployment.task),
  state: field(deploymentState),
  createdAt: field((deployment) => deployment.createdAt),
  updatedAt: field((deployment) => deployment.updatedAt),
  repository: field((deployment) => deployment.repository),
};

export const releaseFields: Fields<Release> = {
  id: field((release) => release.nodeId),
  databaseId: field((release) => release.id),
  name: field((release) => release.name),
  tagName: field((release) => release.tagName),
  description: field((release) => release.body),
  isDraft: field((release) => release.draft),
  isPrerelease: field((release) => release.prerelease),
  createdAt: field((release) => release.createdAt),
  publishedAt: field((release) => release.publishedAt),
  author: field((release) => (release.author.kind === 'User' ? release.author : null)),
  repository: field((release) => release.repository),
  url: field(
    (release, _args, { world }) =>
      `${world.url}${pathOf(release.repository)}/releases/tag/${encodeURIComponent(release.tagName)}`,
  ),
};
