import { type RoleFacts, toRoleBook } from './authority.ts';
import { toGoverningPolicies } from './closers.ts';
import type { Contributors } from './contributors.ts';
import { toDeviation } from './declarations.ts';
import type { Account, Instant, IssueFacts } from './facts.ts';
import type { RefusedSignOff } from './finding.ts';
import { byTime } from './instant.ts';
import type { Policies } from './policy-outcome.ts';
import { toReading } from './reading.ts';

/** What closes a deviation: who recorded it, in which role, and why. */
type RecordedClosing = {
  readonly by: Account;
  readonly role: string;
  readonly at: Instant;
  /** Untrusted. */
  readonly reason: string;
  readonly url: string;
};

/** What was said on the issue of a deviation towards closing it. */
export type JudgedClosing = {
  /** Null while it stays open. */
  readonly closing: RecordedClosing | null;
  /** Those who said so and certainly may not; oldest first. */
  readonly refused: readonly RefusedSignOff[];
};

/**
 * Judges who may close a deviation by `/deviation REASON` on the issue that tracks it (F37): under each policy that
 * governs and names a role for it somebody in that role, who had no part in what the deviation is about. The last of
 * them closes it.
 *
 * @param excluded whoever had a part in it, with what they did.
 */
export const judgeClosing = (
  issue: IssueFacts,
  policies: Policies,
  { repositoryName, facts }: { readonly repositoryName: string; readonly facts: RoleFacts },
  excluded: Contributors['excluded'],
): JudgedClosing => {
  const reading = toReading();
  const judged = toGoverningPolicies(policies, repositoryName)
    .filter(({ policy }) => policy.deviationRole !== null)
    .map(({ policy, prefix }) =>
      toDeviation({
        issue,
        reading,
        policy,
        roles: toRoleBook(facts, policy, prefix),
        contributors: { excluded, unknown: [] },
        implementation: null,
      }),
    );
  const standing = judged.flatMap((declared) => declared.standing ?? []).sort(byTime);
  const accepted = new Set(standing.map(({ url }) => url));
  const refused = judged
    .flatMap((declared) => declared.refused)
    .filter(({ kind, url }) => kind === 'refused' && !accepted.has(url));
  return {
    closing: judged.length > 0 && standing.length === judged.length ? (standing.at(-1) ?? null) : null,
    refused: [...new Map(refused.map((act) => [act.url, act])).values()].sort(byTime),
  };
};
