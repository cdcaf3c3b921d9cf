import { type Fact, known, type RequiringRule, unknown } from '../decision/facts.ts';
import type { BranchAnswer } from './answers.ts';
import { checkName } from './check-run.ts';
import { toList, toWhole } from './connection.ts';

/**
 * The rules on the base branch that require a check of our name. GitHub shows who may bypass a ruleset only to those
 * who may change it, which the App may not: that stays unsaid.
 */
export const toRequiringRules = (
  branch: BranchAnswer | null,
  problem: string | null,
  appId: number,
): Fact<readonly RequiringRule[]> => {
  if (branch === null) return unknown(`rules of the base branch could not be read: ${problem ?? 'it does not exist'}`);
  const rules = toWhole('rules of the base branch', toList(branch.rules, problem));
  if (!rules.known) return rules;
  const whose = (app: number | null | undefined): RequiringRule['satisfiedBy'] =>
    app === appId ? 'us' : typeof app === 'number' && app > 0 ? 'another-app' : 'anybody';
  const ofRulesets = rules.value.flatMap(({ repositoryRuleset, parameters }) =>
    (parameters?.requiredStatusChecks ?? [])
      .filter(({ context }) => context === checkName)
      .map(
        ({ integrationId }): RequiringRule => ({
          ruleset: repositoryRuleset && { id: repositoryRuleset.databaseId, name: repositoryRuleset.name },
          satisfiedBy: whose(integrationId),
        }),
      ),
  );
  const ofProtection = (branch.branchProtectionRule?.requiredStatusChecks ?? [])
    .filter(({ context }) => context === checkName)
    .map(({ app }): RequiringRule => ({ ruleset: null, satisfiedBy: whose(app?.databaseId) }));
  return known([...ofRulesets, ...ofProtection]);
};
