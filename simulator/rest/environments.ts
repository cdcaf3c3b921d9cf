import { type EnvironmentFields, findEnvironment, putEnvironment } from '../actions/environments.ts';
import { deleteEnvironment, disableRule, enableRule, listGateApps, requireRule } from '../actions/protection-rules.ts';
import { notFound } from '../exchange.ts';
import { requireRepository, toRead } from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import type { Environment } from '../state.ts';
import { bodyOf, created, idOf, noContent, ok, paginate } from './answers.ts';
import { renderEnvironment, renderGateApp, renderProtectionRule } from './render/deployment.ts';

const ENVIRONMENTS = '/repos/{owner}/{repo}/environments';
const ENVIRONMENT = `${ENVIRONMENTS}/{environment_name}`;
const RULES = `${ENVIRONMENT}/deployment_protection_rules`;

const repositoryOf = ({ world, request, params }: RouteContext) =>
  requireRepository(world, request.caller, params, toRead('actions'));

function requireEnvironment(context: RouteContext, repository = repositoryOf(context)): Environment {
  const found = findEnvironment(repository, context.params['environment_name'] ?? '');
  if (found === null) throw notFound();
  return found;
}

/** For what only an administrator may do: who asks needs nothing else to see the environment. */
const requireForWriting = (context: RouteContext): Environment =>
  requireEnvironment(context, requireRepository(context.world, context.request.caller, context.params));

export const environmentRoutes = [
  route('GET', ENVIRONMENTS, (context) =>
    paginate(
      context,
      repositoryOf(context).environments,
      (one) => renderEnvironment(context.world, one),
      (environments, total) => ({ total_count: total, environments }),
    ),
  ),
  route('GET', ENVIRONMENT, (context) => ok(renderEnvironment(context.world, requireEnvironment(context)))),
  route('PUT', ENVIRONMENT, (context) => {
    const { world, request, params } = context;
    const repository = requireRepository(world, request.caller, params);
    const fields = bodyOf<EnvironmentFields>(context);
    const name = params['environment_name'] ?? '';
    return ok(renderEnvironment(world, putEnvironment(world, request.caller, repository, name, fields)));
  }),
  route('DELETE', ENVIRONMENT, (context) => {
    deleteEnvironment(context.world, context.request.caller, requireForWriting(context));
    return noContent();
  }),
  route('GET', RULES, (context) => {
    const { rules } = requireEnvironment(context);
    const rendered = rules.map((one) => renderProtectionRule(context.world, one));
    return ok({ total_count: rules.length, custom_deployment_protection_rules: rendered });
  }),
  route('POST', RULES, (context) => {
    const { integration_id: id } = bodyOf<{ integration_id?: number }>(context);
    const rule = enableRule(context.world, context.request.caller, requireForWriting(context), id);
    return created(renderProtectionRule(context.world, rule));
  }),
  route('GET', `${RULES}/apps`, (context) =>
    paginate(
      context,
      listGateApps(context.world, requireEnvironment(context).repository),
      (one) => renderGateApp(context.world, one),
      (apps, total) => ({ total_count: total, available_custom_deployment_protection_rule_integrations: apps }),
    ),
  ),
  route('GET', `${RULES}/{protection_rule_id}`, (context) =>
    ok(
      renderProtectionRule(
        context.world,
        requireRule(requireEnvironment(context), idOf(context, 'protection_rule_id')),
      ),
    ),
  ),
  route('DELETE', `${RULES}/{protection_rule_id}`, (context) => {
    const rule = requireRule(requireForWriting(context), idOf(context, 'protection_rule_id'));
    disableRule(context.world, context.request.caller, rule);
    return noContent();
  }),
];
