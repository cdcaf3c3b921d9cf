import { type Fact, type Instant, type IssueFacts, known, type PullRequestFacts, unknown } from '../decision/facts.ts';
import type { Policies } from '../decision/policy-outcome.ts';
import { authorityPath } from '../policy/authority.ts';
import { baselinePath, policyPath } from '../policy/policy-files.ts';
import type { IssueRef } from '../records/reference.ts';
import { recordAnswer } from './answers.ts';
import type { InstallationClient } from './clients.ts';
import { toList, toWhole } from './connection.ts';
import { GitHubFault } from './faults.ts';
import { gatherIssue } from './gather-issue.ts';
import { ask } from './graphql.ts';
import type { Memory } from './memory.ts';
import { placeRecordErrors, toFirstReason } from './place-errors.ts';
import { recordQuery } from './queries.ts';
import { type Governing, readPolicies } from './read-policies.ts';
import { recallIssue } from './recall.ts';
import { toActs } from './to-acts.ts';
import { toIssueRef } from './to-issue.ts';

/** One issue, for the pull requests that hang on it and for answering a command in its comments. */
export type RecordReading = Governing & {
  readonly policies: Policies;
  /** Our clock before GitHub was asked. */
  readonly observedAt: Instant;
  readonly issue: Fact<IssueFacts>;
  readonly witnessed: PullRequestFacts['witnessed'];
  /** Open pull requests that say they close it, by keyword or by hand; those with a trailer only are in our own index. */
  readonly pullRequests: Fact<readonly IssueRef[]>;
};

/**
 * Reads an issue, what governs the repository it lives in, and the open pull requests that close it.
 *
 * @param observedAt when it is asked, by the clock that all processes share.
 * @throws GitHubFault: `not-found` when there is no such issue for us (deleted, moved away, a pull request).
 */
export const readRecord = async (
  client: InstallationClient,
  ref: IssueRef,
  memory: Memory,
  observedAt: Instant = new Date().toISOString(),
): Promise<RecordReading> => {
  const what = `reading ${ref.owner}/${ref.name}#${ref.number}`;
  const variables = { ...ref, policyPath, authorityPath, baselinePath };
  const { data, errors } = await ask(client, what, recordAnswer, recordQuery, variables);
  const missing = placeRecordErrors(what, errors);
  const home = data.repository;
  // Had it not been there, GitHub would have said so, and `placeRecordErrors` would have thrown.
  if (!home?.issue) throw new GitHubFault('invalid-answer', what, toFirstReason(errors));
  const references = toWhole(
    'closing pull requests',
    toList(home.issue.closedByPullRequestsReferences, missing.closedBy),
  );
  const issue = missing.issue === null ? await gatherIssue(client, what, home.issue) : unknown(missing.issue);
  const { governing, policies } = await readPolicies(client, { home, baseline: data.baseline, missing }, memory);
  const recalled = await recallIssue({ memory, what, observedAt }, issue);
  const acts = toActs([recalled], unknown('an issue has no reviews'));
  return {
    ...governing,
    policies,
    observedAt,
    issue: recalled,
    witnessed: known(await memory.witnessedOf(home.databaseId, acts)),
    pullRequests: references.known ? known(references.value.map(toIssueRef)) : references,
  };
};
