import { type Connection, cursorOf } from './connection.ts';
import { type FieldImplementation, type Fields, field } from './field.ts';
import {
  appFields,
  botFields,
  issueTypeFields,
  organizationFields,
  teamFields,
  userFields,
} from './objects/accounts.ts';
import { changedFileFields } from './objects/changed-files.ts';
import { checkRunFields, checkSuiteFields, rollupFields, statusContextFields } from './objects/checks.ts';
import { issueCommentFields, labelFields, reviewFields, userContentEditFields } from './objects/discussed.ts';
import {
  blobFields,
  commitFields,
  comparisonFields,
  gitActorFields,
  pullRequestCommitFields,
  refFields,
  tagFields,
  treeEntryFields,
  treeFields,
} from './objects/git.ts';
import { issueFields } from './objects/issue.ts';
import { mergeQueueConfigurationFields, mergeQueueEntryFields, mergeQueueFields } from './objects/merge-queue.ts';
import { mutationFields } from './objects/mutations.ts';
import { pullRequestFields } from './objects/pull-request.ts';
import { queryFields, rateLimitFields } from './objects/query.ts';
import { deploymentFields, releaseFields, repositoryFields } from './objects/repository.ts';
import { requiredChecksFields, ruleFields, rulesetFields, statusCheckFields } from './objects/rules.ts';
import { signatureFields } from './objects/signatures.ts';
import { timelineEventFields } from './objects/timeline.ts';

const connectionFields: Fields<Connection> = {
  totalCount: field(({ items }) => items.length),
  nodes: field(({ page, toEdge }) => page.map((item) => toEdge(item).node)),
  edges: field(({ page, toEdge }) => page.map(toEdge)),
  pageInfo: field((connection) => connection),
  // Of timelines alone.
  filteredCount: field(({ within }) => within.length),
  pageCount: field(({ page }) => page.length),
};

const edgeFields: Fields<{ node: unknown; role?: unknown }> = {
  node: field(({ node }) => node),
  cursor: field(({ node }) => cursorOf(node)),
  role: field(({ role }) => role),
};

const cursorAt = ({ page, toEdge }: Connection, index: 0 | -1): string | null => {
  const item = page.at(index);
  return item === undefined ? null : cursorOf(toEdge(item).node);
};

const pageInfoFields: Fields<Connection> = {
  hasNextPage: field((connection) => connection.hasNextPage),
  hasPreviousPage: field((connection) => connection.hasPreviousPage),
  startCursor: field((connection) => cursorAt(connection, 0)),
  endCursor: field((connection) => cursorAt(connection, -1)),
};

/** Every field that the simulator implements, by type and name. */
const RESOLVERS: Record<string, Fields<never>> = {
  Query: queryFields,
  Mutation: mutationFields,
  RateLimit: rateLimitFields,
  PageInfo: pageInfoFields,
  User: userFields,
  Bot: botFields,
  // The world has none, but a reader of actors must ask for them.
  Mannequin: botFields,
  Organization: organizationFields,
  Team: teamFields,
  App: appFields,
  Repository: repositoryFields,
  Deployment: deploymentFields,
  Release: releaseFields,
  Ref: refFields,
  Comparison: comparisonFields,
  Commit: commitFields,
  Blob: blobFields,
  Tag: tagFields,
  Tree: treeFields,
  TreeEntry: treeEntryFields,
  RepositoryRule: ruleFields,
  RepositoryRuleset: rulesetFields,
  RequiredStatusChecksParameters: requiredChecksFields,
  StatusCheckConfiguration: statusCheckFields,
  GitActor: gitActorFields,
  GpgSignature: signatureFields,
  SmimeSignature: signatureFields,
  SshSignature: signatureFields,
  UnknownSignature: signatureFields,
  PullRequest: pullRequestFields,
  PullRequestChangedFile: changedFileFields,
  PullRequestCommit: pullRequestCommitFields,
  PullRequestReview: reviewFields,
  Issue: issueFields,
  IssueType: issueTypeFields,
  IssueComment: issueCommentFields,
  UserContentEdit: userContentEditFields,
  Label: labelFields,
  MergeQueue: mergeQueueFields,
  MergeQueueConfiguration: mergeQueueConfigurationFields,
  MergeQueueEntry: mergeQueueEntryFields,
  CheckSuite: checkSuiteFields,
  CheckRun: checkRunFields,
  StatusContext: statusContextFields,
  StatusCheckRollup: rollupFields,
  ...timelineEventFields,
};

/** The implementation of a field; null when there is none. A mutation's payload is what its resolver returned. */
export function findImplementation(typeName: string, fieldName: string): FieldImplementation<never> | null {
  const fields = RESOLVERS[typeName] ?? genericFields(typeName);
  return fields !== null && Object.hasOwn(fields, fieldName) ? (fields[fieldName] ?? null) : null;
}

function genericFields(typeName: string): Fields<never> | null {
  if (typeName.endsWith('Connection')) return connectionFields;
  if (typeName.endsWith('Edge')) return edgeFields;
  return typeName.endsWith('Payload') ? payloadFields : null;
}

type Payload = Partial<
  Record<'clientMutationId' | 'issue' | 'mergeQueueEntry' | 'pullRequest' | 'repository' | 'revertPullRequest', unknown>
>;
const payloadFields: Fields<Payload> = {
  clientMutationId: field((payload) => payload.clientMutationId ?? null),
  issue: field((payload) => payload.issue),
  mergeQueueEntry: field((payload) => payload.mergeQueueEntry),
  pullRequest: field((payload) => payload.pullRequest),
  repository: field((payload) => payload.repository),
  revertPullRequest: field((payload) => payload.revertPullRequest),
};
