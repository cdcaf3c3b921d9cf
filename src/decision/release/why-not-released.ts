import type { RangePullRequest } from './release-facts.ts';

/** Why no verdict covers what a pull request brought; null when one does. Ours alone: it goes into a sentence as it is. */
export const whyNotReleased = ({ headSha, merge, mergeCommitSha }: RangePullRequest): string | null => {
  if (mergeCommitSha === null) return 'GitHub does not say how it was merged';
  if (merge === null) return 'no verdict was given before the merge';
  switch (merge.outcome) {
    case 'covered':
      return merge.headSha === headSha ? null : 'merged with another head than the one that was released';
    case 'settled':
      return null;
    case 'deviation':
      return 'merged without a released verdict, which is an open deviation';
    case 'not-governed':
      return 'no policy governed the merge';
  }
};
