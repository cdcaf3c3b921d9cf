/** Parts that several queries share. Page sizes: docs/decisions/one-graphql-read.md. */

/** Whether this GitHub knows issue types; servers up to GHES 3.19 refuse a query that names them. */
export type Dialect = { readonly issueTypes: boolean };

export const page = 'totalCount pageInfo { hasNextPage endCursor }';

export const accountFragment = `
fragment account on Actor {
  __typename
  login
  ... on User { databaseId name }
  ... on Bot { databaseId }
  ... on Organization { databaseId }
}`;

export const contributorFragment = `
fragment contributor on GitActor {
  name
  email
  user { __typename login databaseId name }
}`;

export const commitPageFragment = `
fragment commitPage on PullRequestCommitConnection {
  ${page}
  nodes {
    commit {
      oid
      message
      authors(first: 10) { totalCount nodes { ...contributor } }
      committer { ...contributor }
      parents(first: 20) { totalCount nodes { oid } }
      checkSuites(first: 50) { nodes { createdAt } }
    }
  }
}`;

export const labelPage = `${page} nodes { name }`;
export const labelEventPage = `${page} nodes {
  __typename
  ... on LabeledEvent { createdAt actor { ...account } label { name createdAt updatedAt } }
  ... on UnlabeledEvent { createdAt actor { ...account } label { name createdAt updatedAt } }
}`;
export const editPage = `${page} nodes { editedAt deletedAt diff editor { ...account } }`;
export const commentPage = `${page} nodes { url createdAt lastEditedAt body author { ...account } }`;
export const reviewPage = `${page} nodes { url state submittedAt lastEditedAt body author { ...account } commit { oid } }`;
/** The rules in force on a branch; parameters of those that require checks. */
export const rulePage = `${page} nodes {
  repositoryRuleset { databaseId name }
  parameters { __typename ... on RequiredStatusChecksParameters { requiredStatusChecks { context integrationId } } }
}`;
export const filePage = `${page} nodes { path changeType }`;
export const runPage = `${page} nodes { databaseId url name status conclusion completedAt }`;
/** The newest run of each name; older runs of a suite are history. */
export const latestRuns = 'filterBy: { checkType: LATEST }';
export const toSuitePage = (runs: number): string =>
  `${page} nodes { id app { databaseId slug } checkRuns(first: ${runs}, ${latestRuns}) { ${runPage} } }`;

const core = ({ issueTypes }: Dialect): string => `
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
  labelEvents: timelineItems(first: 100, itemTypes: [LABELED_EVENT, UNLABELED_EVENT]) { ${labelEventPage} }`;

export const issueFragment = (dialect: Dialect): string => `
fragment issue on Issue {${core(dialect)}
  edits: userContentEdits(first: 25) { ${editPage} }
  comments(first: 50) { ${commentPage} }
}`;

/** An issue that is only looked at: what it says and, as far as one page goes, said before; not who said what to it. */
export const originFragment = (dialect: Dialect): string => `
fragment origin on Issue {${core(dialect)}
  edits: userContentEdits(first: 10) { ${editPage} }
}`;

const fileFragment = `
fragment policyFile on TreeEntry { type object { __typename ... on Blob { text isBinary isTruncated } } }`;

/** A repository with its policy and authority file. Variables: policyPath, authorityPath. */
export const homeFragments = `
fragment home on Repository {
  databaseId
  name
  url
  owner { login }
  defaultBranchRef {
    name
    target {
      ... on Commit {
        oid
        file(path: $policyPath) { ...policyFile }
        authority: file(path: $authorityPath) { ...policyFile }
      }
    }
  }
}${fileFragment}`;

/** The organisation's baseline. A repository that bears the name no more is not it. Variables: owner, baselinePath. */
export const baselineField = `
  baseline: repository(owner: $owner, name: ".github", followRenames: false) {
    name
    url
    owner { login }
    defaultBranchRef { target { ... on Commit { oid file(path: $baselinePath) { ...policyFile } } } }
  }`;

/** The policy of a commit, whatever branch it is on. Variables: sha, path. */
export const policyAtField = `object(oid: $sha) { ... on Commit { oid file(path: $path) { ...policyFile } } }`;
export const policyAtFragments = fileFragment;
