/** What is wrong with where a written policy holds: repositories of a policy that is no baseline, classes of paths. */

import { toEnvironmentProblems } from './environment-problems.ts';
import type { Problem } from './problem.ts';
import { listAt, valueAt } from './raw-value.ts';
import type { Source } from './source.ts';
import { quote } from './wording.ts';

/** Whether a file is a repository's own policy, or the baseline of an organisation. */
export type PolicyKind = 'policy' | 'baseline';

export const toPlaceProblems = (source: Source, kind: PolicyKind): Problem[] => [
  ...toRepositoryProblems(source, kind),
  ...toPathProblems(source),
  ...toEnvironmentProblems(source),
];

const toRepositoryProblems = ({ value, problem }: Source, kind: PolicyKind): Problem[] =>
  kind === 'baseline' || valueAt(value, ['repositories']) === undefined
    ? []
    : [
        problem(
          ['repositories'],
          'key',
          'Only a baseline names the repositories that it covers.',
          'Take it out: this policy covers the repository in which it stands.',
        ),
      ];

type Rule = { readonly pattern: string; readonly class: string };

const toPathProblems = ({ value, problem }: Source): Problem[] => {
  const highest = valueAt(value, ['safety_class']);
  const rules = listAt(value, ['paths']).map((_, index): Rule | null => {
    const [pattern, of] = ['pattern', 'class'].map((key) => valueAt(value, ['paths', index, key]));
    return typeof pattern === 'string' && typeof of === 'string' ? { pattern, class: of } : null;
  });
  return rules.flatMap((rule, index) => {
    if (rule === null) return [];
    if (typeof highest === 'string' && /^[ABC]$/.test(highest) && /^[ABC]$/.test(rule.class) && rule.class > highest) {
      const message = `The class ${rule.class} of ${quote(rule.pattern)} is higher than safety_class, ${highest}.`;
      const hint = 'Raise safety_class: a product has the class of its highest item (4.3).';
      return [problem(['paths', index, 'class'], 'value', message, hint)];
    }
    const cover = rules.find(
      (other) => other !== null && other.class > rule.class && covers(other.pattern, rule.pattern),
    );
    if (cover === undefined || cover === null) return [];
    const message = `The rule ${quote(rule.pattern)} has no effect: all its paths are in ${quote(cover.pattern)}, of the higher class ${cover.class}.`;
    const hint = 'The highest class counts, not the nearest rule: narrow the other one, or take this one out.';
    return [problem(['paths', index, 'pattern'], 'value', message, hint)];
  });
};

/** Whether every path of the second pattern certainly matches the first; by far not whenever that is so. */
const covers = (wide: string, narrow: string): boolean =>
  wide === narrow || wide === '**' || (wide.endsWith('/**') && narrow.startsWith(wide.slice(0, -2)));
