import { createIssue, type IssueFields, lockIssue, setAssignees, unlockIssue, updateIssue } from '../actions/issues.ts';
import { addLabels, removeLabel, setLabels } from '../actions/labels.ts';
import { type PullChanges, updatePullRequest } from '../actions/pull-requests.ts';
import { notImplemented, type SimulatorResponse } from '../exchange.ts';
import { requireRepository, toRead } from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import type { Issue, PullRequest } from '../state.ts';
import { restUrl } from '../world.ts';
import { bodyOf, created, noContent, ok, paginate, requireDiscussed } from './answers.ts';
import { renderIssue, renderLabel, repositoryUrl } from './render/issue.ts';

const ISSUES = '/repos/{owner}/{repo}/issues';
const ISSUE = `${ISSUES}/{issue_number}`;

type Wire = Omit<IssueFields, 'labels' | 'title'> & {
  title?: string | number;
  labels?: (string | { name?: string })[];
};

const toNames = (labels: (string | { name?: string })[]) =>
  labels.map((one) => (typeof one === 'string' ? one : (one.name ?? '')));

function toFields({ title, labels, ...rest }: Wire): IssueFields {
  return {
    ...rest,
    ...(title === undefined ? {} : { title: String(title) }),
    ...(labels === undefined ? {} : { labels: toNames(labels) }),
  };
}

const repositoryOf = ({ world, request, params }: RouteContext) =>
  requireRepository(world, request.caller, params, toRead('issues', 'pull_requests'));

/** Runs on an issue that is where it was; one that was transferred answers with its new address. */
export function onIssue(
  context: RouteContext,
  handle: (issue: Issue | PullRequest) => SimulatorResponse,
): SimulatorResponse {
  const issue = requireDiscussed(context, repositoryOf(context));
  if (issue.kind === 'PullRequest' || issue.transferredTo === null) return handle(issue);
  const { transferredTo } = issue;
  const url = `${repositoryUrl(context.world, transferredTo.repository)}/issues/${transferredTo.number}`;
  return {
    status: 301,
    headers: { location: url },
    body: { message: 'Moved Permanently', url, documentation_url: restUrl(context.world, '/') },
  };
}

/** Filters of GitHub's that would be ignored here, and so answered wrongly. */
const UNKNOWN_FILTERS = ['milestone', 'assignee', 'type', 'mentioned'];

function listIssues(context: RouteContext) {
  const { query } = context.request;
  const unknown = UNKNOWN_FILTERS.find((name) => query.has(name));
  if (unknown !== undefined) throw notImplemented(`the filter "${unknown}" of GET ${ISSUES}`);
  const creator = query.get('creator')?.toLowerCase() ?? null;
  const state = query.get('state') ?? 'open';
  const labels = (query.get('labels') ?? '').split(',').filter((name) => name !== '');
  const since = query.get('since') ?? '';
  const issues = [...repositoryOf(context).issues.values()]
    .filter((issue) => issue.kind === 'PullRequest' || (issue.deletedAt === null && issue.transferredTo === null))
    .filter((issue) => state === 'all' || issue.state === state)
    .filter((issue) => creator === null || issue.author?.login.toLowerCase() === creator)
    .filter((issue) =>
      labels.every((name) => issue.labels.some((label) => label.name.toLowerCase() === name.toLowerCase())),
    )
    .filter((issue) => issue.updatedAt >= since);
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  issues.sort((a, b) => a[key].localeCompare(b[key]) || a.number - b.number);
  if ((query.get('direction') ?? 'desc') === 'desc') issues.reverse();
  return paginate(context, issues, (issue) => renderIssue(context.world, issue));
}

function patchIssue(context: RouteContext) {
  const { world, request } = context;
  return onIssue(context, (issue) => {
    const fields = toFields(bodyOf<Wire>(context));
    if (issue.kind === 'Issue') updateIssue(world, request.caller, issue, fields);
    else {
      const { title, body, state } = fields;
      const changes: PullChanges = {
        ...(title === undefined ? {} : { title }),
        ...(body === undefined ? {} : { body }),
        ...(state === undefined ? {} : { state }),
      };
      updatePullRequest(world, request.caller, issue, changes);
      if (fields.labels !== undefined) setLabels(world, request.caller, issue, fields.labels);
    }
    return ok(renderIssue(world, issue));
  });
}

/** Acts on an issue's labels and answers with those it carries afterwards. */
function onLabels(act: (context: RouteContext, issue: Issue | PullRequest) => void) {
  return (context: RouteContext) =>
    onIssue(context, (issue) => {
      act(context, issue);
      return ok(issue.labels.map((label) => renderLabel(context.world, label)));
    });
}

const namesOf = (context: RouteContext) => {
  const body = bodyOf<{ labels?: (string | { name?: string })[] } | string[]>(context);
  return toNames(Array.isArray(body) ? body : (body.labels ?? []));
};

export const issueRoutes = [
  route('GET', ISSUES, listIssues),
  route('POST', ISSUES, (context) => {
    const { world, request, params } = context;
    const repository = requireRepository(world, request.caller, params);
    const fields = toFields(bodyOf<Wire>(context));
    return created(
      renderIssue(world, createIssue(world, request.caller, repository, { ...fields, title: fields.title ?? '' })),
    );
  }),
  route('GET', ISSUE, (context) => onIssue(context, (issue) => ok(renderIssue(context.world, issue)))),
  route('PATCH', ISSUE, patchIssue),
  route('GET', `${ISSUE}/labels`, (context) =>
    onIssue(context, (issue) => paginate(context, issue.labels, (label) => renderLabel(context.world, label))),
  ),
  route(
    'POST',
    `${ISSUE}/labels`,
    onLabels((c, issue) => addLabels(c.world, c.request.caller, issue, namesOf(c))),
  ),
  route(
    'PUT',
    `${ISSUE}/labels`,
    onLabels((c, issue) => setLabels(c.world, c.request.caller, issue, namesOf(c))),
  ),
  route('DELETE', `${ISSUE}/labels`, (context) =>
    onIssue(context, (issue) => {
      setLabels(context.world, context.request.caller, issue, []);
      return noContent();
    }),
  ),
  route(
    'DELETE',
    `${ISSUE}/labels/{name}`,
    onLabels((c, issue) => removeLabel(c.world, c.request.caller, issue, c.params['name'] ?? '')),
  ),
  route('PUT', `${ISSUE}/lock`, (context) =>
    onIssue(context, (issue) => {
      const reason = bodyOf<{ lock_reason?: string } | null>(context)?.lock_reason;
      lockIssue(context.world, context.request.caller, issue, reason ?? null);
      return noContent();
    }),
  ),
  route('DELETE', `${ISSUE}/lock`, (context) =>
    onIssue(context, (issue) => {
      unlockIssue(context.world, context.request.caller, issue);
      return noContent();
    }),
  ),
  route('POST', `${ISSUE}/assignees`, (context) =>
    onIssue(context, (issue) => {
      const logins = [
        ...issue.assignees.map((one) => one.login),
        ...(bodyOf<{ assignees?: string[] }>(context).assignees ?? []),
      ];
      setAssignees(context.world, context.request.caller, issue, logins);
      return created(renderIssue(context.world, issue));
    }),
  ),
];
