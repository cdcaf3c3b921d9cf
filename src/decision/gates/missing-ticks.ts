import { type ChecklistProblem, type ChecklistState, evaluateChecklist } from '../../records/checklist.ts';
import type { Sentence, Tick } from '../finding.ts';
import { isCertain, type Judgement } from '../judgement.ts';
import { toActor, toCodes, toTime } from '../sentence.ts';
import type { Signing } from '../sign-offs.ts';
import { judgeTick, toTicks } from '../ticks.ts';
import { toSigners } from './candidates.ts';
import type { Lack, SigningContext } from './gate.ts';

/** What lacks to the checklist that a gate asks for: boxes, items, or that somebody entitled ticked them. */
export const toMissingTicks = (signing: Signing, context: SigningContext): readonly Lack[] => {
  const { issue, config } = signing;
  if (config.checklist === null) return [];
  const { heading } = config.checklist;
  const result = evaluateChecklist(signing.reading.toForm(issue.body), config.checklist);
  const unentitled = config.ticksByRole ? lacksOfTicks(signing, context, heading) : [];
  if (result.complete) return unentitled;
  const what: Sentence = [
    'The checklist ',
    { code: heading },
    ' of ',
    { issue: issue.ref },
    ' is not complete',
    ...toGaps(result),
    '.',
  ];
  const { who } = toSigners(signing, context);
  const how: Sentence = ['Tick every box under ', { code: heading }, ' in the description of the issue, then sign.'];
  return [{ status: 'failed', missing: { what, who, how, link: issue.url } }, ...unentitled];
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

/** One lack for all boxes that the same edit ticked. */
const lacksOfTicks = (signing: Signing, context: SigningContext, heading: string): readonly Lack[] => {
  const judged = toTicks(signing).flatMap((tick) => {
    const judgement = judgeTick(tick, signing);
    return judgement === null ? [] : [{ tick, judgement }];
  });
  const groups = Map.groupBy(judged, ({ tick: { by, at } }) => JSON.stringify([by, at]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const items = group.map(({ tick }) => tick.item);
    return [toTickLack(signing, context, heading, items, first)];
  });
};

const toTickLack = (
  signing: Signing,
  context: SigningContext,
  heading: string,
  items: readonly string[],
  { tick, judgement }: { readonly tick: Tick; readonly judgement: Judgement },
): Lack => {
  const { issue } = signing;
  const boxes = toCodes(items, 'and', items.length);
  const time: Sentence = tick.at.known ? [' at ', toTime(tick.at.value)] : [];
  const what: Sentence = [
    'Under ',
    { code: heading },
    ' of ',
    { issue: issue.ref },
    ' what ',
    toActor(tick.by, 'somebody who is not known'),
    ' ticked',
    ...time,
    ' does not count: ',
    ...judgement.because,
    '. The boxes: ',
    ...boxes,
    '.',
  ];
  const { who } = toSigners(signing, context);
  const how: Sentence = ['Untick each of them, save, and tick it again. Signatures stay as they are.'];
  return { status: isCertain(judgement) ? 'failed' : 'unknown', missing: { what, who, how, link: issue.url } };
};
