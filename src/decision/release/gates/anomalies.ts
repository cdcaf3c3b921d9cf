import { type NamedAnomaly, parseAnomalies } from '../../../records/anomaly-list.ts';
import { isProblemReport, toIssueKey } from '../../change-requests.ts';
import type { IssueFacts } from '../../facts.ts';
import type { Sentence } from '../../finding.ts';
import { type Lack, toFinding } from '../../gates/gate.ts';
import { toAnswer, toMissingAnswers, toRecordLack } from '../../gates/missing-answers.ts';
import { toList } from '../../sentence.ts';
import {
  type ReleaseContext,
  type ReleaseGate,
  type SignedReleaseRecord,
  toDoubt,
  toRecordlessFinding,
} from './gate.ts';

const gate = 'anomalies';

/** Fewer words say nothing of why an anomaly is acceptable. */
const fewestWords = 5;

/** Every open problem report is evaluated, and the record says why it is acceptable (5.8.2, 5.8.3). */
export const anomalies: ReleaseGate = {
  id: gate,
  title: 'Residual anomalies',
  clauses: ['IEC 62304 5.8.2', 'IEC 62304 5.8.3', 'IEC 62304 9.2', 'IEC 62304 9.5', 'ISO 13485 8.2.1'],
  evaluate: (context) => {
    const { record, release, facts, policy } = context;
    const requirement = release.anomalies;
    if (!requirement.required) return { gate, status: 'not-applicable', because: [{ code: requirement.reason }] };
    if (record === null) return toRecordlessFinding(context, gate);
    const { section } = requirement.config;
    const open = facts.problemReports;
    const unanswered = toMissingAnswers(record.issue, context.reading, [section], 'as-it-likes');
    const reports = (open.known ? open.value : []).filter((issue) => isProblemReport(issue, policy, facts.repository));
    const lacks = [
      ...unanswered,
      ...(open.known ? [] : [toDoubt(context, ['Which problem reports are open'], open.reason)]),
      ...lacksOfReports(context, record, section, reports),
    ];
    return toFinding(gate, lacks, {
      gate,
      status: 'passed',
      because:
        reports.length === 0
          ? ['No problem report is open; what else is known says the record under ', { code: section }, '.']
          : [
              'Named and evaluated: ',
              ...toList(
                reports.map(({ ref }): Sentence => [{ issue: ref }]),
                'and',
                50,
              ),
              '.',
            ],
    });
  },
};

const lacksOfReports = (
  context: ReleaseContext,
  { issue }: SignedReleaseRecord,
  section: string,
  reports: readonly IssueFacts[],
): readonly Lack[] => {
  const answer = toAnswer(issue, context.reading, section, 'as-it-likes');
  const { owner, name, url } = context.facts.repository;
  const named = parseAnomalies(
    answer?.markdown ?? '',
    { owner, name, host: new URL(url).host },
    context.reading.toVisible,
  );
  const of = new Map(named.map((one): [string, NamedAnomaly] => [toIssueKey(one.ref), one]));
  const short = reports.filter(({ ref }) => (of.get(toIssueKey(ref))?.words ?? 0) < fewestWords);
  const absent = short.filter(({ ref }) => !of.has(toIssueKey(ref)));
  const bare = short.filter(({ ref }) => of.has(toIssueKey(ref)));
  const toIssues = (all: readonly IssueFacts[]) =>
    toList(
      all.map(({ ref }): Sentence => [{ issue: ref }]),
      'and',
      50,
    );
  const { problemResolution } = context.gates;
  return [
    ...(absent.length === 0
      ? []
      : [
          toRecordLack(
            issue,
            [
              ...toIssues(absent),
              ` ${absent.length === 1 ? 'is an open problem report' : 'are open problem reports'} that the record does not name under `,
              { code: section },
              '.',
            ],
            [
              'Name each by its number on a line of its own, with its safety evaluation and why it is acceptable; where it does not concern this version, say so. Or close what is resolved.',
            ],
          ),
        ]),
    ...(bare.length === 0
      ? []
      : [
          toRecordLack(
            issue,
            ['Of ', ...toIssues(bare), ' the record does not say why it is acceptable.'],
            [`Write it on the same line as the number, in ${fewestWords} words or more.`],
          ),
        ]),
    ...(problemResolution.required
      ? reports.flatMap((report) => toMissingAnswers(report, context.reading, problemResolution.config.sections))
      : []),
  ];
};
