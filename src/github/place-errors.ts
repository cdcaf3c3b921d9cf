import { GitHubFault } from './faults.ts';
import type { PartialError } from './graphql.ts';

/** GitHub's words in a reason: one line, and nothing in it that could pass for markup or grow without end. */
export const toReason = ({ type, message }: Pick<PartialError, 'type' | 'message'>): string => {
  if (type === 'NOT_FOUND') return 'it does not exist, or the App may not see it';
  const line = message.replaceAll(/[^\w .,:;#/'()-]+/g, ' ').trim();
  return `GitHub says: ${line.length > 200 ? `${line.slice(0, 200)} …` : line}`;
};

/** Why a whole answer is missing. */
export const toFirstReason = ([first]: readonly PartialError[]): string =>
  first === undefined ? 'GitHub answered nothing and gave no reason' : toReason(first);

/** What is missing from the answer to the pull-request query, by the part of the facts that it makes unknown. */
export type MissingParts = {
  readonly policy: string | null;
  readonly commits: string | null;
  readonly head: string | null;
  /** The list of closing references itself. */
  readonly closing: string | null;
  /** Single closing references, by their place in the list. */
  readonly closingAt: ReadonlyMap<number, string>;
};

/** Where in a list of nodes an error lies: `…, 'nodes', 3, …`; null when it concerns the list itself. */
export const toNodeIndex = (path: PartialError['path'], list: string): number | null => {
  const at = path.indexOf(list);
  const index = path[at + 2];
  return at >= 0 && path[at + 1] === 'nodes' && typeof index === 'number' ? index : null;
};

/**
 * Assigns every error beside the data to the fact that it makes unknown.
 * @throws GitHubFault when the pull request itself is missing, or when an error fits nowhere: what it hides could
 * otherwise be taken for an answer.
 */
export const placeErrors = (what: string, errors: readonly PartialError[]): MissingParts => {
  const missing = { policy: null, commits: null, head: null, closing: null } as {
    -readonly [K in Exclude<keyof MissingParts, 'closingAt'>]: string | null;
  };
  const closingAt = new Map<number, string>();
  for (const error of errors) {
    const [root, below, part] = error.path;
    const reason = toReason(error);
    if (root !== 'repository') throw new GitHubFault('invalid-answer', what, reason);
    if (below === 'defaultBranchRef') missing.policy ??= reason;
    else if (below === 'pullRequest' && part === 'commits') missing.commits ??= reason;
    else if (below === 'pullRequest' && part === 'head') missing.head ??= reason;
    else if (below === 'pullRequest' && part === 'closingIssuesReferences') {
      const index = toNodeIndex(error.path, 'closingIssuesReferences');
      if (index === null) missing.closing ??= reason;
      else closingAt.set(index, reason);
    } else if (part === undefined && error.type === 'NOT_FOUND') throw new GitHubFault('not-found', what, reason);
    else if (part === undefined && error.type === 'FORBIDDEN') throw new GitHubFault('forbidden', what, reason);
    else throw new GitHubFault('invalid-answer', what, reason);
  }
  return { ...missing, closingAt };
};
