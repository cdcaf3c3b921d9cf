import type { RuleInForce } from '../../rules.ts';
import type { Ruleset } from '../../state.ts';
import { type Fields, field } from '../field.ts';

/** Parameters are shown of the rules that are read here; of all others they are null, as GitHub has it where there are none. */
type RuleObject = RuleInForce & { kind: 'RepositoryRule'; nodeId: string; parameters: RequiredChecks | null };
type RequiredChecks = {
  kind: 'RequiredStatusChecksParameters';
  checks: { context: string; integration_id?: number | null }[];
  strict: boolean;
};

/** A rule in force; its id serves the cursor. */
export const toRuleObject = (inForce: RuleInForce): RuleObject => {
  const { rule, ruleset } = inForce;
  const checks = rule.type === 'required_status_checks' ? rule.parameters?.['required_status_checks'] : undefined;
  return {
    ...inForce,
    kind: 'RepositoryRule',
    nodeId: `RR_${ruleset.id}_${ruleset.rules.indexOf(rule)}`,
    parameters:
      checks === undefined
        ? null
        : {
            kind: 'RequiredStatusChecksParameters',
            checks: checks as RequiredChecks['checks'],
            strict: rule.parameters?.['strict_required_status_checks_policy'] === true,
          },
  };
};

export const ruleFields: Fields<RuleObject> = {
  id: field(({ nodeId }) => nodeId),
  type: field(({ rule }) => rule.type.toUpperCase()),
  parameters: field(({ parameters }) => parameters),
  repositoryRuleset: field(({ ruleset }) => ruleset),
};

export const requiredChecksFields: Fields<RequiredChecks> = {
  requiredStatusChecks: field(({ checks }) => checks),
  strictRequiredStatusChecksPolicy: field(({ strict }) => strict),
};

export const statusCheckFields: Fields<RequiredChecks['checks'][number]> = {
  context: field(({ context }) => context),
  integrationId: field((check) => check.integration_id ?? null),
};

export const rulesetFields: Fields<Ruleset> = {
  id: field(({ nodeId }) => nodeId),
  databaseId: field(({ id }) => id),
  name: field(({ name }) => name),
  enforcement: field(({ enforcement }) => enforcement.toUpperCase()),
};
