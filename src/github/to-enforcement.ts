import { type Fact, known, type RequiringRule, unknown } from '../decision/facts.ts';
import type { BranchAnswer } from './answers.ts';
import { checkName } from './check-run.ts';
import { toList, toWhole } from './connection.ts';

/**
 * The rules of rulesets on the base branch that require a check of our name. Branch protection of the older kind, and who
 * may bypass a ruleset, GitHub shows only to Apps with rights of administration, which ours has not.
 */
export const toRequiringRules = (
  branch: BranchAnswer | null,
  problem: string | null,
  appId: number,
): Fact<readonly RequiringRule[]> => {
  const what = 'rules of the base branch';
  if (branch === null) return unknown(`${what} could not be read: ${problem ?? 'it does not exist'}`);
  const rules = toWhole(what, toList(branch.rules, problem));
  if (!rules.known) return rules;
  const whose = (app: number | null): RequiringRule['satisfiedBy'] =>
    app === appId ? 'us' : app !== null && app > 0 ? 'another-app' : 'anybody';
  return known(
    rules.value.flatMap(({ repositoryRuleset, parameters }) =>
      (parameters?.requiredStatusChecks ?? [])
        .filter(({ context }) => context === checkName)
        .map(
          ({ integrationId }): RequiringRule => ({
            ruleset: repositoryRuleset && { id: repositoryRuleset.databaseId, name: repositoryRuleset.name },
            satisfiedBy: whose(integrationId),
          }),
        ),
    ),
  );
};
