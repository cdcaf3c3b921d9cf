import type { Explanation } from './explain.ts';
import { paragraph, serialise, toPhrasing } from './explain-markdown.ts';

/**
 * What a check shows when the facts of a pull request that was judged before cannot be read: held, and why. `reason` is
 * the fault in words; it may quote GitHub's answer, so it is untrusted.
 */
export const explainFault = (reason: string, repositoryUrl: string): Explanation => {
  const manner = { repositoryUrl, sentence: 2_000 };
  return {
    conclusion: 'failure',
    title: 'Held: GitHub could not be read',
    summary: serialise([
      paragraph(...toPhrasing(['What this change stands on could not be read: ', { code: reason }, '.'], manner)),
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
