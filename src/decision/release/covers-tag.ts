import type { Policy } from '../../policy/policy.ts';
import { matchesWildcards } from '../../policy/wildcards.ts';

/** Whether a policy asks anything of a release of this tag (without `refs/tags/`). */
export const coversTag = ({ release }: Pick<Policy, 'release'>, tag: string): boolean =>
  release !== null && release.tags.some((pattern) => matchesWildcards(pattern, tag));
