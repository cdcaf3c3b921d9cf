import { describe, expect, test } from '@jest/globals';
import { ask, at } from './ask-graphql.ts';
import { CHECK, createSampleWorld } from './sample-world.ts';

const { world, callers, pull, run, issue } = createSampleWorld();

const inRepository = async (selection: string) =>
  at(
    (await ask(world, callers.app, `{ repository(owner: "acme", name: "pump") { ${selection} } }`)).data,
    'repository',
  );

describe('a reader of a pull request', () => {
  test('gets the policy file at the tip of the default branch with the pull request', async () => {
    const repository = await inRepository(`
      id databaseId nameWithOwner isPrivate owner { __typename login }
      defaultBranchRef { name target { oid ... on Commit { file(path: ".github/holdpoint.yml") {
        object { ... on Blob { oid text isTruncated isBinary byteSize } } } } } }
      missing: object(expression: "HEAD:nowhere.yml") { oid }
      pullRequest(number: 2) { title state isDraft merged baseRefName headRefName headRefOid isCrossRepository
        mergeStateStatus author { __typename login ... on User { databaseId name } } }`);
    expect(at(repository, 'owner')).toEqual({ __typename: 'Organization', login: 'acme' });
    expect(at(repository, 'defaultBranchRef.target.file.object')).toMatchObject({
      text: 'product: Pump\n',
      byteSize: 14,
      isTruncated: false,
      isBinary: false,
    });
    expect(at(repository, 'missing')).toBeNull();
    expect(at(repository, 'pullRequest')).toEqual({
      title: 'Limit the rate',
      state: 'OPEN',
      isDraft: false,
      merged: false,
      baseRefName: 'main',
      headRefName: 'limit-rate',
      headRefOid: pull.headSha,
      isCrossRepository: false,
      mergeStateStatus: 'BLOCKED',
      author: { __typename: 'User', login: 'dana', databaseId: pull.author?.id, name: 'Dana' },
    });
  });

  test('gets co-authors from the trailers, and no account for an address that nobody has', async () => {
    const repository = await inRepository(`pullRequest(number: 2) { commits(first: 100) { totalCount nodes { commit {
      messageHeadline authors(first: 10) { totalCount nodes { email user { login } } } committer { user { login } } } } } }`);
    expect(at(repository, 'pullRequest.commits')).toEqual({
      totalCount: 2,
      nodes: [
        {
          commit: {
            messageHeadline: 'feat: limit the rate',
            authors: {
              totalCount: 2,
              nodes: [
                { email: 'dana@acme.example', user: { login: 'dana' } },
                { email: 'sam@acme.example', user: { login: 'sam' } },
              ],
            },
            committer: { user: { login: 'dana' } },
          },
        },
        {
          commit: {
            messageHeadline: 'fix: off by two',
            authors: { totalCount: 1, nodes: [{ email: 'stranger@nowhere.example', user: null }] },
            committer: { user: null },
          },
        },
      ],
    });
  });

  test('gets the record with its edits, label events and comments', async () => {
    const repository = await inRepository(`pullRequest(number: 2) { closingIssuesReferences(first: 20) { nodes {
      number state locked issueType { name } labels(first: 5) { nodes { name } } lastEditedAt
      userContentEdits(first: 10) { totalCount nodes { diff deletedAt editor { login } editedAt } }
      timelineItems(first: 50, itemTypes: [LABELED_EVENT, UNLABELED_EVENT]) { totalCount nodes {
        __typename ... on LabeledEvent { actor { login } createdAt label { name updatedAt } } } }
      comments(last: 1) { totalCount nodes { body lastEditedAt author { login } } }
      closedByPullRequestsReferences(first: 5) { nodes { number } } } } }`);
    const record = at(repository, 'pullRequest.closingIssuesReferences.nodes.0');
    expect(record).toMatchObject({
      number: 1,
      state: 'OPEN',
      issueType: null,
      labels: { nodes: [{ name: 'change-request' }] },
      comments: { totalCount: 1, nodes: [{ lastEditedAt: null, author: { login: 'sam' } }] },
      closedByPullRequestsReferences: { nodes: [{ number: 2 }] },
    });
    // Newest first, the original being the last.
    expect(at(record, 'userContentEdits')).toMatchObject({
      totalCount: 2,
      nodes: [{ diff: issue.body }, { diff: '### What\n\nToo fast' }],
    });
    expect(at(record, 'lastEditedAt')).toBe(at(record, 'userContentEdits.nodes.0.editedAt'));
    expect(at(record, 'timelineItems')).toMatchObject({
      totalCount: 1,
      nodes: [{ __typename: 'LabeledEvent', actor: { login: 'dana' }, label: { name: 'change-request' } }],
    });
  });

  test('gets the check run of one App and one name', async () => {
    const repository = await inRepository(`object(oid: "${pull.headSha}") { ... on Commit {
      statusCheckRollup { state }
      own: checkSuites(first: 5, filterBy: { appId: ${run.suite.app.id}, checkName: "${CHECK}" }) { nodes {
        app { slug } checkRuns(first: 5, filterBy: { checkName: "${CHECK}" }) { nodes { databaseId status conclusion title } } } }
      other: checkSuites(first: 5, filterBy: { appId: 1 }) { totalCount } } }`);
    expect(at(repository, 'object.own.nodes')).toEqual([
      {
        app: { slug: 'holdpoint' },
        checkRuns: {
          nodes: [{ databaseId: run.id, status: 'COMPLETED', conclusion: 'ACTION_REQUIRED', title: run.output.title }],
        },
      },
    ]);
    expect(at(repository, 'object.other.totalCount')).toBe(0);
    expect(at(repository, 'object.statusCheckRollup.state')).toBe('FAILURE');
  });

  test('finds every object again by its node id', async () => {
    const repository = await inRepository(
      `object(expression: "main") { id } pullRequest(number: 2) { id author { ... on User { id } } }`,
    );
    const [commit, pullRequest, author] = ['object.id', 'pullRequest.id', 'pullRequest.author.id'].map((path) =>
      at(repository, path),
    );
    const ids = [commit, pullRequest, author, 'C_nonsense'];
    const { data, errors } = await ask(
      world,
      callers.app,
      'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
      { ids },
    );
    expect(at(data, 'nodes')).toEqual([
      { __typename: 'Commit', id: commit },
      { __typename: 'PullRequest', id: pullRequest },
      { __typename: 'User', id: author },
      null,
    ]);
    expect(errors).toMatchObject([{ type: 'NOT_FOUND', path: ['nodes', 3] }]);
  });

  test('reads teams with the members of child teams', async () => {
    const { data } = await ask(
      world,
      callers.app,
      `{ organization(login: "acme") { team(slug: "safety") {
      all: members(first: 10) { totalCount nodes { login databaseId } }
      own: members(first: 10, membership: IMMEDIATE) { totalCount } } } }`,
    );
    expect(at(data, 'organization.team')).toMatchObject({
      all: { totalCount: 1, nodes: [{ login: 'sam' }] },
      own: { totalCount: 0 },
    });
  });
});

describe('what a query costs', () => {
  const costOf = async (selection: string) =>
    await ask(
      world,
      callers.app,
      `query${selection.includes('$n') ? ' ($n: Int = 50)' : ''} { rateLimit { cost nodeCount } repository(owner: "acme", name: "pump") { ${selection} } }`,
    );

  test("follows GitHub's published example: requests by connection, over 100", async () => {
    // One request for pull requests, 50 for their commits, 50 × 60 for the commits' suites.
    const { data } = await costOf(
      'pullRequests(first: $n) { nodes { commits(first: 60) { nodes { commit { checkSuites(first: 2) { totalCount } } } } } }',
    );
    expect(at(data, 'rateLimit')).toEqual({ cost: Math.round((1 + 1 + 50 + 3000) / 100), nodeCount: 50 + 3000 + 6000 });
  });

  test('is at least one point', async () => {
    expect(at((await costOf('id')).data, 'rateLimit')).toEqual({ cost: 1, nodeCount: 0 });
  });

  test('is refused beyond 500,000 nodes', async () => {
    const { data, errors } = await costOf(
      'pullRequests(first: 100) { nodes { commits(first: 100) { nodes { commit { parents(first: 100) { totalCount } } } } } }',
    );
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ type: 'MAX_NODE_LIMIT_EXCEEDED' }]);
  });
});
