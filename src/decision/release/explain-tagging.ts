import { paragraph, serialise, toPhrasing } from '../explain-markdown.ts';
import type { Sentence } from '../finding.ts';
import type { TagOrder } from './tag-orders.ts';

/** What became of a `/release`. */
export type Tagging = { readonly tag: string; readonly order: TagOrder } & (
  | { readonly outcome: 'made' | 'held'; readonly commitSha: string }
  | { readonly outcome: 'refused'; readonly reason: string }
);

/** The answer to whoever asked for a tag, in Markdown. Pure. */
export const explainTagging = (tagging: Tagging, repositoryUrl: string): string => {
  const { tag, order } = tagging;
  const toCommit = (sha: string) => ({ link: `${repositoryUrl}/commit/${sha}`, text: sha.slice(0, 7) });
  const asked: Sentence = [{ person: order.by }, ' asked for the tag ', { code: tag }, ' '];
  const say = (sentence: Sentence): string =>
    serialise([paragraph(...toPhrasing(sentence, { repositoryUrl, sentence: 2_000 }))]);
  switch (tagging.outcome) {
    case 'made':
      return say([...asked, 'as ', { code: order.role }, ': it is on ', toCommit(tagging.commitSha), ' now.']);
    case 'held':
      return say([
        ...asked,
        'and the release is held: its check on ',
        toCommit(tagging.commitSha),
        ' says what is missing. Write the command again when it is green.',
      ]);
    case 'refused':
      return say([
        ...asked,
        'and it could not be made: ',
        { code: tagging.reason },
        '. Put that right, and write the command again.',
      ]);
  }
};
