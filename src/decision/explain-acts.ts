import type { RootContent } from 'mdast';
import { heading, type Phrasing, paragraph, toPhrasing } from './explain-markdown.ts';
import { none, plain, toGateTitle, toRows, type View } from './explain-view.ts';
import type { OpenMatter } from './facts.ts';
import type { HeldRole, RecordedDeviation, RefusedSignOff, Sentence, SignOff, Tick } from './finding.ts';
import { toActor, toCodes, toTime } from './sentence.ts';
import type { Verdict } from './verdict.ts';

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

const deviationNames = {
  'late-approval': 'Approved late',
  emergency: 'Emergency',
  unaccounted: 'Without a verdict',
} as const;

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

/** Who did what: deviations, what is open, the sign-offs that count and those that do not, and the ticks. */
export const toActs = (verdict: Extract<Verdict, { cause: 'gates' }>, view: View): readonly RootContent[] => [
  ...toSection('Recorded deviations', verdict.deviations, view, toDeviationRow, deviationColumns),
  ...toSection('Open in this repository', verdict.openMatters, view, toMatterRow, matterColumns),
  heading('Sign-offs'),
  ...(verdict.signOffs.length === 0
    ? [paragraph(...plain('No sign-off counts yet.'))]
    : toRows(verdict.signOffs, view, (signOff) => toSignOffRow(signOff, view), signOffColumns)),
  ...toSection('Sign-offs that do not count', verdict.refused, view, toRefusedRow, refusedColumns),
  ...toSection('Who ticked the boxes', toTickGroups(verdict.ticks), view, toTickRow, tickColumns),
];
