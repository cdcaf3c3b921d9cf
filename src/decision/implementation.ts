import type { Instant, PullRequestFacts } from './facts.ts';
import type { Sentence } from './finding.ts';
import { isBefore, isTime } from './instant.ts';
import { compareText } from './sentence.ts';

/** The first sign that a change is being implemented. */
export type Implementation = {
  /** It may have begun as early as this. */
  readonly at: Instant;
  readonly sign: Sentence;
  /** It had certainly begun by then; null when no sign of it has a time that can be read. */
  readonly begunBy: Instant | null;
};

/**
 * The earliest of the pull request's creation, the pushes to it and the first sight of its commits, by GitHub's clock or
 * our own: dates inside commits can be forged and are not looked at. Unknown pushes or commits could be earlier still;
 * whoever uses this must hold for them (`Contributors.unknown` names them).
 */
export const toImplementation = (facts: PullRequestFacts): Implementation => {
  const { pullRequest, pushes, commits } = facts;
  const signs: [Sign, ...Sign[]] = [
    { at: pullRequest.createdAt, sign: ['the pull request was opened'], key: '' },
    ...(pushes.known ? pushes.value : []).map(({ at, headSha }) => ({
      at,
      sign: [{ code: headSha.slice(0, 7) }, ' was pushed'],
      key: `push ${headSha}`,
    })),
    ...(commits.known ? commits.value : []).flatMap(({ seenAt, sha }) =>
      seenAt === null
        ? []
        : [{ at: seenAt, sign: ['commit ', { code: sha.slice(0, 7) }, ' was on GitHub'], key: `seen ${sha}` }],
    ),
  ];
  const earliest = toEarliest(signs.filter(({ at }) => isTime(at)));
  // A sign without a readable time may have been the first of all: nothing is before it.
  const { at, sign } = signs.find(({ at }) => !isTime(at)) ?? earliest ?? signs[0];
  return { at, sign, begunBy: earliest?.at ?? null };
};

type Sign = Pick<Implementation, 'at' | 'sign'> & { readonly key: string };

const toEarliest = (signs: readonly Sign[]): Sign | undefined =>
  signs.reduce<Sign | undefined>((first, next) => {
    if (first === undefined || isBefore(next.at, first.at)) return next;
    return !isBefore(first.at, next.at) && compareText(next.key, first.key) < 0 ? next : first;
  }, undefined);
