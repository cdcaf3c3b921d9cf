import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll } from '@jest/globals';
import { buildSchema, extendSchema, GraphQLError, type GraphQLSchema, graphql, parse } from 'graphql';
import nock from 'nock';
import type { Account, Push } from '../../src/decision/facts.ts';
import {
  createClients,
  type GitHubClients,
  type InstallationClient,
  type RateLimitWait,
} from '../../src/github/clients.ts';
import type { Memory } from '../../src/github/memory.ts';

// nock changes Node itself, which the test files of one worker share.
nock.restore();
beforeAll(() => nock.activate());
afterAll(() => nock.restore());

export const published = buildSchema(
  readFileSync(new URL('../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url), 'utf8'),
  // GitHub's file defines two fields of one type twice.
  { assumeValidSDL: true },
);
// The published file predates issue types; the two lines are from GitHub's reference of the Issue object.
export const withIssueTypes = extendSchema(
  published,
  parse('extend type Issue { issueType: IssueType } type IssueType { id: ID! name: String! }'),
);

export const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

export const host = 'https://github.test';
export const api = () => nock(host, { allowUnmocked: false });

export const toClients = (onRateLimit: (wait: RateLimitWait) => void = () => {}): GitHubClients =>
  createClients({
    appId: 77,
    privateKey,
    apiUrl: `${host}/api/v3`,
    userAgent: 'holdpoint/test',
    retryPause: 1,
    onRateLimit,
  });

export const toClient = (onRateLimit?: (wait: RateLimitWait) => void): InstallationClient =>
  toClients(onRateLimit).forInstallation(5);

export const token = 'ghs_verySecretToken';
export const grantToken = (): nock.Scope =>
  api()
    .persist()
    .post('/api/v3/app/installations/5/access_tokens')
    .reply(201, { token, expires_at: '2999-01-01T00:00:00Z', permissions: {}, repository_selection: 'all' });

export type Data = { [key: string]: unknown };

type PageArguments = { first?: number; last?: number; after?: string };

/** A list as GitHub pages it. `shown` may leave out what `totalCount` counts. */
export const connection =
  (items: readonly unknown[], totalCount = items.length) =>
  ({ first, last, after }: PageArguments) => {
    const begin = after === undefined ? 0 : Number(after);
    const nodes = last === undefined ? items.slice(begin, begin + (first ?? 100)) : items.slice(-last);
    const end = begin + nodes.length;
    return {
      totalCount,
      filteredCount: totalCount,
      nodes,
      pageInfo: { hasNextPage: last === undefined && end < items.length, endCursor: String(end) },
    };
  };

/** What GitHub sends beside the data when a part of it may not or cannot be read. */
export const refusal = (type: string, message: string) => () => {
  throw new GraphQLError(message, { extensions: { type } });
};

/** Answers queries from plain data, checked and executed against GitHub's published schema; counts them. */
export const answerFrom = (root: Data, schema: GraphQLSchema = withIssueTypes): { queries: string[] } => {
  const queries: string[] = [];
  api()
    .post('/api/graphql')
    .times(50)
    .reply(200, async (request: Request) => {
      const { query, variables } = (await request.json()) as { query: string; variables?: Data };
      queries.push(query);
      const { data, errors } = await graphql({
        schema,
        source: query,
        rootValue: root,
        variableValues: variables ?? {},
      });
      const told = errors?.map(({ message, path, extensions }) => ({
        message,
        ...(path && { path }),
        ...(extensions['type'] ? { type: extensions['type'] } : {}),
      }));
      return { ...(data === undefined ? {} : { data }), ...(told && { errors: told }) } as nock.Body;
    });
  return { queries };
};

export const sha = (number: number): string => number.toString(16).padStart(40, '0');

export const ada = { __typename: 'User', login: 'ada', databaseId: 1, name: 'Ada' };
export const bob = { __typename: 'User', login: 'bob', databaseId: 2, name: null };
export const app = { __typename: 'Bot', login: 'renovate', databaseId: 3 };

/** A suite of GitHub Actions. */
export const suite = (runs: readonly unknown[], over: Data = {}): Data => ({
  id: 'CS_1',
  createdAt: '2026-11-02T00:00:01Z',
  app: { databaseId: 15_368, slug: 'github-actions' },
  checkRuns: connection(runs),
  ...over,
});

type App = { databaseId: number };

/** The suites of a commit, those of one App where only they are asked for. */
export const suites =
  (items: readonly Data[]) =>
  ({ filterBy, ...page }: PageArguments & { filterBy?: { appId: number } }) =>
    connection(items.filter(({ app }) => filterBy === undefined || (app as App | null)?.databaseId === filterBy.appId))(
      page,
    );

const gitActor = (user: Data | null) => ({ name: 'somebody', email: 'somebody@example.com', user });
export const commit = (number: number, over: Data = {}): Data => ({
  commit: {
    oid: sha(number),
    message: `commit ${number}`,
    authors: connection([gitActor(ada)]),
    committer: gitActor(ada),
    parents: connection([{ oid: sha(Math.max(0, number - 1)) }]),
    checkSuites: suites([suite([], { createdAt: '2026-11-02T00:00:05Z' }), suite([])]),
    associatedPullRequests: connection([]),
    ...over,
  },
});

const repositoryName = { name: 'pump', owner: { __typename: 'Organization', login: 'acme' } };
export const issue = (number: number, over: Data = {}): Data => ({
  __typename: 'Issue',
  id: `I_${number}`,
  number,
  url: `${host}/acme/pump/issues/${number}`,
  title: `Change ${number}`,
  state: 'OPEN',
  locked: false,
  createdAt: '2026-11-01T00:00:00Z',
  body: 'text',
  includesCreatedEdit: false,
  author: ada,
  repository: repositoryName,
  issueType: { id: 'T', name: 'Change' },
  labels: connection([{ name: 'change' }]),
  timelineItems: connection([]),
  userContentEdits: connection([]),
  comments: connection([]),
  ...over,
});

export const policyText = `product: Pump
safety_class: A
roles:
  safety: { teams: [safety] }
  quality: { users: [bob] }
`;
/** A policy that looks at everything. */
export const askingText = `${policyText}paths:
  - { pattern: "src/**", class: A }
gates:
  review: { sign_off: { role: quality } }
  checks: { required: [{ name: build, app: github-actions }] }
`;
export const blob = (text: string | null, over: Data = {}): Data => ({
  type: 'blob',
  object: { __typename: 'Blob', text, isBinary: false, isTruncated: false, ...over },
});

export const pullRequest = (over: Data = {}): Data => ({
  id: 'PR_7',
  number: 7,
  url: `${host}/acme/pump/pull/7`,
  title: 'Limit the flow',
  body: 'Fixes #1',
  state: 'OPEN',
  isDraft: false,
  createdAt: '2026-11-03T00:00:00Z',
  mergedAt: null,
  author: bob,
  baseRefName: 'main',
  baseRef: { rules: connection([]) },
  headRefName: 'limit',
  headRefOid: sha(2),
  headRepository: repositoryName,
  commits: connection([commit(1), commit(2)]),
  closingIssuesReferences: connection([issue(1)]),
  changedFiles: 1,
  files: connection([{ path: 'src/pump.c', changeType: 'MODIFIED' }]),
  reviews: connection([]),
  ...over,
});

/** What stands at a path of a commit, where the policy and the authority file are asked for. */
const fileAt =
  (policy: unknown, authority: unknown = null) =>
  ({ path }: { path: string }): unknown => {
    const found = path === '.github/holdpoint.yml' ? policy : authority;
    return typeof found === 'function' ? found() : found;
  };

export const repository = (over: Data = {}, policy: unknown = blob(policyText), authority: unknown = null): Data => ({
  databaseId: 9,
  name: 'pump',
  url: `${host}/acme/pump`,
  owner: { __typename: 'Organization', login: 'acme' },
  defaultBranchRef: { name: 'main', target: { __typename: 'Commit', oid: sha(100), file: fileAt(policy, authority) } },
  pullRequest: pullRequest(),
  ...over,
});

export type Files = { policy?: unknown; authority?: unknown; baseline?: unknown };

/** The repository `acme/.github`; there is none unless a file is given, null for one without it. */
const baselineHome = (file: unknown): unknown =>
  file === undefined
    ? refusal('NOT_FOUND', "Could not resolve to a Repository with the name 'acme/.github'.")()
    : {
        name: '.github',
        url: `${host}/acme/.github`,
        owner: { __typename: 'Organization', login: 'acme' },
        defaultBranchRef: { target: { __typename: 'Commit', oid: sha(200), file } },
      };

/** Every repository that a query may name; anything but `.github` is this one. */
export const repositories =
  (found: Data | ((address: { owner: string; name: string }) => Data), baseline?: unknown) =>
  (address: { owner: string; name: string }): unknown => {
    if (address.name === '.github') return baselineHome(baseline);
    return typeof found === 'function' ? found(address) : found;
  };

/** The whole of GitHub that the pull-request query sees; `more`: other fields of the repository. */
export const world = (over: Data = {}, files: Files = {}, more: Data = {}): Data => {
  const { policy = blob(policyText), authority, baseline } = files;
  const found = repository({ pullRequest: pullRequest(over), ...more }, policy, authority);
  return { repository: repositories(found, baseline) };
};

export const push: Push = {
  headSha: sha(2),
  pusher: { known: true, value: { id: 2, login: 'bob', kind: 'person', name: null } },
  at: '2026-11-02T00:00:00Z',
  receivedAt: '2026-11-02T00:00:01Z',
  source: 'receipt',
};

/** Remembers in this process. */
export const toMemory = (
  pushes: readonly Push[] = [push],
  over: Partial<Memory> = {},
): Memory & { holders: Map<string, readonly Account[]> } => {
  const holders = new Map<string, readonly Account[]>();
  return {
    holders,
    pushesOf: async (_repositoryId, shas) => pushes.filter((one) => shas.includes(one.headSha)),
    readHolders: async (key) => holders.get(key) ?? null,
    keepHolders: async (key, accounts) => void holders.set(key, accounts),
    revisionsOf: async () => [],
    commentsOf: async () => [],
    witnessedOf: async () => [],
    rememberedOf: async () => [],
    copiesOf: async () => [],
    openMattersOf: async () => [],
    baselineSeen: async () => false,
    judgedMergesOf: async () => new Map(),
    deviationsAt: async () => new Map(),
    notedReleaseOf: async () => null,
    controlsSince: async () => [],
    ...over,
  };
};
