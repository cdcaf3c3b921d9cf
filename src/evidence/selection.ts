import type { AnyStatement } from './any-statement.ts';
import type { Selection } from './export-line.ts';

/** Whether a statement is one of those that were selected. */
export const isSelected = (statement: AnyStatement, selection: Selection): boolean => {
  if ('all' in selection) return true;
  if ('since' in selection) return Date.parse(statement.predicate.observedAt) >= Date.parse(selection.since);
  if ('release' in selection) {
    if (statement.predicateType === 'urn:holdpoint:release:v1') return statement.predicate.tag === selection.release;
    if (statement.predicateType === 'urn:holdpoint:deployment:v1') {
      return statement.predicate.releases.some(({ tag }) => tag === selection.release);
    }
    return toPullRequests(statement).some((number) => selection.pullRequests.includes(number));
  }
  return toPullRequests(statement).includes(selection.pullRequest);
};

/** The pull requests that a statement is about: one, all of a merge group, or none. */
const toPullRequests = (statement: AnyStatement): readonly number[] => {
  switch (statement.predicateType) {
    case 'urn:holdpoint:verdict:v1':
      return [statement.subject[0].annotations.number];
    case 'urn:holdpoint:merge-group:v1':
      return statement.predicate.members.known ? statement.predicate.members.value.map(({ number }) => number) : [];
    case 'urn:holdpoint:release:v1':
    case 'urn:holdpoint:deployment:v1':
      return [];
    case 'urn:holdpoint:deviation:v1':
      return statement.predicate.pullRequest === null ? [] : [statement.predicate.pullRequest];
  }
};
