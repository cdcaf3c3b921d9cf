import { type Authority, type AuthorityEntry, authorityPath, parseAuthority } from '../policy/authority.ts';
import type { Policy } from '../policy/policy.ts';
import type { Problem } from '../policy/problem.ts';
import type { Account, Fact, Instant, PullRequestFacts, RoleKey } from './facts.ts';
import type { HeldRole, Sentence } from './finding.ts';
import { byTime, toDay } from './instant.ts';
import { toRoleHolders } from './role-holders.ts';
import { toList, toTime } from './sentence.ts';

/** Of the facts, by what it is judged who held a role when. */
export type RoleFacts = Pick<PullRequestFacts, 'roles' | 'witnessed' | 'authorityFile'>;

/** Who held which of one policy's roles when. */
export type RoleBook = Pick<RoleFacts, 'roles' | 'witnessed'> & {
  /** Before the names of the policy's roles among the facts. */
  readonly prefix: '' | 'baseline/';
  readonly authority: AuthorityState;
  /** Whether nobody counts who has no entry in the authority file. */
  readonly required: boolean;
};

/** What became of the authority file. */
type AuthorityState = { readonly path: string } & (
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly reason: string }
  | { readonly state: 'refused'; readonly problem: Problem }
  | ({ readonly state: 'read' } & Authority)
);

/**
 * Who held which of the policy's roles when. Of the authority file only the entries for roles of this policy count, and
 * one for a role that it does not define is a problem; those of the other policy are that policy's business, so that
 * nothing in the one changes what the other holds (F74).
 */
export const toRoleBook = (
  { roles, witnessed, authorityFile }: RoleFacts,
  policy: Pick<Policy, 'authority' | 'roles'>,
  prefix: RoleBook['prefix'],
): RoleBook => ({
  roles,
  witnessed,
  prefix,
  authority: toAuthorityState(
    authorityFile,
    prefix,
    Object.keys(policy.roles).map((name) => `${prefix}${name}`),
  ),
  required: policy.authority === 'required',
});

const toAuthorityState = (
  file: RoleFacts['authorityFile'],
  prefix: RoleBook['prefix'],
  defined: readonly RoleKey[],
): AuthorityState => {
  if (!file.known) return { state: 'unreadable', path: authorityPath, reason: file.reason };
  if (file.value === null) return { state: 'absent', path: authorityPath };
  const { path, text } = file.value;
  const first = parseAuthority(text, { path });
  const named = first.ok ? first.authority.entries.map(({ role }) => role) : [];
  const others = named.filter((role) => role.startsWith('baseline/') !== (prefix === 'baseline/'));
  const parsed = first.ok ? parseAuthority(text, { path, roles: [...defined, ...others] }) : first;
  if (!parsed.ok) return { state: 'refused', path, problem: parsed.problems[0] };
  return { state: 'read', path, ...parsed.authority };
};

/** Whether somebody held a role when they did something, and how that is known. */
export type Holding =
  | { readonly held: 'yes'; readonly by: HeldRole }
  | { readonly held: 'no' | 'unknown'; readonly because: Sentence };

/** Who did what when; `key`: `toActKey`. */
type Deed = { readonly person: Account; readonly key: string; readonly at: Instant };

const no = (...because: Sentence): Holding => ({ held: 'no', because });
const unsure = (...because: Sentence): Holding => ({ held: 'unknown', because });

/** Who holds a role of the policy now; unknown when it was not read. */
export const toHolders = (book: RoleBook, role: string): Fact<readonly Account[]> =>
  toRoleHolders(book.roles, `${book.prefix}${role}`);

/**
 * Judges whether somebody held a role of the policy when they did something, and not now: by the authority file where it
 * dates the role, by our own sight of the act, or by membership now (21 CFR 11.10(d), (g); F25, F29).
 */
export const judgeRole = (book: RoleBook, role: string, deed: Deed): Holding => {
  const { authority, required } = book;
  if (authority.state === 'unreadable') return unsure('the authority file cannot be read');
  if (authority.state === 'refused') return unsure('the authority file has a problem');
  const entries = toEntries(book, role);
  if (entries.length > 0) return judgeDates(book, role, deed, entries);
  if (!required) return judgeMembership(book, role, deed);
  return authority.state === 'absent'
    ? no('the policy asks for an authority file, and there is none')
    : no('the authority file names nobody for the role ', { code: role });
};

/** What the authority file says of a role of the policy. */
export const toEntries = ({ authority, prefix }: RoleBook, role: string): readonly AuthorityEntry[] =>
  authority.state === 'read' ? authority.entries.filter((entry) => entry.role === `${prefix}${role}`) : [];

/** Whether an entry is about somebody: by the account's number where it has one. */
export const isAbout = ({ id, login }: AuthorityEntry, person: Account): boolean =>
  id === null ? login === person.login.toLowerCase() : id === person.id;

const covers = ({ from, until }: AuthorityEntry, day: string): boolean =>
  (from === null || from <= day) && (until === null || day <= until);

const judgeDates = (book: RoleBook, role: string, deed: Deed, entries: readonly AuthorityEntry[]): Holding => {
  const day = toDay(deed.at);
  if (day === null) return unsure('when it was done cannot be read');
  const own = entries.filter((entry) => isAbout(entry, deed.person));
  const covering = own.filter((entry) => covers(entry, day));
  const direct = covering.find(({ delegatedBy }) => delegatedBy === null);
  const delegated = covering.find((entry) => isDelegated(entry, entries, day));
  const membership = direct === undefined ? null : judgeMembership(book, role, deed);
  // An authority of one's own goes with the role; one that was delegated stands in for it.
  if (direct !== undefined && membership?.held === 'yes') return byEntry(direct);
  if (delegated !== undefined) return byEntry(delegated);
  return membership ?? no(...whyNotCovered(role, deed.person, day, own));
};

const byEntry = ({ from, until, delegatedBy }: AuthorityEntry): Holding => ({
  held: 'yes',
  by: { by: 'authority', from, until, delegatedBy },
});

/** Of one level: by somebody who has an authority of their own on that day. */
const isDelegated = ({ delegatedBy }: AuthorityEntry, entries: readonly AuthorityEntry[], day: string): boolean =>
  delegatedBy !== null &&
  entries.some((other) => other.delegatedBy === null && other.login === delegatedBy && covers(other, day));

const whyNotCovered = (role: string, person: Account, day: string, own: readonly AuthorityEntry[]): Sentence => {
  const name = { code: role };
  if (own.length === 0) return [{ person }, ' has no entry for the role ', name, ' in the authority file'];
  const trained = own.findLast(({ trainedUntil }) => trainedUntil !== null && trainedUntil < day)?.trainedUntil;
  if (trained !== undefined && trained !== null) {
    return ['the training of ', { person }, ' for the role ', name, ' ended on ', { code: trained }];
  }
  const lapsed = own.find((entry) => covers(entry, day))?.delegatedBy ?? null;
  if (lapsed !== null) return [{ code: lapsed }, ', who delegated the role ', name, ', had no authority on that day'];
  const periods = toList(own.map(toPeriod));
  return ['the authority file gives ', { person }, ' the role ', name, ' only ', ...periods];
};

/** `from 2026-11-01 until 2026-11-30`. */
export const toPeriod = ({ from, until }: Pick<AuthorityEntry, 'from' | 'until'>): Sentence => [
  ...(from === null ? [] : ['from ', { code: from }]),
  ...(from === null || until === null ? [] : [' ']),
  ...(until === null ? [] : ['until ', { code: until }]),
];

const judgeMembership = (book: RoleBook, role: string, { person, key }: Deed): Holding => {
  const { witnessed, prefix } = book;
  const name = { code: role };
  if (!witnessed.known) return unsure('who held the role ', name, ' when this was first seen is not known');
  const [sight] = witnessed.value.filter((one) => one.act === key && one.role === `${prefix}${role}`).sort(byTime);
  if (sight !== undefined) {
    if (sight.held) return { held: 'yes', by: { by: 'witnessed', at: sight.at } };
    return no({ person }, ' did not hold the role ', name, ' when this was first seen, at ', toTime(sight.at));
  }
  const holders = toHolders(book, role);
  if (!holders.known) return unsure('who holds the role ', name, ' is not known');
  if (holders.value.some(({ id }) => id === person.id)) return { held: 'yes', by: { by: 'present' } };
  return no({ person }, ' does not hold the role ', name);
};
