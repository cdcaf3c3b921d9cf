import type { EmergencyPath } from '../../policy/policy.ts';
import { type Emergency, toEmergencies } from '../declarations.ts';
import type { Sentence } from '../finding.ts';
import { toList, toParagraph, toTime } from '../sentence.ts';
import type { SignedRecord } from '../signings.ts';
import { toCandidates } from './candidates.ts';
import { type Gate, type GateContext, type Lack, toFinding } from './gate.ts';
import { toSigningLacks, toSigningsOf } from './signed-gate.ts';

const gate = 'emergency';

/** In a declared emergency a reduced quorum signs before the merge, and what is left out is owed. */
export const emergency: Gate = {
  id: gate,
  title: 'Emergency',
  clauses: ['IEC 62304 6.2.4', 'IEC 62304 6.3.1', 'IEC 62304 8.2.1', 'ISO 13485 7.3.9', 'NIST 800-53 CM-3'],
  evaluate: (context) => {
    const path = context.policy.emergency;
    const { records } = context;
    const declared = records.filter(isDeclared);
    if (path === null || declared.length === 0) return null;
    const standing = records.filter(({ emergency }) => emergency.standing !== null).map(({ issue }) => issue);
    const signings = toSigningsOf(context, gate).filter(({ issue }) => standing.includes(issue));
    const lacks = [
      ...records.flatMap((record) => lacksOfDeclaration(context, path, record, declared)),
      ...toSigningLacks(context, signings),
    ];
    return toFinding(gate, lacks.map(withWayBack), {
      gate,
      status: 'passed',
      because: toParagraph(toEmergencies(records, path).map(toWords)),
    });
  },
};

/** For certain, or perhaps. */
const isDeclared = ({ emergency }: SignedRecord): boolean => emergency.standing !== null || emergency.doubt !== null;

const toWords = ({ declared: { record, by, at, reason }, dueAt }: Emergency): Sentence => [
  { issue: record },
  ' declared an emergency by ',
  { person: by },
  ' at ',
  toTime(at),
  ', and signed for: ',
  { code: reason },
  '. What is owed must be done by ',
  toTime(dueAt),
  '.',
];

/** Every linked change request needs its own declaration. */
const lacksOfDeclaration = (
  { facts, roles }: GateContext,
  { role }: EmergencyPath,
  { issue, emergency }: SignedRecord,
  declared: readonly SignedRecord[],
): readonly Lack[] => {
  if (emergency.standing !== null) return [];
  const { doubt } = emergency;
  const what: Sentence =
    doubt === null
      ? [
          'An emergency is declared on ',
          ...toList(declared.map(({ issue }) => [{ issue: issue.ref }])),
          ', and not on ',
          { issue: issue.ref },
          ', which this pull request changes as well.',
        ]
      : ['Whether an emergency is declared on ', { issue: issue.ref }, ' is not known: ', ...doubt, '.'];
  const anew: Sentence = ['Comment ', { code: '/emergency REASON' }, ' on ', { issue: issue.ref }];
  const how: Sentence =
    doubt === null
      ? [...anew, '.']
      : [...anew, '; or delete the comment that cannot be judged, if there is no emergency.'];
  // Whoever makes the change may declare it.
  const candidacy = { roles, contributors: { excluded: new Map() }, openedAt: facts.pullRequest.createdAt };
  const { who } = toCandidates(role, { ...candidacy, may: () => true });
  return [{ status: doubt === null ? 'failed' : 'unknown', missing: { what, who, how, link: issue.url } }];
};

/** What was declared can be taken back: then the other gates alone count. */
const withWayBack = (lack: Lack, index: number): Lack => {
  if (index > 0) return lack;
  const back: Sentence = [' Whoever declared it can take it back by ', { code: '/revoke emergency' }, '.'];
  return { ...lack, missing: { ...lack.missing, how: [...lack.missing.how, ...back] } };
};
