/**
 * The GraphQL that Holdpoint sends. Page sizes are chosen so that the usual pull request costs one point and one
 * request; docs/decisions/one-graphql-read.md has the sum. Tests validate every text against GitHub's published schema.
 */

/** Whether this GitHub knows issue types; servers up to GHES 3.19 refuse a query that names them. */
export type Dialect = { readonly issueTypes: boolean };

const accountFragment = `
fragment account on Actor {
  __typename
  login
  ... on User { databaseId name }
  ... on Bot { databaseId }
  ... on Organization { databaseId }
}`;

const contributorFragment = `
fragment contributor on GitActor {
  name
  email
  user { __typename login databaseId name }
}`;

const page = 'totalCount pageInfo { hasNextPage endCursor }';

const commitPageFragment = `
fragment commitPage on PullRequestCommitConnection {
  ${page}
  nodes {
    commit {
      oid
      message
      authors(first: 10) { totalCount nodes { ...contributor } }
      committer { ...contributor }
      checkSuites(first: 50) { nodes { createdAt } }
    }
  }
}`;

const labelPage = `${page} nodes { name }`;
const labelEventPage = `${page} nodes {
  __typename
  ... on LabeledEvent { createdAt actor { ...account } label { name createdAt updatedAt } }
  ... on UnlabeledEvent { createdAt actor { ...account } label { name createdAt updatedAt } }
}`;
const editPage = `${page} nodes { editedAt deletedAt diff editor { ...account } }`;
const commentPage = `${page} nodes { url createdAt lastEditedAt body author { ...account } }`;

const issueFragment = ({ issueTypes }: Dialect): string => `
fragment issue on Issue {
  id
  number
  url
  title
  state
  locked
  createdAt
  body
  includesCreatedEdit
  author { ...account }
  repository { name owner { login } }
  ${issueTypes ? 'issueType { name }' : ''}
  labels(first: 100) { ${labelPage} }
  labelEvents: timelineItems(first: 100, itemTypes: [LABELED_EVENT, UNLABELED_EVENT]) { ${labelEventPage} }
  edits: userContentEdits(first: 25) { ${editPage} }
  comments(first: 50) { ${commentPage} }
}`;

const policyFragment = `
fragment policyHome on Repository {
  databaseId
  name
  url
  owner { login }
  defaultBranchRef {
    name
    target {
      ... on Commit {
        oid
        file(path: $policyPath) {
          type
          object { __typename ... on Blob { text isBinary isTruncated } }
        }
      }
    }
  }
}`;

/** Everything about one pull request. Variables: owner, name, number, policyPath, appId, checkName. */
export const pullRequestQuery = (dialect: Dialect): string => `
query pullRequest($owner: String!, $name: String!, $number: Int!, $policyPath: String!, $appId: Int!, $checkName: String!) {
  repository(owner: $owner, name: $name) {
    ...policyHome
    pullRequest(number: $number) {
      number
      url
      title
      body
      state
      isDraft
      createdAt
      author { ...account }
      baseRefName
      headRefName
      headRefOid
      headRepository { name owner { login } }
      commits(first: 40) { ...commitPage }
      closingIssuesReferences(first: 10) { ${page} nodes { ...issue } }
      head: commits(last: 1) {
        nodes {
          commit {
            oid
            checkSuites(first: 5, filterBy: { appId: $appId }) {
              nodes { checkRuns(first: 10, filterBy: { checkName: $checkName }) { nodes { databaseId url externalId conclusion title } } }
            }
            associatedPullRequests(first: 50) { totalCount nodes { number state headRefOid baseRepository { databaseId } } }
          }
        }
      }
    }
  }
}
${policyFragment}${commitPageFragment}${issueFragment(dialect)}${contributorFragment}${accountFragment}`;

/** One issue, the policy of its repository, and the open pull requests that say they close it. */
export const recordQuery = (dialect: Dialect): string => `
query record($owner: String!, $name: String!, $number: Int!, $policyPath: String!) {
  repository(owner: $owner, name: $name) {
    ...policyHome
    issue(number: $number) {
      ...issue
      closedByPullRequestsReferences(first: 100, includeClosedPrs: false) {
        ${page}
        nodes { number repository { name owner { login } } }
      }
    }
  }
}
${policyFragment}${issueFragment(dialect)}${accountFragment}`;

export type IssueConnectionName = 'labels' | 'labelEvents' | 'edits' | 'comments';

/** A piece of a further request; each stands under an alias of its own, so that one request fetches many. */
export type Piece =
  | {
      readonly kind: 'commits';
      readonly owner: string;
      readonly name: string;
      readonly number: number;
      readonly after: string;
    }
  | {
      readonly kind: 'closing';
      readonly owner: string;
      readonly name: string;
      readonly number: number;
      readonly after: string;
    }
  | { readonly kind: 'issue'; readonly owner: string; readonly name: string; readonly number: number }
  | {
      readonly kind: 'issue-page';
      readonly nodeId: string;
      readonly connection: IssueConnectionName;
      readonly after: string;
    };

/** A JSON string is a GraphQL string: the values below come from GitHub or from users and are quoted, never pasted. */
const quoted = (value: string): string => JSON.stringify(value);

const issuePages: Record<IssueConnectionName, (after: string) => string> = {
  labels: (after) => `labels(first: 100, after: ${after}) { ${labelPage} }`,
  labelEvents: (after) =>
    `labelEvents: timelineItems(first: 100, after: ${after}, itemTypes: [LABELED_EVENT, UNLABELED_EVENT]) { ${labelEventPage} }`,
  edits: (after) => `edits: userContentEdits(first: 50, after: ${after}) { ${editPage} }`,
  comments: (after) => `comments(first: 100, after: ${after}) { ${commentPage} }`,
};

const toField = (piece: Piece): string => {
  switch (piece.kind) {
    case 'commits':
      return `repository(owner: ${quoted(piece.owner)}, name: ${quoted(piece.name)}) { pullRequest(number: ${piece.number}) {
        headRefOid commits(first: 100, after: ${quoted(piece.after)}) { ...commitPage } } }`;
    case 'closing':
      return `repository(owner: ${quoted(piece.owner)}, name: ${quoted(piece.name)}) { pullRequest(number: ${piece.number}) {
        closingIssuesReferences(first: 50, after: ${quoted(piece.after)}) { ${page} nodes { ...issue } } } }`;
    case 'issue':
      return `repository(owner: ${quoted(piece.owner)}, name: ${quoted(piece.name)}) {
        issueOrPullRequest(number: ${piece.number}) { __typename ...issue } }`;
    case 'issue-page':
      return `node(id: ${quoted(piece.nodeId)}) { ... on Issue { ${issuePages[piece.connection](quoted(piece.after))} } }`;
  }
};

/** One request for many pieces: the answer holds the n-th piece under the alias `pn`. */
export const piecesQuery = (pieces: readonly Piece[], dialect: Dialect): string => {
  const kinds = new Set(pieces.map((piece) => piece.kind));
  const issues = kinds.has('issue') || kinds.has('closing');
  const fragments = [
    kinds.has('commits') ? commitPageFragment + contributorFragment : '',
    issues ? issueFragment(dialect) : '',
    // GraphQL refuses a fragment that nothing spreads.
    issues || pieces.some((piece) => piece.kind === 'issue-page' && piece.connection !== 'labels')
      ? accountFragment
      : '',
  ];
  const fields = pieces.map((piece, index) => `  p${index}: ${toField(piece)}`);
  return `query pieces {\n${fields.join('\n')}\n}\n${fragments.join('')}`;
};
