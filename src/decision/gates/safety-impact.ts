import type { SafetyImpactGate } from '../../policy/policy.ts';
import { toComparable } from '../../records/plain-text.ts';
import type { Copy, IssueFacts } from '../facts.ts';
import type { Sentence } from '../finding.ts';
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
  const copies = issues.flatMap((issue) => toCopies(issue, questions).map((copy) => ({ issue, copy })));
  const holds = copiedText === 'hold' && questions.length > 0;
  return {
    lacks: [
      ...issues.flatMap((issue) => toMissingAnswers(issue, reading, questions)),
      ...(holds ? issues.flatMap(lacksOfComparison) : []),
      ...(holds ? copies.map(({ issue, copy }) => lackOfCopy(issue, copy)) : []),
    ],
    because: copies.map(({ issue, copy }): Sentence => [...toWords(issue, copy), '.']),
  };
};

const toCopies = ({ copies }: IssueFacts, questions: readonly string[]): readonly Copy[] => {
  const asked = new Set(questions.map(toComparable));
  return copies.known ? copies.value.filter(({ heading }) => asked.has(toComparable(heading))) : [];
};

const toWords = ({ ref }: IssueFacts, { heading, other }: Copy): Sentence => [
  'The answer under ',
  { code: heading },
  ' on ',
  { issue: ref },
  ' stands word for word on ',
  { issue: other },
];

const lackOfCopy = (issue: IssueFacts, copy: Copy): Lack =>
  toRecordLack(
    issue,
    [...toWords(issue, copy), ', which was written for another change.'],
    [
      'Write under the heading, in words of its own, what holds for this change; then sign again, since signatures on the present text lapse.',
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
