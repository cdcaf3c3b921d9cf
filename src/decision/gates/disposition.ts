import type { DispositionGate, Gates } from '../../policy/policy.ts';
import { toComparable } from '../../records/plain-text.ts';
import type { IssueFacts } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import { toActor, toList } from '../sentence.ts';
import { type Gate, type GateContext, type Lack, toFinding, toUnlinkedFinding } from './gate.ts';
import { toAnswer, toMissingAnswers, toRecordLack } from './missing-answers.ts';

const gate = 'disposition';

/** Each change request says that the software is to be modified, and not the environment in which it is used. */
export const disposition: Gate = {
  id: gate,
  title: 'Disposition',
  clauses: ['IEC 62304 6.2.3', 'IEC 62304 6.2.4', 'IEC 62304 8.2.1', 'ISO 13485 7.3.9'],
  evaluate: (context) => {
    const { gates, changeRequests } = context;
    const requirement = gates.disposition;
    if (!requirement.required) return { gate, status: 'not-applicable', because: [{ code: requirement.reason }] };
    if (!changeRequests.known || changeRequests.value.linked.length === 0) return toUnlinkedFinding(context, gate);
    const { linked } = changeRequests.value;
    const lacks = linked.flatMap((request) => toLacks(context, requirement.config, request));
    return toFinding(gate, lacks, {
      gate,
      status: 'passed',
      because: ['The software is to be modified, says ', ...toList(linked.map(({ ref }) => [{ issue: ref }])), '.'],
    });
  },
};

const toLacks = (context: GateContext, config: DispositionGate, request: IssueFacts): readonly Lack[] => {
  const { section, software, environment } = config;
  const missing = toMissingAnswers(request, context.reading, [section], 'as-it-likes');
  const answer = toAnswer(request, context.reading, section, 'as-it-likes')?.answer;
  if (answer === undefined) return missing;
  const says = toSaid(answer, config);
  if (says === 'software') return [];
  if (says === 'environment') return [lackOfSoftware(context, config, request)];
  const what: Sentence = [
    'The section ',
    { code: section },
    ' of ',
    { issue: request.ref },
    says === 'both' ? ' says both ' : ' says neither ',
    { code: software },
    says === 'both' ? ' and ' : ' nor ',
    { code: environment },
    '.',
  ];
  const how: Sentence = [
    'Edit the issue and write one of the two on the first line under the heading; a reason may follow on the next. Where both are to be modified, write two change requests.',
  ];
  return [toRecordLack(request, what, how)];
};

type Said = 'software' | 'environment' | 'both' | 'neither';

/** The first line answers, and neither it nor a later one may answer otherwise as well. */
const toSaid = (answer: string, { software, environment }: DispositionGate): Said => {
  const lines = answer
    .split('\n')
    .map(toComparable)
    .filter((line) => line !== '');
  const any = (option: string): boolean =>
    lines.some((line) => isOption(line, option) || line.split(listed).includes(toComparable(option)));
  if (any(software) && any(environment)) return 'both';
  const [first = ''] = lines;
  if (isOption(first, software)) return 'software';
  return isOption(first, environment) ? 'environment' : 'neither';
};

/** How several answers are written on one line; GitHub puts a comma between the options of a list. */
const listed = / ?[,/&+] ?| and /u;

/** The option alone, or with a reason after a dash, a bracket or a mark that ends it. */
const isOption = (line: string, option: string): boolean => {
  const wanted = toComparable(option);
  return line.startsWith(wanted) && /^(?:$| ?[–—.:;(]| -+ )/u.test(line.slice(wanted.length));
};

/** What a change of the environment of use needs, in place of a pull request (6.2.4). */
const lackOfSoftware = (
  { facts, gates }: GateContext,
  { section, software, environment }: DispositionGate,
  request: IssueFacts,
): Lack => {
  const issue = { issue: request.ref };
  return {
    status: 'failed',
    missing: {
      what: [issue, ' says ', { code: environment }, ' under ', { code: section }, ', and that needs no pull request.'],
      who: [toActor(facts.pullRequest.author, 'The author of the pull request')],
      how: [
        'Close this pull request. What the change needs instead: a notice to the users, changed instructions for use, and the approval signed on ',
        issue,
        ...toCommand(gates),
        '; then close ',
        issue,
        '. If this work belongs to another change request, link that one; if the answer is wrong, write ',
        { code: software },
        ' there, which makes the signatures on it lapse.',
      ],
      link: facts.pullRequest.url,
    },
  };
};

const toCommand = ({ approval }: Gates): Sentence =>
  approval.required ? [' (', { code: `/sign approval ${approval.config.signOffs[0].meaning}` }, ')'] : [];
