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
  /** Problem reports. They lead to change requests and are none, whatever else they bear. */
  readonly reports: readonly IssueFacts[];
  /** Issues that are neither, a plain task for example; named, so that nobody takes them for one. */
  readonly ignored: readonly { readonly issue: IssueFacts; readonly because: Sentence }[];
  /** Links behind which there may be a change request. */
  readonly unreadable: readonly { readonly link: Link; readonly reason: string }[];
};

/** `owner/name#number`, lower case: GitHub compares names without case. */
export const toIssueKey = ({ owner, name, number }: IssueRef): string =>
  `${toRepositoryKey({ owner, name })}#${number}`;

const toRepositoryKey = ({ owner, name }: RepositoryRef): string => `${owner}/${name}`.toLowerCase();

/** Whether two names of labels, issue types or roles on GitHub are the same; GitHub compares them without case. */
export const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * Why an issue is no record of a type under the policy; null when it is one. `home` is the repository that the policy
 * stands in.
 */
export const whyNoRecord = (issue: IssueFacts, type: RecordType, home: RepositoryRef): Sentence | null => {
  if (!mayLiveIn(issue.ref, type, home)) {
    return ['the policy accepts no change requests from ', { code: toRepositoryKey(issue.ref) }];
  }
  return isMarked(issue, type) ? null : ['it does not bear ', ...toMarks(type)];
};

/** Whether an issue is a problem report under the policy. */
export const isProblemReport = (issue: IssueFacts, { problemReport }: Policy, home: RepositoryRef): boolean =>
  mayLiveIn(issue.ref, problemReport, home) && isMarked(issue, problemReport);

const mayLiveIn = (ref: IssueRef, type: RecordType, home: RepositoryRef): boolean =>
  [toRepositoryKey(home), ...type.repositories].includes(toRepositoryKey(ref));

const isMarked = ({ labels, type }: IssueFacts, mark: RecordType): boolean =>
  (mark.label !== null && labels.some((label) => isSameName(label, mark.label ?? ''))) ||
  (mark.issueType !== null && type !== null && isSameName(type, mark.issueType));

/** By what a record is recognised: `the label `x` or the issue type `y``. */
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
 * Sorts the linked issues into change requests, problem reports, others and those that could not be read. Unknown when
 * the list of links may not be whole. An issue that is linked twice counts once, and as unreadable if either reading
 * failed or they differ.
 */
export const toChangeRequests = (facts: PullRequestFacts, policy: Policy): Fact<ChangeRequests> => {
  if (!facts.links.known) return facts.links;
  const read = new Map<string, IssueFacts>();
  const unreadable = new Map<string, ChangeRequests['unreadable'][number]>();
  for (const link of [...facts.links.value].sort(byReference)) {
    if (!link.issue.known) {
      unreadable.set(toIssueKey(link.ref), { link, reason: link.issue.reason });
      continue;
    }
    const issue = link.issue.value;
    const key = toIssueKey(issue.ref);
    const earlier = read.get(key);
    if (earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(issue)) {
      unreadable.set(key, { link, reason: 'it was changed while it was being read' });
    }
    read.set(key, issue);
  }
  const issues = [...read].flatMap(([key, issue]) => (unreadable.has(key) ? [] : [issue]));
  return known({ ...toKinds(issues, policy, facts.repository), unreadable: [...unreadable.values()] });
};

const toKinds = (
  issues: readonly IssueFacts[],
  policy: Policy,
  home: RepositoryRef,
): Omit<ChangeRequests, 'unreadable'> => {
  const reports = issues.filter((issue) => isProblemReport(issue, policy, home));
  const judged = issues
    .filter((issue) => !reports.includes(issue))
    .map((issue) => ({ issue, because: whyNoRecord(issue, policy.changeRequest, home) }));
  return {
    linked: judged.flatMap(({ issue, because }) => (because === null ? [issue] : [])),
    reports,
    ignored: judged.flatMap(({ issue, because }) => (because === null ? [] : [{ issue, because }])),
  };
};

const byReference = (a: Link, b: Link): number =>
  compareText(toRepositoryKey(a.ref), toRepositoryKey(b.ref)) ||
  a.ref.number - b.ref.number ||
  compareText(a.how, b.how);
