import type { ClassifiedPath, Untold } from '../depth.ts';
import type { Sentence } from '../finding.ts';
import { toActor, toCodes, toParagraph } from '../sentence.ts';
import { type Gate, type GateContext, type Lack, toFinding } from './gate.ts';

const gate = 'depth';

/** The change is analysed as deeply as the highest safety class asks for among the parts that it touches. */
export const depth: Gate = {
  id: gate,
  title: 'Depth of analysis',
  clauses: ['IEC 62304 4.3', 'IEC 62304 6.2.3', 'IEC 62304 7.4.1', 'IEC 62304 8.2.1', 'IEC 62304 8.2.2'],
  evaluate: (context) => {
    if (context.policy.paths === null) return null;
    const { safetyClass, paths, untold } = context.depth;
    const lacks = untold === null ? [] : [lackOf(context, untold)];
    const decisive = paths.filter((entry) => entry.safetyClass === safetyClass);
    const because: Sentence =
      paths.length === 0
        ? [`Class ${safetyClass}, as the policy says: no file is changed.`]
        : toParagraph([...toDemands(decisive), toRest(paths.length - decisive.length)]);
    return toFinding(gate, lacks, { gate, status: 'passed', because });
  },
};

const shown = 10;

/** Which paths demand the class, a sentence for each rule of the policy by which they do. */
const toDemands = (paths: readonly ClassifiedPath[]): readonly Sentence[] => {
  const byRule = new Map<ClassifiedPath['rule'], ClassifiedPath[]>();
  for (const entry of paths) byRule.set(entry.rule, [...(byRule.get(entry.rule) ?? []), entry]);
  const groups = [...byRule].map(([rule, entries]): Sentence => {
    const names = toCodes(
      entries.map(({ path }) => path),
      'and',
      shown,
    );
    if (rule === null) return ['Class C, for no rule maps it: ', ...names, '.'];
    return [`Class ${rule.safetyClass} by the rule `, { code: rule.pattern }, ` in line ${rule.line}: `, ...names, '.'];
  });
  const rest = groups.length - shown;
  return rest > 0 ? [...groups.slice(0, shown), [`So do ${rest} more rules.`]] : groups;
};

const toRest = (count: number): Sentence => {
  if (count === 0) return [];
  return [count === 1 ? 'One other path is of a lower class.' : `${count} other paths are of lower classes.`];
};

const consequence = ' Until it is known, the change is analysed as class C.';

const lackOf = ({ facts }: GateContext, { paths, reason }: Untold): Lack => {
  const rerun: Sentence = ['press ', { code: 'Re-run' }, ' on the check'];
  return {
    status: 'unknown',
    missing: {
      what: [
        ...(paths.length === 0
          ? ['Which files this pull request changes']
          : ['Where ', ...toCodes(paths, 'and', shown), ' stood before']),
        ' is not known: ',
        { code: reason },
        '.',
        consequence,
      ],
      who: [toActor(facts.pullRequest.author, 'The author of the pull request')],
      how:
        paths.length === 0
          ? ['Split a pull request of more than 3,000 files; otherwise ', ...rerun, '.']
          : [
              'First ',
              ...rerun,
              '; if that does not help, add each file in one pull request and delete the old one in another.',
            ],
      link: `${facts.pullRequest.url}/files`,
    },
  };
};
