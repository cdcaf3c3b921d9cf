import type { Policy, RecordType } from '../policy/policy.ts';
import type { IssueRef, RepositoryRef } from '../records/reference.ts';
import type { Fact, IssueFacts, Link, PullRequestFacts } from './facts.ts';
import { known } from './facts.ts';
import type { Sentence } from './finding.ts';
import { compareText, toCodes, toList } from './sentence.ts';

/** What the issues that a pull request links to are, under the policy. Each list is in the order of the references. */
export type ChangeRequests = {
  /** Every one of them must pass every gate. */
  readonly linked: readonly IssueFacts[];
  /** Issues that are no change request, a plain task for example; named, so that nobody takes them for one. */
  readonly ignored: readonly { readonly issue: IssueFacts; readonly because: Sentence }[];
  /** Links behind which there may be a change request. */
  readonly unreadable: readonly { readonly link: Link; readonly reason: string }[];
};

/** `owner/name#number`, lower case: GitHub compares names without case. */
const toIssueKey = ({ owner, name, number }: IssueRef): string => `${toRepositoryKey({ owner, name })}#${number}`;

const toRepositoryKey = ({ owner, name }: RepositoryRef): string => `${owner}/${name}`.toLowerCase();

/** Whether two names of labels, issue types or roles on GitHub are the same; GitHub compares them without case. */
export const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * Why an issue is no change request under the policy; null when it is one. `home` is the repository that the policy
 * stands in.
 */
export const whyNoChangeRequest = (issue: IssueFacts, type: RecordType, home: RepositoryRef): Sentence | null => {
  const repository = toRepositoryKey(issue.ref);
  if (repository !== toRepositoryKey(home) && !type.repositories.includes(repository)) {
    return ['the policy accepts no change requests from ', { code: repository }];
  }
  if (type.label !== null && issue.labels.some((label) => isSameName(label, type.label ?? ''))) return null;
  if (type.issueType !== null && issue.type !== null && isSameName(issue.type, type.issueType)) return null;
  return ['it does not bear ', ...toMarks(type)];
};

/** By what a change request is recognised: `the label `x` or the issue type `y``. */
export const toMarks = (type: RecordType): Sentence => {
  const marks: Sentence[] = [];
  if (type.label !== null) marks.push(['the label ', { code: type.label }]);
  if (type.issueType !== null) marks.push(['the issue type ', { code: type.issueType }]);
  return marks.length > 0 ? toList(marks, 'or') : ['any mark that the policy names'];
};

/** The repositories besides its own where the policy lets change requests live, for a remedy; empty when there is none. */
export const toOtherRepositories = (type: RecordType): Sentence =>
  type.repositories.length > 0 ? [' or in ', ...toCodes(type.repositories, 'or')] : [];

/**
 * Sorts the linked issues into change requests, others and those that could not be read. Unknown when the list of links
 * may not be whole. An issue that is linked twice counts once, and as unreadable if either reading failed or they differ.
 */
export const toChangeRequests = (facts: PullRequestFacts, policy: Policy): Fact<ChangeRequests> => {
  if (!facts.links.known) return facts.links;
  const linked = new Map<string, IssueFacts>();
  const ignored = new Map<string, ChangeRequests['ignored'][number]>();
  const unreadable = new Map<string, ChangeRequests['unreadable'][number]>();
  for (const link of [...facts.links.value].sort(byReference)) {
    if (!link.issue.known) {
      unreadable.set(toIssueKey(link.ref), { link, reason: link.issue.reason });
      continue;
    }
    const issue = link.issue.value;
    const key = toIssueKey(issue.ref);
    const earlier = linked.get(key) ?? ignored.get(key)?.issue;
    if (earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(issue)) {
      unreadable.set(key, { link, reason: 'it was changed while it was being read' });
    }
    const because = whyNoChangeRequest(issue, policy.changeRequest, facts.repository);
    if (because === null) linked.set(key, issue);
    else ignored.set(key, { issue, because });
  }
  const isReadable = (issue: IssueFacts): boolean => !unreadable.has(toIssueKey(issue.ref));
  return known({
    linked: [...linked.values()].filter(isReadable),
    ignored: [...ignored.values()].filter(({ issue }) => isReadable(issue)),
    unreadable: [...unreadable.values()],
  });
};

const byReference = (a: Link, b: Link): number =>
  compareText(toRepositoryKey(a.ref), toRepositoryKey(b.ref)) ||
  a.ref.number - b.ref.number ||
  compareText(a.how, b.how);
