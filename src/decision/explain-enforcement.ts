import type { Enforcement } from './enforcement.ts';
import type { Sentence } from './finding.ts';
import { toCodes } from './sentence.ts';

const remedy = 'An administrator adds it to a ruleset of the branch, bound to this App (docs/operations.md).';

/** What to say where GitHub itself would let a held change in; nothing where it would not. */
export const toEnforcementNotice = (enforcement: Enforcement): readonly Sentence[] => {
  switch (enforcement.state) {
    case 'required':
      return [];
    case 'forgeable':
      return [
        [
          '⚠️ GitHub takes this required check from anybody who may write statuses, not from this App alone: the rule in ',
          ...toCodes(enforcement.rulesets),
          ` names no App. ${remedy}`,
        ],
      ];
    case 'absent':
      return [[`⚠️ No ruleset requires this check on the base branch: a held change can be merged. ${remedy}`]];
    case 'unknown':
      return [['⚠️ Whether GitHub requires this check on the base branch is unknown: ', { code: enforcement.reason }]];
  }
};
