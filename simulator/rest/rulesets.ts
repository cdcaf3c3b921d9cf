import { createRuleset, deleteRuleset, type RulesetFields, updateRuleset } from '../actions/rulesets.ts';
import { notFound } from '../exchange.ts';
import { isAllowed, requireRepository, toRead, toWrite } from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import { bypassOf, listRulesInForce } from '../rules.ts';
import type { Ruleset } from '../state.ts';
import { fullNameOf } from '../world.ts';
import { bodyOf, created, idOf, noContent, ok, paginate } from './answers.ts';
import { renderRuleset } from './render/ruleset.ts';

const RULESETS = '/repos/{owner}/{repo}/rulesets';

const repositoryOf = ({ world, request, params }: RouteContext) =>
  requireRepository(world, request.caller, params, toRead('metadata'));

function requireRuleset(context: RouteContext): Ruleset {
  const ruleset = repositoryOf(context).rulesets.find((one) => one.id === idOf(context, 'ruleset_id'));
  if (ruleset === undefined) throw notFound();
  return ruleset;
}

function render(context: RouteContext, ruleset: Ruleset) {
  const mayWrite = isAllowed(
    context.world,
    context.request.caller,
    ruleset.repository,
    toWrite('admin', 'administration'),
  );
  const rendered = renderRuleset(context.world, ruleset, { full: true, mayWrite });
  return { ...rendered, current_user_can_bypass: bypassOf(context.world, ruleset, context.request.caller) };
}

/** Of the kinds that `targets` names, all by default. There are none of parents, so `includes_parents` changes nothing. */
function listRulesets(context: RouteContext): Ruleset[] {
  const targets = context.request.query.get('targets')?.split(',');
  return repositoryOf(context).rulesets.filter(({ target }) => targets === undefined || targets.includes(target));
}

export const rulesetRoutes = [
  route('GET', RULESETS, (context) =>
    paginate(context, listRulesets(context), (one) =>
      renderRuleset(context.world, one, { full: false, mayWrite: false }),
    ),
  ),
  route('POST', RULESETS, (context) => {
    const ruleset = createRuleset(
      context.world,
      context.request.caller,
      repositoryOf(context),
      bodyOf<RulesetFields>(context),
    );
    return created(render(context, ruleset));
  }),
  route('GET', `${RULESETS}/{ruleset_id}`, (context) => ok(render(context, requireRuleset(context)))),
  route('PUT', `${RULESETS}/{ruleset_id}`, (context) => {
    const ruleset = requireRuleset(context);
    updateRuleset(context.world, context.request.caller, ruleset, bodyOf<Partial<RulesetFields>>(context));
    return ok(render(context, ruleset));
  }),
  route('DELETE', `${RULESETS}/{ruleset_id}`, (context) => {
    deleteRuleset(context.world, context.request.caller, requireRuleset(context));
    return noContent();
  }),
  route('GET', '/repos/{owner}/{repo}/rules/branches/{branch}', (context) => {
    const repository = repositoryOf(context);
    const rules = listRulesInForce(repository, `refs/heads/${context.params['branch']}`);
    const source = { ruleset_source_type: 'Repository', ruleset_source: fullNameOf(repository) };
    return paginate(context, rules, ({ rule, ruleset }) => ({ ...rule, ...source, ruleset_id: ruleset.id }));
  }),
];
