import { type Fact, type PolicyFile, type PullRequestFacts, type RoleKey, unknown } from '../decision/facts.ts';
import { type Policies, type PolicyOutcome, toPolicies } from '../decision/policy-outcome.ts';
import { coversRepository } from '../policy/covers-repository.ts';
import type { Policy, Role } from '../policy/policy.ts';
import { policyPath } from '../policy/policy-files.ts';
import type { RepositoryRef } from '../records/reference.ts';
import type { InstallationClient } from './clients.ts';
import { GitHubFault } from './faults.ts';
import { ask } from './graphql.ts';
import { type BaselineAnswer, type HomeAnswer, policyAtAnswer } from './home-answers.ts';
import type { Memory } from './memory.ts';
import { type MissingFiles, toFirstReason, toReason } from './place-errors.ts';
import { policyAtQuery } from './queries.ts';
import { readRoles } from './read-roles.ts';
import { toAuthorityFile, toBaselineFile, toFileAt, toPolicyFile } from './to-policy-files.ts';

/** A repository, what governs it, and who holds the roles of that. */
export type Governing = Pick<
  PullRequestFacts,
  'repository' | 'policyFile' | 'baselineFile' | 'authorityFile' | 'roles'
>;

export type PoliciesReading = {
  readonly governing: Governing;
  /** What the files say. */
  readonly policies: Policies;
  /** Those that were parsed and that cover the repository. */
  readonly inForce: readonly Policy[];
  /** Whether anything may hold here; false when it is plain that there is neither policy nor baseline. */
  readonly governed: boolean;
};

/** What the first request of a reading says of the repository. */
export type HomeParts = {
  readonly home: HomeAnswer;
  readonly baseline: BaselineAnswer;
  readonly missing: MissingFiles;
};

/**
 * Parses the files that came with the answer, and reads the holders of the roles that they name.
 * @param proposed stands for the repository's own policy, to see what would come of it; null: its own.
 */
export const readPolicies = async (
  client: InstallationClient,
  { home, baseline, missing }: HomeParts,
  memory: Memory,
  proposed: PolicyFile | null = null,
): Promise<PoliciesReading> => {
  const owner = home.owner.login;
  const repository = {
    id: home.databaseId,
    owner,
    name: home.name,
    url: home.url,
    defaultBranch: home.defaultBranchRef?.name ?? '',
  };
  const isShown = baseline?.defaultBranchRef?.target?.oid !== undefined;
  const files = {
    repository,
    policyFile: proposed === null ? toPolicyFile(home, missing.policy) : ({ known: true, value: proposed } as const),
    baselineFile: toBaselineFile(owner, baseline, missing.baseline, !isShown && (await memory.baselineSeen(owner))),
    authorityFile: toAuthorityFile(home, missing.authority),
  };
  const policies = toPolicies(files);
  const own = toParsed(policies.own);
  const above = toParsed(policies.baseline);
  const covering = above !== null && coversRepository(above, repository.name) ? above : null;
  const roles = [...toRoles('', own), ...toRoles('baseline/', covering)];
  return {
    governing: { ...files, roles: await readRoles(client, owner, roles, memory) },
    policies,
    inForce: [own, covering].filter((policy) => policy !== null),
    governed: policies.own !== 'absent' || (policies.baseline !== 'absent' && (above === null || covering !== null)),
  };
};

const toParsed = (outcome: PolicyOutcome): Policy | null =>
  outcome !== 'absent' && 'ok' in outcome && outcome.ok ? outcome.policy : null;

const toRoles = (prefix: '' | 'baseline/', policy: Policy | null): readonly (readonly [RoleKey, Role])[] =>
  Object.entries(policy?.roles ?? {}).map(([name, role]) => [`${prefix}${name}`, role]);

/**
 * A policy file as a commit has it, on whatever branch or fork; known null when the commit has none.
 * @param path of the file, where it is not the repository's own policy.
 * @throws GitHubFault `not-found` when there is no such repository for us.
 */
export const readPolicyAt = async (
  client: InstallationClient,
  { owner, name }: RepositoryRef,
  sha: string,
  path: string = policyPath,
): Promise<Fact<PolicyFile | null>> => {
  const what = `reading ${path} of ${owner}/${name}@${sha.slice(0, 7)}`;
  const { data, errors } = await ask(client, what, policyAtAnswer, policyAtQuery, { owner, name, sha, path });
  const [error] = errors;
  const reason = error === undefined ? null : toReason(error);
  if (data.repository === null) {
    const code = error?.type === 'NOT_FOUND' ? 'not-found' : 'invalid-answer';
    throw new GitHubFault(code, what, toFirstReason(errors));
  }
  if (reason !== null) return unknown(`${path} could not be read: ${reason}`);
  if (data.repository.object === null) return unknown(`there is no commit ${sha.slice(0, 7)}`);
  return toFileAt(path, data.repository.object);
};
