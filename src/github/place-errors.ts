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

/** What is missing of the files that somebody answers for. */
export type MissingFiles = {
  readonly policy: string | null;
  readonly authority: string | null;
  /** `hidden`: there is no such repository, or the App may not see it. */
  readonly baseline: 'hidden' | { readonly reason: string } | null;
};

/** What is missing from the answer to the pull-request query, by the part of the facts that it makes unknown. */
export type MissingParts = MissingFiles & {
  readonly [K in PullRequestPart]: string | null;
} & {
  /** Single closing references, by their place in the list. */
  readonly closingAt: ReadonlyMap<number, string>;
};

/** `closing`: the list of closing references itself. */
type PullRequestPart = (typeof pullRequestParts)[keyof typeof pullRequestParts];

/** By the name of the field in the query. */
const pullRequestParts = {
  baseRef: 'rules',
  commits: 'commits',
  head: 'head',
  checks: 'checks',
  reviews: 'reviews',
  files: 'files',
  closingIssuesReferences: 'closing',
} as const;

const isPart = (name: unknown): name is keyof typeof pullRequestParts =>
  typeof name === 'string' && Object.hasOwn(pullRequestParts, name);

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
  const [files, others] = placeFileErrors(errors);
  const missing = {
    rules: null,
    commits: null,
    head: null,
    checks: null,
    reviews: null,
    files: null,
    closing: null,
  } as {
    [K in PullRequestPart]: string | null;
  };
  const closingAt = new Map<number, string>();
  for (const error of others) {
    const [root, below, part] = error.path;
    if (root !== 'repository' || below !== 'pullRequest' || !isPart(part)) throw toSubjectFault(what, error);
    const index = toNodeIndex(error.path, 'closingIssuesReferences');
    if (index === null) missing[pullRequestParts[part]] ??= toReason(error);
    else closingAt.set(index, toReason(error));
  }
  return { ...files, ...missing, closingAt };
};

/** What is missing from the answer to the record query. @throws GitHubFault like `placeErrors`. */
export const placeRecordErrors = (
  what: string,
  errors: readonly PartialError[],
): MissingFiles & { readonly issue: string | null; readonly closedBy: string | null } => {
  const [files, others] = placeFileErrors(errors);
  let [issue, closedBy]: [string | null, string | null] = [null, null];
  for (const error of others) {
    const [root, below, part] = error.path;
    if (root !== 'repository' || below !== 'issue' || part === undefined) throw toSubjectFault(what, error);
    if (part === 'closedByPullRequestsReferences') closedBy ??= toReason(error);
    else issue ??= toReason(error);
  }
  return { ...files, issue, closedBy };
};

/** What is missing from the answer to the query for the policies alone. @throws GitHubFault like `placeErrors`. */
export const placeGoverningErrors = (what: string, errors: readonly PartialError[]): MissingFiles => {
  const [files, [other]] = placeFileErrors(errors);
  if (other !== undefined) throw toSubjectFault(what, other);
  return files;
};

/** Takes out the errors that concern the policy, the authority file and the baseline. */
const placeFileErrors = (errors: readonly PartialError[]): readonly [MissingFiles, readonly PartialError[]] => {
  const missing: { -readonly [K in keyof MissingFiles]: MissingFiles[K] } = {
    policy: null,
    authority: null,
    baseline: null,
  };
  const others = errors.filter((error) => {
    const [root, below, target, file] = error.path;
    if (root === 'baseline') {
      const hidden = below === undefined && error.type === 'NOT_FOUND';
      missing.baseline ??= hidden ? 'hidden' : { reason: toReason(error) };
      return false;
    }
    if (root !== 'repository' || below !== 'defaultBranchRef') return true;
    const place = target === 'target' ? file : undefined;
    if (place !== 'authority') missing.policy ??= toReason(error);
    if (place !== 'file') missing.authority ??= toReason(error);
    return false;
  });
  return [missing, others];
};

/** An error that hides the subject itself, or that fits nowhere. */
const toSubjectFault = (what: string, error: PartialError): GitHubFault => {
  const isWhole = error.path[0] === 'repository' && error.path.length <= 2;
  if (isWhole && error.type === 'NOT_FOUND') return new GitHubFault('not-found', what, toReason(error));
  if (isWhole && error.type === 'FORBIDDEN') return new GitHubFault('forbidden', what, toReason(error));
  return new GitHubFault('invalid-answer', what, toReason(error));
};
