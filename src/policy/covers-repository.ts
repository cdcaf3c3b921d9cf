import type { Policy } from './policy.ts';
import { matchesWildcards } from './wildcards.ts';

/** Whether a baseline covers a repository of its organisation, by its name without the owner; GitHub regards no case. */
export const coversRepository = (policy: Pick<Policy, 'repositories'>, name: string): boolean =>
  policy.repositories.some((pattern) => matchesWildcards(pattern.toLowerCase(), name.toLowerCase()));
