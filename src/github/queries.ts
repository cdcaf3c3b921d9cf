/**
 * The first request of each reading. Page sizes are chosen so that the usual pull request costs one point and one
 * request; docs/decisions/one-graphql-read.md has the sum. Tests validate every text against GitHub's published schema.
 */

import {
  accountFragment,
  baselineField,
  commitPageFragment,
  contributorFragment,
  type Dialect,
  filePage,
  homeFragments,
  issueFragment,
  page,
  policyAtField,
  policyAtFragments,
  reviewPage,
  rulePage,
  toSuitePage,
} from './fragments.ts';

const policyVariables = '$policyPath: String!, $authorityPath: String!, $baselinePath: String!';

/**
 * Everything about one pull request. Variables: owner, name, number, policyPath, authorityPath, baselinePath, appId,
 * checkName.
 */
export const pullRequestQuery = (dialect: Dialect): string => `
query pullRequest($owner: String!, $name: String!, $number: Int!, ${policyVariables}, $appId: Int!, $checkName: String!) {
  repository(owner: $owner, name: $name) {
    ...home
    pullRequest(number: $number) {
      id
      number
      url
      title
      body
      state
      isDraft
      createdAt
      mergedAt
      author { ...account }
      baseRefName
      baseRef { rules(first: 100) { ${rulePage} } }
      headRefName
      headRefOid
      headRepository { name owner { login } }
      changedFiles
      commits(first: 30) { ...commitPage }
      closingIssuesReferences(first: 6) { ${page} nodes { ...issue } }
      files(first: 100) { ${filePage} }
      reviews(first: 50) { ${reviewPage} }
      checks: commits(last: 1) { nodes { commit { oid checkSuites(first: 15) { ${toSuitePage(50)} } } } }
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
  }${baselineField}
}
${homeFragments}${commitPageFragment}${issueFragment(dialect)}${contributorFragment}${accountFragment}`;

/** One issue, the policies over its repository, and the open pull requests that say they close it. */
export const recordQuery = (dialect: Dialect): string => `
query record($owner: String!, $name: String!, $number: Int!, ${policyVariables}) {
  repository(owner: $owner, name: $name) {
    ...home
    issue(number: $number) {
      ...issue
      closedByPullRequestsReferences(first: 100, includeClosedPrs: false) {
        ${page}
        nodes { number repository { name owner { login } } }
      }
    }
  }${baselineField}
}
${homeFragments}${issueFragment(dialect)}${accountFragment}`;

/** The policies over a repository, and nothing else. Variables: owner, name, policyPath, authorityPath, baselinePath. */
export const governingQuery = (): string => `
query governing($owner: String!, $name: String!, ${policyVariables}) {
  repository(owner: $owner, name: $name) { ...home }${baselineField}
}
${homeFragments}`;

/** The policy as a commit has it. Variables: owner, name, sha, path. */
export const policyAtQuery = (): string => `
query policyAt($owner: String!, $name: String!, $sha: GitObjectID!, $path: String!) {
  repository(owner: $owner, name: $name) { ${policyAtField} }
}
${policyAtFragments}`;
