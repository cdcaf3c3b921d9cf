import { type Fact, type Instant, type IssueFacts, known, type PullRequestFacts, unknown } from '../decision/facts.ts';
import type { IssueRef } from '../records/reference.ts';
import { recordAnswer } from './answers.ts';
import type { InstallationClient } from './clients.ts';
import { toList, toWhole } from './connection.ts';
import { GitHubFault } from './faults.ts';
import { gatherIssue } from './gather.ts';
import { ask, type PartialError } from './graphql.ts';
import type { Memory } from './memory.ts';
import { toFirstReason, toReason } from './place-errors.ts';
import { policyPath } from './policy-path.ts';
import { recordQuery } from './queries.ts';
import { type PolicyReading, readPolicy } from './read-policy.ts';
import { toIssueRef } from './to-issue.ts';

/** One issue, for the pull requests that hang on it and for answering a command in its comments. */
export type RecordReading = PolicyReading & {
  /** Our clock when GitHub's answer arrived. */
  readonly observedAt: Instant;
  readonly repository: PullRequestFacts['repository'];
  readonly issue: Fact<IssueFacts>;
  /** Open pull requests that say they close it, by keyword or by hand; those with a trailer only are in our own index. */
  readonly pullRequests: Fact<readonly IssueRef[]>;
};

/**
 * Reads an issue, the policy of the repository it lives in, and the open pull requests that close it.
 * @throws GitHubFault: `not-found` when there is no such issue for us (deleted, moved away, a pull request).
 */
export const readRecord = async (client: InstallationClient, ref: IssueRef, memory: Memory): Promise<RecordReading> => {
  const { owner, name, number } = ref;
  const what = `reading ${owner}/${name}#${number}`;
  const variables = { owner, name, number, policyPath };
  const { data, errors } = await ask(client, what, recordAnswer, recordQuery, variables);
  const observedAt = new Date().toISOString();
  const missing = placeErrors(what, errors);
  const home = data.repository;
  // Had it not been there, GitHub would have said so, and `placeErrors` would have thrown.
  if (!home?.issue) throw new GitHubFault('invalid-answer', what, toFirstReason(errors));
  const references = toWhole(
    'closing pull requests',
    toList(home.issue.closedByPullRequestsReferences, missing.closedBy),
  );
  return {
    ...(await readPolicy(client, home, missing.policy, memory)),
    observedAt,
    repository: {
      id: home.databaseId,
      owner: home.owner.login,
      name: home.name,
      url: home.url,
      defaultBranch: home.defaultBranchRef?.name ?? '',
    },
    issue: missing.issue === null ? await gatherIssue(client, what, home.issue) : unknown(missing.issue),
    pullRequests: references.known ? known(references.value.map(toIssueRef)) : references,
  };
};

type Missing = { policy: string | null; issue: string | null; closedBy: string | null };

const placeErrors = (what: string, errors: readonly PartialError[]): Missing => {
  const missing: Missing = { policy: null, issue: null, closedBy: null };
  for (const error of errors) {
    const [root, below, part] = error.path;
    const reason = toReason(error);
    if (root === 'repository' && below === 'defaultBranchRef') missing.policy ??= reason;
    else if (root === 'repository' && part === 'closedByPullRequestsReferences') missing.closedBy ??= reason;
    else if (root === 'repository' && below === 'issue' && part !== undefined) missing.issue ??= reason;
    else if (error.type === 'NOT_FOUND') throw new GitHubFault('not-found', what, reason);
    else if (error.type === 'FORBIDDEN') throw new GitHubFault('forbidden', what, reason);
    else throw new GitHubFault('invalid-answer', what, reason);
  }
  return missing;
};
