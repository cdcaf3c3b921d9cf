import { ApiError, notImplemented, validationFailed } from '../exchange.ts';
import { authorize, toWrite } from '../permissions.ts';
import type { QueueParameters } from '../queue-rule.ts';
import type { Caller, Repository, Rule, Ruleset, World } from '../state.ts';
import { register } from '../world.ts';

const ENFORCED = new Set([
  'creation',
  'update',
  'deletion',
  'non_fast_forward',
  'required_linear_history',
  'required_status_checks',
  'pull_request',
  'merge_queue',
]);
/** Parameters of the `pull_request` rule that the simulator would have to enforce and does not. */
const NOT_ENFORCED = ['require_code_owner_review', 'require_last_push_approval', 'required_review_thread_resolution'];

export type RulesetFields = {
  name: string;
  target?: Ruleset['target'] | undefined;
  enforcement: Ruleset['enforcement'];
  conditions?:
    | { ref_name?: { include?: string[] | undefined; exclude?: string[] | undefined } | undefined }
    | undefined;
  rules?: Rule[] | undefined;
  bypass_actors?:
    | { actor_id?: number | null | undefined; actor_type: string; bypass_mode?: string | undefined }[]
    | undefined;
};

/** Of tags alone: of a branch GitHub judges every commit that is new to it, and which those are it does not document. */
const ENFORCED_ON_TAGS = new Set(['required_signatures']);
const OF_BRANCHES = new Set(['pull_request', 'merge_queue']);

/** Rules that would be shown and not enforced are refused: a ruleset here means what it says. */
function checkRules(rules: Rule[], target: Ruleset['target']): void {
  for (const rule of rules) {
    const isEnforced = ENFORCED.has(rule.type) || (target === 'tag' && ENFORCED_ON_TAGS.has(rule.type));
    if (!isEnforced) throw notImplemented(`the rule "${rule.type}" on a ${target}`);
    if (target === 'tag' && OF_BRANCHES.has(rule.type))
      throw new ApiError(422, `Invalid rule '${rule.type}': it is for branches alone`);
    const asked = NOT_ENFORCED.find((name) => rule.parameters?.[name] === true);
    if (asked !== undefined) throw notImplemented(`"${asked}" of the rule "${rule.type}"`);
  }
}

/** What GitHub's settings page proposes; REST wants all of them, a seed may leave them out. */
const QUEUE_DEFAULTS: QueueParameters = {
  check_response_timeout_minutes: 60,
  grouping_strategy: 'ALLGREEN',
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  merge_method: 'MERGE',
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
};

const toStoredRule = (rule: Rule): Rule =>
  rule.type === 'merge_queue' ? { type: rule.type, parameters: { ...QUEUE_DEFAULTS, ...rule.parameters } } : rule;

function toStored(fields: RulesetFields) {
  return {
    name: fields.name,
    target: fields.target ?? ('branch' as const),
    enforcement: fields.enforcement,
    refName: {
      include: fields.conditions?.ref_name?.include ?? [],
      exclude: fields.conditions?.ref_name?.exclude ?? [],
    },
    rules: (fields.rules ?? []).map(toStoredRule),
    bypassActors: (fields.bypass_actors ?? []).map((actor) => ({
      actorId: actor.actor_id ?? null,
      actorType: actor.actor_type,
      bypassMode: (actor.bypass_mode ?? 'always') as 'always',
    })),
  };
}

/** Makes a ruleset without asking for permission: for seeding and for `createRuleset`. */
export function insertRuleset(world: World, repository: Repository, fields: RulesetFields): Ruleset {
  checkRules(fields.rules ?? [], fields.target ?? 'branch');
  if (repository.rulesets.some((one) => one.name === fields.name && one.target === (fields.target ?? 'branch'))) {
    throw validationFailed('RepositoryRuleset', 'name', 'custom', 'Name must be unique');
  }
  const now = world.clock.now();
  const ruleset: Ruleset = register(world, {
    kind: 'RepositoryRuleset',
    repository,
    ...toStored(fields),
    createdAt: now,
    updatedAt: now,
  });
  repository.rulesets.push(ruleset);
  return ruleset;
}

export function createRuleset(world: World, caller: Caller, repository: Repository, fields: RulesetFields): Ruleset {
  authorize(world, caller, repository, toWrite('admin', 'administration'));
  return insertRuleset(world, repository, fields);
}

/** Replaces what is given and keeps the rest. */
export function updateRuleset(world: World, caller: Caller, ruleset: Ruleset, fields: Partial<RulesetFields>): void {
  authorize(world, caller, ruleset.repository, toWrite('admin', 'administration'));
  checkRules(fields.rules ?? ruleset.rules, fields.target ?? ruleset.target);
  const stored = toStored({ name: ruleset.name, enforcement: ruleset.enforcement, ...fields });
  Object.assign(ruleset, {
    name: stored.name,
    enforcement: stored.enforcement,
    ...(fields.target === undefined ? {} : { target: stored.target }),
    ...(fields.conditions === undefined ? {} : { refName: stored.refName }),
    ...(fields.rules === undefined ? {} : { rules: stored.rules }),
    ...(fields.bypass_actors === undefined ? {} : { bypassActors: stored.bypassActors }),
    updatedAt: world.clock.now(),
  });
}

export function deleteRuleset(world: World, caller: Caller, ruleset: Ruleset): void {
  authorize(world, caller, ruleset.repository, toWrite('admin', 'administration'));
  ruleset.repository.rulesets = ruleset.repository.rulesets.filter((one) => one !== ruleset);
}
