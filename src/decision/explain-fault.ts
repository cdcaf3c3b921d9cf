import type { Explanation } from './explain.ts';
import { paragraph, serialise, toPhrasing } from './explain-markdown.ts';
import type { Sentence } from './finding.ts';

/**
 * What a check shows when a pull request that was judged before cannot be judged now: held, and why. `reason` is GitHub's
 * fault in words; it may quote GitHub's answer, so it is untrusted. Null when the fault is our own.
 */
export const explainFault = (reason: string | null, repositoryUrl: string): Explanation => {
  const manner = { repositoryUrl, sentence: 2_000 };
  const what: Sentence =
    reason === null
      ? ['Holdpoint met a fault of its own while it judged this change. Its log says which; tell whoever runs it.']
      : ['What this change stands on could not be read: ', { code: reason }, '.'];
  return {
    conclusion: 'failure',
    title: reason === null ? 'Held: Holdpoint could not judge this change' : 'Held: GitHub could not be read',
    summary: serialise([
      paragraph(...toPhrasing(what, manner)),
      paragraph(
        ...toPhrasing(
          [
            'Nothing is released on what is unknown. It is tried again by itself; ',
            { code: 'Re-run' },
            ' tries at once.',
          ],
          manner,
        ),
      ),
    ]),
  };
};
