import { type Fact, known, type RequiringRule, unknown } from '../decision/facts.ts';
import type { BranchAnswer } from './answers.ts';
import { checkName } from './check-run.ts';
import { toList, toWhole } from './connection.ts';
import type { MissingParts } from './place-errors.ts';

/**
 * The rules on the base branch that require a check of our name. Who may bypass a ruleset, and branch protection of the
 * older kind, GitHub shows to administrators: the first stays unsaid, and a refusal of the second makes the answer unknown
 * only where no ruleset gives it.
 */
export const toRequiringRules = (
  branch: BranchAnswer | null,
  problems: Pick<MissingParts, 'rules' | 'protection'>,
  appId: number,
): Fact<readonly RequiringRule[]> => {
  const what = 'rules of the base branch';
  if (branch === null) return unknown(`${what} could not be read: ${problems.rules ?? 'it does not exist'}`);
  const rules = toWhole(what, toList(branch.rules, problems.rules));
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
  if (problems.protection !== null && !ofRulesets.some(({ satisfiedBy }) => satisfiedBy === 'us')) {
    return unknown(`no ruleset binds it to this App, and branch protection could not be read: ${problems.protection}`);
  }
  const ofProtection = (branch.branchProtectionRule?.requiredStatusChecks ?? [])
    .filter(({ context }) => context === checkName)
    .map(({ app }): RequiringRule => ({ ruleset: null, satisfiedBy: whose(app?.databaseId) }));
  return known([...ofRulesets, ...ofProtection]);
};
