import { isAbout, type RoleBook, toEntries, toHolders, toPeriod } from '../authority.ts';
import type { Contributors } from '../contributors.ts';
import type { Account } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import { toDay } from '../instant.ts';
import { toAuthorship } from '../record-authors.ts';
import { byLogin, compareText, toList } from '../sentence.ts';
import type { Signing } from '../sign-offs.ts';
import type { SigningContext } from './gate.ts';

/** Who may act in a role, for a remedy; `any`: whether there is somebody. */
export type Candidates = { readonly who: Sentence; readonly any: boolean };

/** By what it is told who may act. */
export type Candidacy = {
  readonly roles: RoleBook;
  readonly contributors: Pick<Contributors, 'excluded'>;
  /** An authority that ended before then is of no use: whatever is still to be done comes later. */
  readonly openedAt: string;
  /** Whether somebody may, as far as nothing else tells. */
  readonly may: (holder: Account) => boolean;
};

/** Who may act in a role: independent people who hold it, and whose authority has not ended where it is dated. */
export const toCandidates = (role: string, { roles, contributors, openedAt, may }: Candidacy): Candidates => {
  const name = { code: role };
  const holders = toHolders(roles, role);
  if (!holders.known) return { who: ['Somebody who holds the role ', name], any: true };
  const entries = toEntries(roles, role);
  const isDated = entries.length > 0 || roles.required;
  const day = toDay(openedAt) ?? '';
  const current = entries.filter(({ until }) => until === null || day <= until);
  const free = holders.value
    .filter((holder) => holder.kind === 'person' && !contributors.excluded.has(holder.id) && may(holder))
    .sort(byLogin);
  const members = free.flatMap((person): readonly Sentence[] => {
    const entry = current.find((each) => each.delegatedBy === null && isAbout(each, person));
    if (!isDated) return [[{ person }]];
    return entry === undefined ? [] : [[{ person }, ...toSuffix(toPeriod(entry))]];
  });
  const delegates = current
    .filter((entry) => entry.delegatedBy !== null && !holders.value.some((holder) => isAbout(entry, holder)))
    .filter(({ id }) => id === null || !contributors.excluded.has(id))
    .sort((a, b) => compareText(a.login, b.login))
    .map((entry): Sentence => [{ code: entry.login }, ...toSuffix(toPeriod(entry))]);
  const all = [...members, ...delegates];
  if (all.length > 0) return { who: [...toList(all, 'or'), ' (role ', name, ')'], any: true };
  const lacking = isDated && free.length > 0 ? [' and has an entry in the authority file that has not ended'] : [];
  return { who: ['Nobody now: no independent person is left who holds the role ', name, ...lacking], any: false };
};

const toSuffix = (period: Sentence): Sentence => (period.length === 0 ? [] : [' ', ...period]);

/**
 * Who may sign for rules of a gate, by their indices: not those who are not independent, wrote the record where that
 * matters, signed at a gate whose signers may not sign here, or have `signed` already.
 */
export const toSigners = (
  signing: Signing,
  { about }: Pick<SigningContext, 'about'>,
  rules: readonly number[] = [...signing.config.signOffs.keys()],
  signed: ReadonlySet<number> = new Set(),
): Candidates => {
  const { config, roles, contributors, issue, reading, others } = signing;
  const may = ({ id }: Account): boolean =>
    !signed.has(id) &&
    (config.recordAuthorMaySign || toAuthorship(issue, reading, id).wrote !== 'yes') &&
    !config.notSignersOf.some((gate) => others.get(gate)?.signers.has(id));
  const names = [...new Set(rules.flatMap((rule) => config.signOffs[rule]?.role ?? []))];
  const candidacy = { roles, contributors, openedAt: about.openedAt, may };
  return joinCandidates(names.map((role) => toCandidates(role, candidacy)));
};

const joinCandidates = (each: readonly Candidates[]): Candidates => {
  const some = each.filter(({ any }) => any);
  const shown = some.length > 0 ? some : each;
  return {
    who: toList(
      shown.map(({ who }) => who),
      'or',
    ),
    any: some.length > 0,
  };
};
