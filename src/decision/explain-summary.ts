import type { PhrasingContent, RootContent } from 'mdast';
import type { Problem } from '../policy/problem.ts';
import { gates } from './decide.ts';
import { toEnforcementNotice } from './explain-enforcement.ts';
import {
  heading,
  lineBreak,
  type Manner,
  type Phrasing,
  paragraph,
  serialise,
  table,
  toPhrasing,
  toProse,
} from './explain-markdown.ts';
import type { BaselineFile, OpenMatter, PolicyFile } from './facts.ts';
import type {
  Demand,
  Finding,
  GateId,
  HeldRole,
  Missing,
  RecordedDeviation,
  RefusedSignOff,
  Run,
  Sentence,
  SignOff,
  Tick,
} from './finding.ts';
import { toReadable } from './instant.ts';
import { toActor, toCodes, toTime } from './sentence.ts';
import { shorten } from './show-text.ts';
import type { Verdict } from './verdict.ts';

/** What an explanation may say besides the verdict. Nothing here changes while the verdict and its ground stay. */
export type ExplainContext = {
  /** Address of the pull request's repository. */
  readonly repositoryUrl: string;
  /** The policy in force; null when it could not be read. */
  readonly policy: Pick<PolicyFile, 'path' | 'commit'> | null;
  /** The organisation's baseline in force; null when there is none, or it could not be read. */
  readonly baseline: Pick<BaselineFile, 'path' | 'commit' | 'repository'> | null;
  /** The committed statement; null when none was. Without it nothing is shown as released. */
  readonly evidence: { readonly statementDigest: string; readonly ledgerEntry: number } | null;
  /** Sentences that stand above the table: what else keeps the check as it is. */
  readonly notices: readonly Sentence[];
};

/** A verdict that is shown: nothing is claimed about a pull request that is not governed. */
export type GovernedVerdict = Exclude<Verdict, { outcome: 'not-governed' }>;

/** How much is shown: lines a gate, rows a list, characters a sentence. */
export type Limits = { readonly missing: number; readonly rows: number; readonly sentence: number };

type View = { readonly context: ExplainContext; readonly limits: Limits; readonly manner: Manner };

export const toGateTitle = (id: GateId): string => gates.find((gate) => gate.id === id)?.title ?? id;

const plain = (value: string): Phrasing => [{ type: 'text', value }];
const none = plain('—');

/** A list of rows, and a word on those that are left out. */
const toRows = <T>(
  items: readonly T[],
  { limits }: View,
  toRow: (item: T) => readonly Phrasing[],
  columns: string[],
) => {
  const rest = items.length - limits.rows;
  const rows = table(columns, items.slice(0, limits.rows).map(toRow));
  return rest > 0
    ? [rows, paragraph(...plain(`… and ${rest} more, shortened here; the evidence holds them all.`))]
    : [rows];
};

const statuses = {
  passed: '✅ Passed',
  'not-applicable': '➖ Not applicable',
  failed: '❌ Missing',
  unknown: '❔ Unknown, held',
  owed: '⏳ Owed',
} as const;

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
  return lines.flatMap((line, index): PhrasingContent[] => (index === 0 ? line : [lineBreak, ...line]));
};

/** What a remedy's link opens, so that nobody has to follow it to know. */
const toPlaceName = (link: string): string => {
  const [, kind, number] = /\/(issues|pull)\/(\d+)/.exec(link) ?? [];
  if (number !== undefined) return kind === 'issues' ? `Open issue #${number}` : `Open pull request #${number}`;
  return link.includes('/blob/') ? 'Open the policy' : 'Open it';
};

const toFindingRow = (finding: Finding, view: View): readonly Phrasing[] => {
  const demand = toPhrasing([toDemandRun(finding.demandedBy, view)], view.manner);
  const status = statuses[finding.status];
  const start = [
    plain(toGateTitle(finding.gate)),
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

const toMethod = ({ method, url }: { readonly method: string; readonly url: string }): Sentence => [
  { link: url, text: method },
];

const toSignOffRow = (signOff: SignOff, { manner }: View): readonly Phrasing[] => [
  plain(toGateTitle(signOff.gate)),
  toPhrasing([{ issue: signOff.record }], manner),
  toPhrasing([{ person: signOff.signer }], manner),
  toPhrasing([{ code: signOff.role }, ...toGround(signOff.held)], manner),
  plain(signOff.meaning),
  toPhrasing(
    [
      toTime(signOff.at),
      ...(signOff.deviation === null ? [] : [', late: ', { link: signOff.deviation, text: 'deviation' }]),
    ],
    manner,
  ),
  toPhrasing(toMethod(signOff), manner),
  signOff.note === null ? none : toPhrasing([{ code: signOff.note }], manner),
];

/** On what ground the role is taken to have been held then. */
const toGround = (held: HeldRole): Sentence => {
  switch (held.by) {
    case 'present':
      return [];
    case 'witnessed':
      return [', seen at ', toTime(held.at)];
    case 'authority':
      return [
        ', by the authority file',
        ...(held.from === null ? [] : [' from ', { code: held.from }]),
        ...(held.until === null ? [] : [' until ', { code: held.until }]),
        ...(held.delegatedBy === null ? [] : [', delegated by ', { code: held.delegatedBy }]),
      ];
  }
};

const fates = { refused: 'Refused', lapsed: 'Lapsed', revoked: 'Revoked', undetermined: 'Not judged' } as const;

const toRefusedRow = (act: RefusedSignOff, { manner }: View): readonly Phrasing[] => [
  act.gate === null ? none : plain(toGateTitle(act.gate)),
  toPhrasing([{ issue: act.record }], manner),
  toPhrasing([toActor(act.signer)], manner),
  toPhrasing([toTime(act.at)], manner),
  toPhrasing(toMethod(act), manner),
  plain(fates[act.kind]),
  toPhrasing(act.because, manner),
];

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

const signOffColumns = ['Gate', 'Record', 'Name', 'Role', 'Meaning', 'Time', 'How', 'Note'];
const refusedColumns = ['Gate', 'Record', 'Name', 'Time', 'How', 'Status', 'Why'];
const tickColumns = ['Gate', 'Record', 'Ticked by', 'Time', 'Boxes'];
const deviationColumns = ['Deviation', 'Record', 'Recorded by', 'Role', 'Time', 'Reason'];
const matterColumns = ['What', 'Since', 'Due'];

/** The boxes that one person ticked at one time on one record. */
type TickGroup = Pick<Tick, 'gate' | 'record' | 'by' | 'at'> & { readonly items: readonly string[] };

const toTickGroups = (ticks: readonly Tick[]): readonly TickGroup[] =>
  [...Map.groupBy(ticks, ({ gate, record, by, at }) => JSON.stringify([gate, record, by, at])).values()].flatMap(
    ([first, ...others]) =>
      first === undefined ? [] : [{ ...first, items: [first, ...others].map(({ item }) => item) }],
  );

const toTickRow = ({ gate, record, by, at, items }: TickGroup, { manner }: View): readonly Phrasing[] => [
  plain(toGateTitle(gate)),
  toPhrasing([{ issue: record }], manner),
  toPhrasing(by.known ? [{ person: by.value }] : ['unknown: ', { code: by.reason }], manner),
  toPhrasing(at.known ? [toTime(at.value)] : ['unknown: ', { code: at.reason }], manner),
  toPhrasing([`${items.length}: `, ...toCodes(items)], manner),
];

const deviationNames = { 'late-approval': 'Approved late', emergency: 'Emergency' } as const;

const toDeviationRow = (deviation: RecordedDeviation, { manner }: View): readonly Phrasing[] => [
  toPhrasing([{ link: deviation.url, text: deviationNames[deviation.kind] }], manner),
  toPhrasing([{ issue: deviation.record }], manner),
  toPhrasing([{ person: deviation.by }], manner),
  toPhrasing([{ code: deviation.role }], manner),
  toPhrasing([toTime(deviation.at)], manner),
  toPhrasing([{ code: deviation.reason }], manner),
];

const toMatterRow = ({ what, url, since, dueAt }: OpenMatter, { manner }: View): readonly Phrasing[] => [
  url === null ? toPhrasing([{ code: what }], manner) : toPhrasing([{ link: url, text: what }], manner),
  toPhrasing([toTime(since)], manner),
  dueAt === null ? none : toPhrasing([toTime(dueAt)], manner),
];

/** A titled table, or nothing where there is nothing to show. */
const toSection = <T>(
  title: string,
  items: readonly T[],
  view: View,
  toRow: (item: T, view: View) => readonly Phrasing[],
  columns: string[],
): readonly RootContent[] =>
  items.length === 0 ? [] : [heading(title), ...toRows(items, view, (item) => toRow(item, view), columns)];

const toGates = (verdict: Extract<Verdict, { cause: 'gates' }>, view: View): readonly RootContent[] => [
  ...toEnforcementNotice(verdict.enforcement).map((sentence) => paragraph(...toPhrasing(sentence, view.manner))),
  table(
    ['Gate', 'Status', 'What is missing', 'Who can supply it', 'How', 'Demanded by'],
    verdict.findings.map((finding) => toFindingRow(finding, view)),
  ),
  ...toSection('Recorded deviations', verdict.deviations, view, toDeviationRow, deviationColumns),
  ...toSection('Open in this repository', verdict.openMatters, view, toMatterRow, matterColumns),
  heading('Sign-offs'),
  ...(verdict.signOffs.length === 0
    ? [paragraph(...plain('No sign-off counts yet.'))]
    : toRows(verdict.signOffs, view, (signOff) => toSignOffRow(signOff, view), signOffColumns)),
  ...toSection('Sign-offs that do not count', verdict.refused, view, toRefusedRow, refusedColumns),
  ...toSection('Who ticked the boxes', toTickGroups(verdict.ticks), view, toTickRow, tickColumns),
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
