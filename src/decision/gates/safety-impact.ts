import type { SafetyImpactGate } from '../../policy/policy.ts';
import { toComparable } from '../../records/plain-text.ts';
import type { IssueRef } from '../../records/reference.ts';
import { toIssueKey } from '../change-requests.ts';
import type { IssueFacts } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import { toCodes } from '../sentence.ts';
import type { Gate, GateContext, Lack } from './gate.ts';
import { toMissingAnswers, toRecordLack } from './missing-answers.ts';
import { type Besides, evaluateSignedGate } from './signed-gate.ts';

/** The change's effect on safety is analysed, question by question, and the analysis is signed. */
export const safetyImpact: Gate = {
  id: 'safety-impact',
  title: 'Safety impact',
  clauses: [
    'IEC 62304 7.4.1',
    'IEC 62304 7.4.2',
    'IEC 62304 7.4.3',
    'IEC 62304 8.2.2',
    'ISO 14971',
    'NIST 800-53 CM-4(1)',
    '21 CFR 11.50',
    '21 CFR 11.70',
    'NIST 800-53 AC-5',
  ],
  evaluate: (context) => {
    const requirement = context.gates.safetyImpact;
    const besides = requirement.required ? toAnalysis(context, requirement.config) : undefined;
    return evaluateSignedGate(context, 'safety-impact', requirement, besides);
  },
};

/** The answers to the questions, and those of them that stand in another record word for word (F20). */
const toAnalysis = ({ records, reading }: GateContext, { questions, copiedText }: SafetyImpactGate): Besides => {
  const issues = records.map(({ issue }) => issue);
  const copies = issues.flatMap((issue) => toCopies(issue, questions));
  const holds = copiedText === 'hold' && questions.length > 0;
  return {
    lacks: [
      ...issues.flatMap((issue) => toMissingAnswers(issue, reading, questions)),
      ...(holds ? issues.flatMap(lacksOfComparison) : []),
      ...(holds ? copies.map(lackOfCopies) : []),
    ],
    because: copies.map((found): Sentence => [...toWords(found), '.']),
  };
};

/** The answers of a record that another one gave word for word. */
type Copies = { readonly issue: IssueFacts; readonly other: IssueRef; readonly headings: readonly string[] };

/** One for each of the other records, so that a form that was copied whole makes one lack and not twelve. */
const toCopies = (issue: IssueFacts, questions: readonly string[]): readonly Copies[] => {
  const asked = new Set(questions.map(toComparable));
  const copies = issue.copies.known ? issue.copies.value.filter(({ heading }) => asked.has(toComparable(heading))) : [];
  const byOther = Map.groupBy(copies, ({ other }) => toIssueKey(other));
  return [...byOther.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ issue, other: first.other, headings: group.map(({ heading }) => heading) }];
  });
};

const toWords = ({ issue, other, headings }: Copies): Sentence => [
  headings.length === 1 ? 'The answer under ' : 'The answers under ',
  ...toCodes(headings, 'and', headings.length),
  ' on ',
  { issue: issue.ref },
  headings.length === 1 ? ' stands word for word on ' : ' stand word for word on ',
  { issue: other },
];

const lackOfCopies = (copies: Copies): Lack =>
  toRecordLack(
    copies.issue,
    [...toWords(copies), ', which was written for another change.'],
    [
      'Write under each heading, in words of its own, what holds for this change; then sign again, since signatures on the present text lapse.',
    ],
  );

const lacksOfComparison = (issue: IssueFacts): readonly Lack[] => {
  if (issue.copies.known) return [];
  const what: Sentence = [
    'Whether answers on ',
    { issue: issue.ref },
    ' stand in another record is not known: ',
    { code: issue.copies.reason },
    '.',
  ];
  const lack = toRecordLack(issue, what, ['Press ', { code: 'Re-run' }, ' on the check.']);
  return [{ ...lack, status: 'unknown' }];
};
