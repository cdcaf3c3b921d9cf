import { paragraph, serialise, toPhrasing } from './explain-markdown.ts';
import type { RefusedSignOff } from './finding.ts';
import { toTime } from './sentence.ts';

/**
 * The answer to a command that was not taken: a comment on the record, in Markdown, which says why. It mentions nobody
 * and cannot be read as a command itself. `repositoryUrl` is the address of the record's repository.
 */
export const explainRefusal = ({ because, url, at }: RefusedSignOff, repositoryUrl: string): string => {
  const manner = { repositoryUrl, sentence: 5_000 };
  const command = toPhrasing(['The ', { link: url, text: 'command' }, ' of ', toTime(at), ' was not taken.'], manner);
  return serialise([paragraph(...command), paragraph(...toPhrasing(because, manner))]);
};
