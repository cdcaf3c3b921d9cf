import type { PhrasingContent, RootContent } from 'mdast';
import type { Problem } from '../policy/problem.ts';
import { gates } from './decide.ts';
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
import type { PolicyFile } from './facts.ts';
import type { Finding, GateId, Missing, RefusedSignOff, Sentence, SignOff } from './finding.ts';
import { toActor, toTime } from './sentence.ts';
import { shorten } from './show-text.ts';
import type { Verdict } from './verdict.ts';

/** What an explanation may say besides the verdict. Nothing here changes while the verdict and its ground stay. */
export type ExplainContext = {
  /** Address of the pull request's repository. */
  readonly repositoryUrl: string;
  /** The policy in force; null when it could not be read. */
  readonly policy: Pick<PolicyFile, 'path' | 'commit'> | null;
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
  const start = [plain(toGateTitle(finding.gate)), plain(statuses[finding.status])];
  if (finding.status === 'passed' || finding.status === 'not-applicable') {
    return [...start, [...plain('Nothing. '), ...toPhrasing(finding.because, view.manner)], none, none];
  }
  const { missing } = finding;
  return [
    ...start,
    toLines(missing, view, ({ what }) => what),
    toLines(missing, view, ({ who }) => who),
    toLines(missing, view, ({ how, link }) => [...how, ' ', { link, text: toPlaceName(link) }]),
  ];
};

const toMethod = ({ method, url }: { readonly method: string; readonly url: string }): Sentence => [
  { link: url, text: method },
];

const toSignOffRow = (signOff: SignOff, { manner }: View): readonly Phrasing[] => [
  plain(toGateTitle(signOff.gate)),
  toPhrasing([{ issue: signOff.record }], manner),
  toPhrasing([{ person: signOff.signer }], manner),
  toPhrasing([{ code: signOff.role }], manner),
  plain(signOff.meaning),
  toPhrasing([toTime(signOff.at)], manner),
  toPhrasing(toMethod(signOff), manner),
  signOff.note === null ? none : toPhrasing([{ code: signOff.note }], manner),
];

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

const toGround = ({ context: { policy, evidence, repositoryUrl }, manner }: View): readonly RootContent[] => {
  return [
    heading('Policy in force'),
    policy === null
      ? paragraph(...plain('The policy could not be read.'))
      : paragraph(
          ...toPhrasing([{ link: toPolicyUrl(repositoryUrl, policy), text: policy.path }], manner),
          ...toPhrasing([' at commit ', { code: policy.commit }], manner),
        ),
    heading('Evidence'),
    evidence === null
      ? paragraph(...plain('No statement was committed to the ledger for this.'))
      : paragraph(
          ...toPhrasing(['Statement ', { code: evidence.statementDigest }], manner),
          ...plain(`, entry ${evidence.ledgerEntry} of this repository’s ledger.`),
        ),
  ];
};

const toProblemRow = (problem: Problem, { context: { policy, repositoryUrl }, limits, manner }: View) => {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const link = policy === null ? '' : `${toPolicyUrl(repositoryUrl, policy)}#L${problem.line}`;
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

const toGates = (verdict: Extract<Verdict, { cause: 'gates' }>, view: View): readonly RootContent[] => [
  table(
    ['Gate', 'Status', 'What is missing', 'Who can supply it', 'How'],
    verdict.findings.map((finding) => toFindingRow(finding, view)),
  ),
  heading('Sign-offs'),
  ...(verdict.signOffs.length === 0
    ? [paragraph(...plain('No sign-off counts yet.'))]
    : toRows(verdict.signOffs, view, (signOff) => toSignOffRow(signOff, view), signOffColumns)),
  ...(verdict.refused.length === 0
    ? []
    : [
        heading('Sign-offs that do not count'),
        ...toRows(verdict.refused, view, (act) => toRefusedRow(act, view), refusedColumns),
      ]),
];

/** The summary of a check run, no more of it than the limits let through. */
export const toSummary = (verdict: GovernedVerdict, context: ExplainContext, limits: Limits): string => {
  const manner = { repositoryUrl: context.repositoryUrl, sentence: limits.sentence };
  const view: View = { context, limits, manner };
  const notices = context.notices.slice(0, limits.rows);
  return serialise([
    ...notices.map((notice) => paragraph(...toPhrasing(notice, manner))),
    ...(verdict.cause === 'policy' ? toProblems(verdict.problems, view) : toGates(verdict, view)),
    ...toGround(view),
  ]);
};
