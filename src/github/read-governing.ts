import { authorityPath } from '../policy/authority.ts';
import { baselinePath, policyPath } from '../policy/policy-files.ts';
import type { RepositoryRef } from '../records/reference.ts';
import { governingAnswer } from './answers.ts';
import type { InstallationClient } from './clients.ts';
import { GitHubFault } from './faults.ts';
import { ask } from './graphql.ts';
import type { Memory } from './memory.ts';
import { placeGoverningErrors, toFirstReason } from './place-errors.ts';
import { governingQuery } from './queries.ts';
import { type PoliciesReading, readPolicies } from './read-policies.ts';

/**
 * Reads what governs a repository, where it is about neither a pull request nor an issue.
 * @throws GitHubFault `not-found` when there is no such repository for us.
 */
export const readGoverning = async (
  client: InstallationClient,
  { owner, name }: RepositoryRef,
  memory: Memory,
): Promise<PoliciesReading> => {
  const what = `reading what governs ${owner}/${name}`;
  const variables = { owner, name, policyPath, authorityPath, baselinePath };
  const { data, errors } = await ask(client, what, governingAnswer, governingQuery, variables);
  const missing = placeGoverningErrors(what, errors);
  if (data.repository === null) throw new GitHubFault('invalid-answer', what, toFirstReason(errors));
  return readPolicies(client, { home: data.repository, baseline: data.baseline, missing }, memory);
};
