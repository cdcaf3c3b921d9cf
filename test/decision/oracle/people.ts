/** Who holds a role, when, and who had a part in the change. */

import type { Account, Contributor, Fact, Instant } from '../../../src/decision/facts.ts';
import { type Authority, parseAuthority } from '../../../src/policy/authority.ts';
import type { Layer } from './layer.ts';
import { dayOf, inOrder, lower } from './texts.ts';

/** Who holds a role now. Nothing that every object has is a role. Null: not known. */
const holders = ({ facts, prefix }: Layer, role: string): readonly Account[] | null => {
  const entry = Object.entries(facts.roles).find(([name]) => name === `${prefix}${role}`)?.[1];
  return entry?.known ? entry.value : null;
};

/** There is somebody, and the list of them is known: without, nobody can be asked to sign. */
export const isHeld = (layer: Layer, role: string): boolean =>
  (holders(layer, role) ?? []).some(({ kind }) => kind === 'person');

type Dates = 'none' | 'broken' | Authority;

/** The authority file as far as it concerns this layer. */
const authority = ({ facts, policy, prefix }: Layer): Dates => {
  if (!facts.authorityFile.known) return 'broken';
  if (facts.authorityFile.value === null) return 'none';
  const { text, path } = facts.authorityFile.value;
  const parsed = parseAuthority(text, { path });
  if (!parsed.ok) return 'broken';
  // A role that the other policy ought to define is that policy's business.
  const names = Object.keys(policy.roles).map((name) => `${prefix}${name}`);
  const mine = parsed.authority.entries.filter(({ role }) => role.startsWith('baseline/') === (prefix !== ''));
  return mine.every(({ role }) => names.includes(role)) ? parsed.authority : 'broken';
};

/** Whether somebody certainly held a role at a time, at which they did the act with this key. */
export const heldThen = (layer: Layer, person: Account, role: string, act: string, at: Instant): boolean => {
  const dates = authority(layer);
  if (dates === 'broken') return false;
  const isMember = wasMember(layer, person, role, act);
  if (dates === 'none') return layer.policy.authority === 'when-present' && isMember;
  const concerned = dates.entries.filter((entry) => entry.role === `${layer.prefix}${role}`);
  if (concerned.length === 0) return layer.policy.authority === 'when-present' && isMember;
  const day = dayOf(at);
  if (day === null) return false;
  const covering = (login: string, id: number | null) =>
    concerned.filter(
      (entry) =>
        (entry.id !== null && id !== null ? entry.id === id : entry.login === lower(login)) &&
        (entry.from === null || entry.from <= day) &&
        (entry.until === null || day <= entry.until),
    );
  return covering(person.login, person.id).some(
    ({ delegatedBy }) =>
      (delegatedBy === null && isMember) ||
      (delegatedBy !== null && covering(delegatedBy, null).some((entry) => entry.delegatedBy === null)),
  );
};

const wasMember = (layer: Layer, { id }: Account, role: string, act: string): boolean => {
  const { witnessed } = layer.facts;
  if (!witnessed.known) return false;
  const [seen] = inOrder(witnessed.value.filter((one) => one.act === act && one.role === `${layer.prefix}${role}`));
  if (seen !== undefined) return seen.held;
  return (holders(layer, role) ?? []).some((holder) => holder.id === id);
};

/** Everybody who had a part in the pull request; null while somebody is not known who had. */
export const contributors = ({ facts, policy }: Layer): ReadonlySet<number> | null => {
  const { pullRequest, commits, pushes, remembered } = facts;
  if (!commits.known || !pushes.known || !remembered.known) return null;
  const head = pullRequest.headSha;
  if (!commits.value.some(({ sha }) => sha === head) || !pushes.value.some((push) => push.headSha === head))
    return null;
  const excused = (person: Contributor, addresses: readonly string[]): boolean =>
    person.email.trim() !== '' && addresses.includes(lower(person.email.trim()));
  const parts: Fact<Account>[] = [pullRequest.author, ...pushes.value.map(({ pusher }) => pusher)];
  const everybody = [
    ...commits.value.flatMap(({ authors, committer }) => [...authors, committer]),
    ...remembered.value.map(({ contributor }) => contributor),
  ];
  const address = ({ email }: Contributor): string => lower(email.trim());
  const take = (person: Contributor, isCommitter: boolean): void => {
    // An address belongs to one account, whenever that came to be known.
    const owner = everybody.find((one) => one.account.known && address(one) === address(person));
    if (!person.account.known && owner !== undefined && !['', 'noreply@github.com'].includes(address(person))) {
      parts.push(owner.account);
      return;
    }
    const machines = isCommitter ? [...policy.unattributedEmails, 'noreply@github.com'] : policy.unattributedEmails;
    if (person.account.known || !excused(person, machines)) parts.push(person.account);
  };
  for (const { authors, committer } of commits.value) {
    if (authors.length === 0) return null;
    for (const author of authors) take(author, false);
    take(committer, true);
  }
  for (const { contributor, did } of remembered.value) take(contributor, did === 'committed');
  const ids = parts.map((part) => (part.known ? part.value.id : null));
  return ids.includes(null) ? null : new Set(ids.flatMap((id) => id ?? []));
};
