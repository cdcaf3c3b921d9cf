import type { Issue, PullRequest, Repository } from '../../state.ts';
import { type Arguments, isGiven } from '../field.ts';
import { UnimplementedField } from '../graphql-problem.ts';
import { ordered } from './ordered.ts';

/** Any of these labels. `labels` of `filterBy` is another matter: there all of them are wanted. */
export function hasLabels(discussed: Issue | PullRequest, args: Arguments): boolean {
  const labels = args.labels as string[] | null | undefined;
  return !isGiven(labels) || discussed.labels.some((label) => labels.includes(label.name));
}

const isIn = (states: string[] | null | undefined, issue: Issue): boolean =>
  !isGiven(states) || states.includes(issue.state.toUpperCase());

type Filter = {
  labels?: string[] | null;
  states?: string[] | null;
  since?: string | null;
  createdBy?: string | null;
  type?: string | null;
};
const FILTERS = new Set(['labels', 'states', 'since', 'createdBy', 'type', 'viewerSubscribed']);

function passes(issue: Issue, filter: Filter): boolean {
  const names = issue.labels.map((label) => label.name.toLowerCase());
  const { labels, since, createdBy, type } = filter;
  return (
    (labels ?? []).every((label) => names.includes(label.toLowerCase())) &&
    isIn(filter.states, issue) &&
    (!isGiven(since) || Date.parse(issue.updatedAt) >= Date.parse(since)) &&
    (!isGiven(createdBy) || issue.author?.login.toLowerCase() === createdBy.toLowerCase()) &&
    (!isGiven(type) || issue.type?.name.toLowerCase() === type.toLowerCase())
  );
}

/** An issue list's filters; one that would be ignored is refused instead. The schema itself gives `viewerSubscribed`. */
function readFilter(args: Arguments): Filter {
  const filter = (args.filterBy ?? {}) as Record<string, unknown>;
  const missing = Object.keys(filter).find((name) => !FILTERS.has(name));
  if (missing !== undefined) throw new UnimplementedField(`Repository.issues(filterBy: {${missing}})`);
  if (filter['viewerSubscribed'] === true)
    throw new UnimplementedField('Repository.issues(filterBy: {viewerSubscribed})');
  return filter;
}

export function issuesOf(repository: Repository, args: Arguments): Issue[] {
  const filter = readFilter(args);
  const issues = [...repository.issues.values()]
    .filter((found) => found.kind === 'Issue')
    .filter((issue) => issue.deletedAt === null && issue.transferredTo === null)
    .filter((issue) => isIn(args.states as string[] | null | undefined, issue))
    .filter((issue) => hasLabels(issue, args) && passes(issue, filter));
  return ordered(issues, args, {
    CREATED_AT: (issue) => issue.createdAt,
    UPDATED_AT: (issue) => issue.updatedAt,
    COMMENTS: (issue) => issue.comments.length,
  });
}
