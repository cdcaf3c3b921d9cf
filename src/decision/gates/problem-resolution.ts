import type { ProblemResolutionGate } from '../../policy/policy.ts';
import { parseReferences } from '../../records/references.ts';
import { isProblemReport, toIssueKey } from '../change-requests.ts';
import type { IssueFacts, Origin } from '../facts.ts';
import type { Outcome, Sentence } from '../finding.ts';
import { compareText, toActor, toList, toParagraph } from '../sentence.ts';
import { type Gate, type GateContext, type Lack, toFinding, toUnlinkedFinding } from './gate.ts';
import { toAnswer, toMissingAnswers, toRecordLack } from './missing-answers.ts';

const gate = 'problem-resolution';

/** Every problem report from which a change comes is evaluated before the change, and names it in its turn. */
export const problemResolution: Gate = {
  id: gate,
  title: 'Problem reports',
  clauses: [
    'IEC 62304 8.2.4',
    'IEC 62304 9.1',
    'IEC 62304 9.2',
    'IEC 62304 9.3',
    'IEC 62304 9.4',
    'IEC 62304 9.7',
    'ISO 13485 8.2.1',
    'ISO 13485 8.5.2',
  ],
  evaluate: (context) => {
    const { facts, gates, changeRequests } = context;
    const requirement = gates.problemResolution;
    if (!requirement.required) return { gate, status: 'not-applicable', because: [{ code: requirement.reason }] };
    if (!changeRequests.known || changeRequests.value.linked.length === 0) return toUnlinkedFinding(context, gate);
    if (!facts.origins.known) return toFinding(gate, [lackOfOrigins(context, facts.origins.reason)], nothing);
    const { linked, reports } = changeRequests.value;
    const named = linked.flatMap((request) => toOrigins(request, facts.origins.known ? facts.origins.value : []));
    return judge(context, requirement.config, toTraces(context, named, reports), named);
  },
};

const nothing = { gate, status: 'passed', because: [] } as const;

/** A change request, and an issue that it names as its origin. */
type Named = { readonly request: IssueFacts; readonly origin: Origin };

const toOrigins = (request: IssueFacts, origins: readonly Origin[]): readonly Named[] =>
  origins
    .filter(({ changeRequest }) => toIssueKey(changeRequest) === toIssueKey(request.ref))
    .map((origin) => ({ request, origin }))
    .sort((a, b) => compareText(toOrder(a.origin), toOrder(b.origin)));

const toOrder = ({ ref, issue }: Origin): string =>
  `${toIssueKey(ref)} ${issue.known ? toReadingKey(issue.value) : issue.reason}`;

/** A problem report, and the change requests of which it must name one; `comes`: they name it as their origin. */
type Trace = { readonly report: IssueFacts; readonly requests: readonly IssueFacts[]; readonly comes: boolean };

const toTraces = (
  { policy, facts, changeRequests }: GateContext,
  named: readonly Named[],
  reports: readonly IssueFacts[],
): readonly Trace[] => {
  const linked = changeRequests.known ? changeRequests.value.linked : [];
  const origins = named.flatMap(({ request, origin: { issue } }): readonly Trace[] =>
    issue.known && isProblemReport(issue.value, policy, facts.repository)
      ? [{ report: issue.value, requests: [request], comes: true }]
      : [],
  );
  const keys = new Set(origins.map(({ report }) => toReadingKey(report)));
  const direct = reports.filter((report) => !keys.has(toReadingKey(report)));
  return [...origins, ...direct.map((report) => ({ report, requests: linked, comes: false }))];
};

/** Two readings of one problem report may differ when it is edited meanwhile: each of them is judged. */
const toReadingKey = ({ ref, body }: IssueFacts): string => `${toIssueKey(ref)} ${body}`;

const judge = (
  context: GateContext,
  config: ProblemResolutionGate,
  traces: readonly Trace[],
  named: readonly Named[],
): Outcome => {
  const { policy, facts } = context;
  const unread = named.flatMap(({ request, origin }) =>
    origin.issue.known ? [] : [lackOfOrigin(context, request, origin, origin.issue.reason)],
  );
  const others = named.flatMap(({ origin: { issue } }) =>
    issue.known && !isProblemReport(issue.value, policy, facts.repository) ? [issue.value] : [],
  );
  const beside: readonly Sentence[] =
    others.length === 0 ? [] : [['Named and no problem report: ', ...toIssues(others), '.']];
  if (traces.length === 0 && unread.length === 0) {
    const because = toParagraph([['No problem report is named as the origin of the change.'], ...beside]);
    return { gate, status: 'not-applicable', because };
  }
  const reports = new Map(traces.map(({ report }) => [toReadingKey(report), report]));
  const lacks = [
    ...unread,
    ...[...reports.values()].flatMap((report) => toMissingAnswers(report, context.reading, config.sections)),
    ...traces.flatMap((trace) => lacksOfTrace(context, config, trace)),
  ];
  const because = toParagraph([...traces.map((trace) => toWords(context, config, trace)), ...beside]);
  return toFinding(gate, lacks, { gate, status: 'passed', because });
};

const toIssues = (issues: readonly IssueFacts[], conjunction: 'and' | 'or' = 'and'): Sentence =>
  toList(
    issues.map(({ ref }) => [{ issue: ref }]),
    conjunction,
  );

/** Of the change requests, those that a problem report names under the heading of its response. */
const toNamedBack = (
  { facts, reading }: GateContext,
  { responseSection }: ProblemResolutionGate,
  { report, requests }: Trace,
): readonly IssueFacts[] => {
  const host = URL.parse(facts.repository.url)?.host ?? 'github.com';
  const response = toAnswer(report, reading, responseSection);
  const refs = response === null ? [] : parseReferences(response.markdown, { ...report.ref, host });
  const keys = new Set(refs.map(toIssueKey));
  return requests.filter(({ ref }) => keys.has(toIssueKey(ref)));
};

const toWords = (context: GateContext, config: ProblemResolutionGate, trace: Trace): Sentence => {
  const there = toIssues(toNamedBack(context, config, trace));
  const { report, requests, comes } = trace;
  const start: Sentence = comes
    ? [...toIssues(requests), ' comes from ', { issue: report.ref }, ', and ']
    : ['Linked as well: '];
  return [...start, { issue: report.ref }, ' is evaluated and names ', ...there, '.'];
};

/** The way back, from the problem report to the change request (8.2.4). */
const lacksOfTrace = (context: GateContext, config: ProblemResolutionGate, trace: Trace): readonly Lack[] => {
  const { report, requests, comes } = trace;
  const { reading, policy } = context;
  // That a form cannot be read is said once, for all of its sections.
  if (reading.toForm(report.body).unreadable !== null || toNamedBack(context, config, trace).length > 0) return [];
  const [fault] = toMissingAnswers(report, reading, [config.responseSection]);
  const heading = { code: config.responseSection };
  const names: Sentence = [
    { issue: report.ref },
    ' does not name ',
    ...toIssues(requests, 'or'),
    ' under ',
    heading,
    '.',
  ];
  const start: Sentence = comes
    ? [...toIssues(requests), ' comes from ', { issue: report.ref }, ', and ']
    : [{ issue: report.ref }, ' is linked, and '];
  const reference: Sentence = comes
    ? ['in the section ', { code: policy.changeRequest.originSection }, ' of ', ...toIssues(requests)]
    : ['in the pull request'];
  const how: Sentence = [
    'Edit ',
    { issue: report.ref },
    ' so that the heading ',
    heading,
    ' stands there once, with ',
    ...toIssues(requests, 'or'),
    ' under it; or take out the reference ',
    ...reference,
    ' if the change does not come from there.',
  ];
  return [toRecordLack(report, toParagraph([[...start, ...names], fault?.missing.what ?? []]), how)];
};

const lackOfOrigins = ({ facts }: GateContext, reason: string): Lack => ({
  status: 'unknown',
  missing: {
    what: ['From which problem reports the change comes is not known: ', { code: reason }, '.'],
    who: [toActor(facts.pullRequest.author, 'The author of the pull request')],
    how: [
      'Name fewer issues as the origin if there are very many; otherwise press ',
      { code: 'Re-run' },
      ' on the check.',
    ],
    link: facts.pullRequest.url,
  },
});

const lackOfOrigin = ({ policy }: GateContext, request: IssueFacts, { ref }: Origin, reason: string): Lack => {
  const lack = toRecordLack(
    request,
    [
      { issue: request.ref },
      ' comes from ',
      { issue: ref },
      ', which cannot be read and may be a problem report: ',
      { code: reason },
      '.',
    ],
    [
      'Give Holdpoint access to that repository; or take the reference out of the section ',
      { code: policy.changeRequest.originSection },
      ' if the issue is gone, and say in words where the change comes from.',
    ],
  );
  return { ...lack, status: 'unknown' };
};
