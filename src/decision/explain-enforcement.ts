import type { Enforcement } from './enforcement.ts';
import type { Sentence } from './finding.ts';
import { toCodes } from './sentence.ts';

/** What the check is about, and how GitHub can be made to ask for it. */
const words = {
  'pull request': {
    where: 'on the base branch',
    danger: 'a held change can be merged',
    remedy: 'An administrator adds it to a ruleset of the branch, bound to this App (docs/operations.md).',
  },
  release: {
    where: 'on tags of this name',
    danger: 'the tag of a held release can be made',
    remedy: 'An administrator adds it to a ruleset of such tags, bound to this App (docs/releases.md).',
  },
} as const;

/** What to say where GitHub itself would let in what is held; nothing where it would not. */
export const toEnforcementNotice = (enforcement: Enforcement, noun: keyof typeof words): readonly Sentence[] => {
  const { where, danger, remedy } = words[noun];
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
      return [[`⚠️ No ruleset requires this check ${where}: ${danger}. ${remedy}`]];
    case 'unknown':
      return [[`⚠️ Whether GitHub requires this check ${where} is unknown: `, { code: enforcement.reason }]];
  }
};
