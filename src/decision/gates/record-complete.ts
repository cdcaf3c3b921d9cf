import { toList } from '../sentence.ts';
import { type Gate, toEmptyRuleLack, toFinding, toUnlinkedFinding } from './gate.ts';
import { toMissingAnswers } from './missing-answers.ts';

/** Every section that the policy names is answered on every linked change request. */
export const recordComplete: Gate = {
  id: 'record-complete',
  title: 'Change request filled in',
  clauses: [
    'IEC 62304 6.2.3',
    'IEC 62304 8.2.1',
    'IEC 62304 8.2.4',
    'ISO 13485 7.3.9',
    'NIST 800-53 CM-3',
    'NIST 800-53 CM-4',
  ],
  evaluate: (context) => {
    const { gates, changeRequests, reading } = context;
    const requirement = gates.recordComplete;
    const gate = 'record-complete';
    if (!requirement.required) return { gate, status: 'not-applicable', because: [{ code: requirement.reason }] };
    if (!changeRequests.known || changeRequests.value.linked.length === 0) return toUnlinkedFinding(context, gate);
    const { sections } = requirement.config;
    const { linked } = changeRequests.value;
    const lacks =
      sections.length === 0
        ? [toEmptyRuleLack(context, 'a complete record', 'section of it')]
        : linked.flatMap((issue) => toMissingAnswers(issue, reading, sections));
    return toFinding(gate, lacks, {
      gate,
      status: 'passed',
      because: [
        'Filled in on ',
        ...toList(linked.map(({ ref }) => [{ issue: ref }])),
        `: all ${sections.length} of the sections that the policy names.`,
      ],
    });
  },
};
