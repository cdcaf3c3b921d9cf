import { type ChecklistProblem, type ChecklistState, evaluateChecklist } from '../../records/checklist.ts';
import type { Sentence } from '../finding.ts';
import { toCodes } from '../sentence.ts';
import type { Signing } from '../sign-offs.ts';
import { toCandidates } from './candidates.ts';
import type { Lack } from './gate.ts';

/** What lacks to the checklist that a gate asks for: boxes or items. */
export const toMissingTicks = (signing: Signing): readonly Lack[] => {
  const { issue, config } = signing;
  if (config.checklist === null) return [];
  const { heading } = config.checklist;
  const result = evaluateChecklist(signing.reading.toForm(issue.body), config.checklist);
  if (result.complete) return [];
  return [
    {
      status: 'failed',
      missing: {
        what: [
          'The checklist ',
          { code: heading },
          ' of ',
          { issue: issue.ref },
          ' is not complete',
          ...toGaps(result),
          '.',
        ],
        who: toCandidates(signing).who,
        how: ['Tick every box under ', { code: heading }, ' in the description of the issue, then sign.'],
        link: issue.url,
      },
    },
  ];
};

const toGaps = ({ unticked, missing, problems }: ChecklistState): Sentence => [
  ...problems.flatMap((problem): Sentence => ['; ', ...toProblem(problem)]),
  ...(unticked.length > 0 ? ['; not ticked: ', ...toCodes(unticked, 'and', unticked.length)] : []),
  ...(missing.length > 0 ? ['; not there: ', ...toCodes(missing, 'and', missing.length)] : []),
];

const toProblem = (problem: ChecklistProblem): Sentence => {
  switch (problem.kind) {
    case 'unreadable':
      return ['the form cannot be read: ', problem.reason];
    case 'no-section':
      return ['no section bears its heading'];
    case 'several-sections':
      return [`${problem.count} sections bear its heading`];
    case 'lookalike':
      return ['a heading like it has characters that cannot be seen'];
    case 'no-items':
      return ['there is nothing in it to tick'];
  }
};
