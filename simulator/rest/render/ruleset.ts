import type { Ruleset, World } from '../../state.ts';
import { fullNameOf } from '../../world.ts';
import { repositoryUrl } from './issue.ts';

type Json = Record<string, unknown>;

/** GitHub's `repository-ruleset`. Bypass actors are shown only to callers who may write the ruleset. */
export function renderRuleset(world: World, ruleset: Ruleset, options: { full: boolean; mayWrite: boolean }): Json {
  const url = `${repositoryUrl(world, ruleset.repository)}/rulesets/${ruleset.id}`;
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: ruleset.target,
    source_type: 'Repository',
    source: fullNameOf(ruleset.repository),
    enforcement: ruleset.enforcement,
    node_id: ruleset.nodeId,
    _links: {
      self: { href: url },
      html: { href: `${world.url}/${fullNameOf(ruleset.repository)}/rules/${ruleset.id}` },
    },
    created_at: ruleset.createdAt,
    updated_at: ruleset.updatedAt,
    ...(options.full ? { conditions: { ref_name: ruleset.refName }, rules: ruleset.rules } : {}),
    ...(options.full && options.mayWrite
      ? {
          bypass_actors: ruleset.bypassActors.map((actor) => ({
            actor_id: actor.actorId,
            actor_type: actor.actorType,
            bypass_mode: actor.bypassMode,
          })),
        }
      : {}),
  };
}
