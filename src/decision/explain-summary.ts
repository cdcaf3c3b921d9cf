import type { PhrasingContent, RootContent } from 'mdast';
import type { Problem } from '../policy/problem.ts';
import { toActs } from './explain-acts.ts';
import { toEnforcementNotice } from './explain-enforcement.ts';
import {
  heading,
  lineBreak,
  type Phrasing,
  paragraph,
  serialise,
  table,
  toPhrasing,
  toProse,
} from './explain-markdown.ts';
import { type ExplainContext, type Limits, none, plain, toGateTitle, toRows, type View } from './explain-view.ts';
import type { BaselineFile, PolicyFile } from './facts.ts';
import type { Demand, Finding, Missing, Run, Sentence } from './finding.ts';
import { toReadable } from './instant.ts';
import { shorten } from './show-text.ts';
import type { Verdict } from './verdict.ts';

/** A verdict that is shown: nothing is claimed about a pull request that is not governed. */
export type GovernedVerdict = Exclude<Verdict, { outcome: 'not-governed' }>;

const statuses = {
  passed: '✅ Passed',
  'not-applicable': '➖ Not applicable',
  failed: '❌ Missing',
  unknown: '❔ Unknown, held',
  owed: '⏳ Owed',
} as const;

const joinLines = (lines: readonly Phrasing[]): Phrasing =>
  lines.flatMap((line, index): PhrasingContent[] => (index === 0 ? [...line] : [lineBreak, ...line]));

/** One line for each missing item, numbered alike in each column when there are several. */
const toLines = (
  items: readonly Missing[],
  { limits, manner }: View,
  toSentence: (item: Missing) => Sentence,
): Phrasing => {
  const rest = items.length - limits.missing;
  const lines = items
    .slice(0, limits.missing)
    .map((item, index) => [
      ...(items.length > 1 ? plain(`${index + 1}. `) : []),
      ...toPhrasing(toSentence(item), manner),
    ]);
  if (rest > 0) lines.push([...plain(`… and ${rest} more, shortened here`)]);
  return joinLines(lines);
};

/** What a remedy's link opens, so that nobody has to follow it to know. */
const toPlaceName = (link: string): string => {
  const [, kind, number] = /\/(issues|pull)\/(\d+)/.exec(link) ?? [];
  if (number !== undefined) return kind === 'issues' ? `Open issue #${number}` : `Open pull request #${number}`;
  return link.includes('/blob/') ? 'Open the policy' : 'Open it';
};

/** Findings that lack the very same are one row: without a change request, all gates but the first wait for it. */
const toAlike = (findings: readonly Finding[]): readonly (readonly [Finding, ...Finding[]])[] => {
  const groups = Map.groupBy(findings, (finding) =>
    'missing' in finding ? JSON.stringify({ ...finding, gate: null, demandedBy: null }) : finding,
  );
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [[first, ...others] as const],
  );
};

const toFindingRow = (findings: readonly [Finding, ...Finding[]], view: View): readonly Phrasing[] => {
  const [finding] = findings;
  const demands = findings.map(({ demandedBy }) => JSON.stringify(demandedBy));
  const demand = joinLines(
    findings
      .filter((_, index) => demands.indexOf(demands[index] ?? '') === index)
      .map(({ demandedBy }) => toPhrasing([toDemandRun(demandedBy, view)], view.manner)),
  );
  const status = statuses[finding.status];
  const start = [
    joinLines(findings.map(({ gate }) => plain(toGateTitle(gate)))),
    finding.status === 'owed' ? plain(`${status}, until ${toReadable(finding.dueAt)}`) : plain(status),
  ];
  if (finding.status === 'passed' || finding.status === 'not-applicable') {
    return [...start, [...plain('Nothing. '), ...toPhrasing(finding.because, view.manner)], none, none, demand];
  }
  const { missing } = finding;
  return [
    ...start,
    toLines(missing, view, ({ what }) => what),
    toLines(missing, view, ({ who }) => who),
    toLines(missing, view, ({ how, link }) => [...how, ' ', { link, text: toPlaceName(link) }]),
    demand,
  ];
};

/** The very line that demands something, as a link where its file was read. */
const toDemandRun = ({ by, repository, path, line }: Demand, { context }: View): Run => {
  const place = `${repository === null ? '' : `${repository}/`}${path}:${line}`;
  const url =
    by === 'policy'
      ? context.policy && toPolicyUrl(context.repositoryUrl, context.policy)
      : context.baseline && toPolicyUrl(context.baseline.repository.url, context.baseline);
  return url === null ? { code: place } : { link: `${url}#L${line}`, text: place };
};

const toPolicyUrl = (repositoryUrl: string, { path, commit }: Pick<PolicyFile, 'path' | 'commit'>): string =>
  `${repositoryUrl}/blob/${[commit, ...path.split('/')].map((part) => encodeURIComponent(part.toWellFormed())).join('/')}`;

const toStand = ({ context: { policy, baseline, evidence, repositoryUrl }, manner }: View): readonly RootContent[] => {
  return [
    heading('Policy in force'),
    policy === null
      ? paragraph(...plain('The policy could not be read.'))
      : paragraph(
          ...toPhrasing([{ link: toPolicyUrl(repositoryUrl, policy), text: policy.path }], manner),
          ...toPhrasing([' at commit ', { code: policy.commit }], manner),
        ),
    ...(baseline === null
      ? []
      : [
          paragraph(
            ...plain('Baseline of the organisation: '),
            ...toPhrasing(
              [{ link: toPolicyUrl(baseline.repository.url, baseline), text: toBaselineName(baseline) }],
              manner,
            ),
            ...toPhrasing([' at commit ', { code: baseline.commit }], manner),
          ),
        ]),
    heading('Evidence'),
    evidence === null
      ? paragraph(...plain('No statement was committed to the ledger for this.'))
      : paragraph(
          ...toPhrasing(['Statement ', { code: evidence.statementDigest }], manner),
          ...plain(`, entry ${evidence.ledgerEntry} of this repository’s ledger.`),
        ),
  ];
};

const toBaselineName = ({ path, repository: { owner, name } }: Pick<BaselineFile, 'path' | 'repository'>): string =>
  `${owner}/${name}/${path}`;

const toProblemRow = (problem: Problem, { context: { policy, baseline, repositoryUrl }, limits, manner }: View) => {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const file =
    baseline !== null && problem.file === toBaselineName(baseline)
      ? toPolicyUrl(baseline.repository.url, baseline)
      : policy !== null && problem.file === policy.path && toPolicyUrl(repositoryUrl, policy);
  const link = file === false ? '' : `${file}#L${problem.line}`;
  return [
    toPhrasing([link === '' ? { code: place } : { link, text: place }], manner),
    toProse(shorten(problem.message, limits.sentence)),
    problem.hint === null ? none : toProse(shorten(problem.hint, limits.sentence)),
  ];
};

/** What the policy's problems are, and where. */
const toProblems = (problems: readonly Problem[], view: View): readonly RootContent[] => [
  paragraph(
    ...plain('The policy cannot be applied, so everything is held until these are put right on the default branch.'),
  ),
  ...toRows(problems, view, (problem) => toProblemRow(problem, view), ['Place', 'Problem', 'What is right']),
];

const toGates = (verdict: Extract<Verdict, { cause: 'gates' }>, view: View): readonly RootContent[] => [
  ...toEnforcementNotice(verdict.enforcement, view.context.noun ?? 'pull request').map((sentence) =>
    paragraph(...toPhrasing(sentence, view.manner)),
  ),
  table(
    ['Gate', 'Status', 'What is missing', 'Who can supply it', 'How', 'Demanded by'],
    toAlike(verdict.findings).map((findings) => toFindingRow(findings, view)),
  ),
  ...toActs(verdict, view),
];

/** The summary of a check run, no more of it than the limits let through. */
export const toSummary = (verdict: GovernedVerdict, context: ExplainContext, limits: Limits): string => {
  const manner = { repositoryUrl: context.repositoryUrl, sentence: limits.sentence };
  const view: View = { context, limits, manner };
  const notices = context.notices.slice(0, limits.rows);
  return serialise([
    ...notices.map((notice) => paragraph(...toPhrasing(notice, manner))),
    ...(verdict.cause === 'policy' ? toProblems(verdict.problems, view) : toGates(verdict, view)),
    ...toStand(view),
  ]);
};
