import type { Policy } from '../../policy/policy.ts';
import type { RoleBook } from '../authority.ts';
import { type Declared, toDeclared, toRecorded } from '../declarations.ts';
import type { IssueFacts } from '../facts.ts';
import type { RecordedDeviation, Sentence } from '../finding.ts';
import { isIndependent, refused } from '../judgement.ts';
import type { Reading } from '../reading.ts';
import { toTextStart } from '../record-content.ts';
import { coversText } from '../sign-off-conditions.ts';
import type { RangeAccount } from './account.ts';
import type { RangeCommit } from './release-facts.ts';
import { whyNotReleased } from './why-not-released.ts';

/**
 * A deviation on a release record, by which what no verdict covers is let through: by somebody in the role who wrote none
 * of it, and after the last edit of the record, which says what the range is (IEC 62304 8.2.1; NIST SP 800-53 AC-5).
 */
export const toRangeDeviation = (
  issue: IssueFacts,
  { policy, roles, reading }: { readonly policy: Policy; readonly roles: RoleBook; readonly reading: Reading },
  account: RangeAccount | null,
): Declared => {
  const role = policy.deviationRole;
  // As far back as the record goes: a box that is ticked later changes nothing of what was let through.
  const content = { text: toTextStart(issue, reading, issue.createdAt) };
  const contributors = { excluded: toAuthors(account), unknown: [] };
  const ground = { issue, reading, policy, roles, contributors, implementation: null };
  return toDeclared('deviation', ground, role, [
    ...(role === null ? [() => refused('the policy names no role that records deviations')] : []),
    isIndependent,
    (act) => coversText(act, content),
  ]);
};

/** Of what no verdict covers: strays, and what pull requests brought that were not released. */
const toAuthors = (account: RangeAccount | null): ReadonlyMap<number, Sentence> =>
  new Map(
    (account === null ? [] : toUncovered(account)).flatMap(
      ({ sha, author }): readonly (readonly [number, Sentence])[] =>
        author.account.known ? [[author.account.value.id, ['wrote ', { code: sha.slice(0, 7) }]]] : [],
    ),
  );

const toUncovered = ({ strays, brought, commitsOf }: RangeAccount): readonly RangeCommit[] => [
  ...strays,
  ...brought.flatMap((one) => (whyNotReleased(one) === null ? [] : (commitsOf.get(one.number) ?? []))),
];

/** As it is shown for ever. */
export const toRangeDeviations = (issue: IssueFacts, { standing }: Declared): readonly RecordedDeviation[] =>
  standing === null ? [] : [toRecorded('unaccounted', 'range', issue, standing)];
