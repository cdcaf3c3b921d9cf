import type { ReleasePolicy } from '../../policy/policy.ts';
import { type Holding, judgeRole, type RoleBook } from '../authority.ts';
import type { Account, Instant, IssueFacts } from '../facts.ts';
import type { RefusedSignOff } from '../finding.ts';
import { isIntact, isPerson, type Judgement, judge, refused, stands, undetermined } from '../judgement.ts';
import type { Reading } from '../reading.ts';
import { toTextStart } from '../record-content.ts';
import { type DeclarationAct, readDeclarationActs } from '../sign-off-acts.ts';
import { coversText } from '../sign-off-conditions.ts';

/** Somebody entitled asks that the tag of a release be made. */
export type TagOrder = { readonly by: Account; readonly role: string; readonly at: Instant; readonly url: string };

/** What was asked for, oldest first: what may be followed, and what certainly may not. */
export type TagOrders = { readonly orders: readonly TagOrder[]; readonly refused: readonly RefusedSignOff[] };

/**
 * Judges every `/release` on a release record: by a person in one of the roles that sign the release, not edited, not
 * deleted, and about the present text of the record, its ticks left out. Whether the release is released is not looked at here.
 */
export const judgeTagOrders = (
  issue: IssueFacts,
  { approval }: Pick<ReleasePolicy, 'approval'>,
  { roles, reading }: { readonly roles: RoleBook; readonly reading: Reading },
): TagOrders => {
  const names = [...new Set(approval.signOffs.map(({ role }) => role))];
  // As far back as the record goes: a box that is ticked later changes nothing of what was asked for.
  const content = { text: toTextStart(issue, reading, issue.createdAt) };
  const judged = readDeclarationActs(issue, 'release', reading).map((act) => judgeOrder(act, names, roles, content));
  return {
    orders: judged.flatMap(({ order }) => order ?? []),
    refused: judged.flatMap(({ act, judgement }) =>
      judgement === null
        ? []
        : [
            {
              gate: null,
              record: issue.ref,
              signer: act.actor,
              at: act.at,
              method: 'comment',
              url: act.url,
              ...judgement,
            },
          ],
    ),
  };
};

type Judged = {
  readonly act: DeclarationAct;
  readonly judgement: Judgement | null;
  readonly order: TagOrder | null;
};

const judgeOrder = (
  act: DeclarationAct,
  names: readonly string[],
  roles: RoleBook,
  content: Parameters<typeof coversText>[1],
): Judged => {
  if (!act.actor.known)
    return { act, judgement: undetermined('GitHub does not name the account that wrote it'), order: null };
  const by = act.actor.value;
  const held = names.map((role) => ({
    role,
    holding: judgeRole(roles, role, { person: by, key: act.key, at: act.at }),
  }));
  const entitled = held.find(({ holding }) => holding.held === 'yes');
  const judgement =
    judge([isPerson, isIntact, stands], { ...act, signer: by }, {}) ??
    (entitled === undefined ? whyNot(held.map(({ holding }) => holding)) : coversText({ ...act, signer: by }, content));
  const order =
    judgement === null && entitled !== undefined ? { by, role: entitled.role, at: act.at, url: act.url } : null;
  return { act, judgement, order };
};

const whyNot = (holdings: readonly Holding[]): Judgement => {
  const doubt = holdings.find(({ held }) => held === 'unknown');
  if (doubt !== undefined && doubt.held !== 'yes') return undetermined(...doubt.because);
  const [first] = holdings;
  return first === undefined || first.held === 'yes' ? refused('no role signs releases') : refused(...first.because);
};
