import { createLabel, deleteLabel, findLabel, updateLabel } from '../actions/labels.ts';
import { notFound } from '../exchange.ts';
import { requireRepository, toRead } from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import { bodyOf, created, noContent, ok, paginate } from './answers.ts';
import { renderLabel } from './render/issue.ts';

const LABELS = '/repos/{owner}/{repo}/labels';

const repositoryOf = ({ world, request, params }: RouteContext) =>
  requireRepository(world, request.caller, params, toRead('issues', 'pull_requests'));

function requireLabel(context: RouteContext) {
  const label = findLabel(repositoryOf(context), context.params['name'] ?? '');
  if (label === null) throw notFound();
  return label;
}

export const labelRoutes = [
  route('GET', LABELS, (context) =>
    paginate(context, repositoryOf(context).labels, (label) => renderLabel(context.world, label)),
  ),
  route('POST', LABELS, (context) => {
    const fields = bodyOf<{ name: string; color?: string; description?: string }>(context);
    return created(
      renderLabel(context.world, createLabel(context.world, context.request.caller, repositoryOf(context), fields)),
    );
  }),
  route('GET', `${LABELS}/{name}`, (context) => ok(renderLabel(context.world, requireLabel(context)))),
  route('PATCH', `${LABELS}/{name}`, (context) => {
    const label = requireLabel(context);
    const { new_name: name, ...rest } = bodyOf<{ new_name?: string; color?: string; description?: string }>(context);
    updateLabel(context.world, context.request.caller, label, { ...rest, ...(name === undefined ? {} : { name }) });
    return ok(renderLabel(context.world, label));
  }),
  route('DELETE', `${LABELS}/{name}`, (context) => {
    deleteLabel(context.world, context.request.caller, requireLabel(context));
    return noContent();
  }),
];
