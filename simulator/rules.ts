import { isAncestor, peelToCommit } from './git-store.ts';
import { isAtLeast, roleOf } from './permissions.ts';
import { matchesRefName } from './ref-names.ts';
import { latestRuns } from './rest/render/check.ts';
import type { Caller, PullRequest, Repository, Role, Rule, Ruleset, World } from './state.ts';
import { listTeamMembers } from './team-members.ts';

/** A rule in force on a ref, with the ruleset it comes from. */
export type RuleInForce = { rule: Rule; ruleset: Ruleset };

/** The rules that GitHub enforces on a ref: of active rulesets whose target and `ref_name` match it. */
export function listRulesInForce(repository: Repository, ref: string): RuleInForce[] {
  const target = ref.startsWith('refs/tags/') ? 'tag' : 'branch';
  return repository.rulesets
    .filter((ruleset) => ruleset.enforcement === 'active' && ruleset.target === target)
    .filter((ruleset) => matchesRefName(ruleset.refName, ref, repository.defaultBranch))
    .flatMap((ruleset) => ruleset.rules.map((rule) => ({ rule, ruleset })));
}

/** GitHub's ids of the built-in repository roles. */
const ROLE_IDS: Record<number, Role> = { 2: 'maintain', 4: 'write', 5: 'admin' };

function mayBypass(world: World, ruleset: Ruleset, caller: Caller | null, byPullRequest: boolean): boolean {
  if (caller === null) return false;
  return ruleset.bypassActors.some((actor) => {
    if (actor.bypassMode === 'pull_request' && !byPullRequest) return false;
    if (caller.kind === 'installation') {
      return actor.actorType === 'Integration' && actor.actorId === caller.installation.app.id;
    }
    if (caller.kind !== 'user') return false;
    const { owner } = ruleset.repository;
    if (actor.actorType === 'OrganizationAdmin') {
      return owner.kind === 'Organization' && owner.members.get(caller.user.id)?.role === 'admin';
    }
    if (actor.actorType === 'Team') {
      return world.teams
        .filter((team) => team.id === actor.actorId)
        .flatMap((team) => listTeamMembers(world, team))
        .some(({ user, state }) => user === caller.user && state === 'active');
    }
    const role = actor.actorType === 'RepositoryRole' ? ROLE_IDS[actor.actorId ?? 0] : undefined;
    return role !== undefined && isAtLeast(roleOf(world, caller.user, ruleset.repository), role);
  });
}

/** GitHub's word for what the caller may do with a ruleset in their way. */
export function bypassOf(world: World, ruleset: Ruleset, caller: Caller): 'always' | 'pull_requests_only' | 'never' {
  if (mayBypass(world, ruleset, caller, false)) return 'always';
  return mayBypass(world, ruleset, caller, true) ? 'pull_requests_only' : 'never';
}

/** Why a pull request may not be merged by this caller, one line each; empty when it may. A null caller bypasses nothing. */
export function listMergeViolations(world: World, pull: PullRequest, caller: Caller | null): string[] {
  return listRulesInForce(pull.repository, `refs/heads/${pull.baseRef}`)
    .filter(({ ruleset }) => !mayBypass(world, ruleset, caller, true))
    .flatMap(({ rule }) => {
      if (rule.type === 'required_status_checks') return listCheckViolations(pull.repository, pull.headSha, rule, pull);
      if (rule.type === 'pull_request') return listReviewViolations(world, pull, rule);
      return [];
    });
}

const THROUGH_THE_QUEUE = 'Changes must be made through the merge queue';

/** Why this caller may not merge by themselves: the branch's rules ask for its queue. */
export function listQueueViolations(world: World, pull: PullRequest, caller: Caller): string[] {
  return listRulesInForce(pull.repository, `refs/heads/${pull.baseRef}`)
    .filter(({ rule, ruleset }) => rule.type === 'merge_queue' && !mayBypass(world, ruleset, caller, true))
    .map(() => THROUGH_THE_QUEUE);
}

/** What a commit's required checks come to, by the rules in force on a ref: one that is missing is pending. */
export function judgeRequiredChecks(repository: Repository, ref: string, sha: string): CheckState {
  const states = listRulesInForce(repository, ref)
    .filter(({ rule }) => rule.type === 'required_status_checks')
    .flatMap(({ rule }) => requiredChecksOf(rule))
    .flatMap(({ context, integration_id: pin }): CheckState[] => {
      const found = readCheckStates(repository, sha, context, pin ?? null);
      return found.length === 0 ? ['pending'] : found;
    });
  return (['failing', 'pending'] as const).find((state) => states.includes(state)) ?? 'passing';
}

export type RefChange = { ref: string; before: string | null; after: string | null };

/** Why a ref may not be moved directly by this caller, one line each; empty when it may. */
export function listPushViolations(world: World, repository: Repository, change: RefChange, caller: Caller): string[] {
  const violations = listRulesInForce(repository, change.ref)
    .filter(({ ruleset }) => !mayBypass(world, ruleset, caller, false))
    .flatMap(({ rule }) => judgePush(repository, change, rule));
  return [...violations, ...listLockViolations(repository, change)];
}

/** The tag of an immutable release stays where it is, and is never given again. Nobody may bypass this. */
function listLockViolations(repository: Repository, { ref, before, after }: RefChange): string[] {
  const tag = /^refs\/tags\/(.+)$/.exec(ref)?.[1] ?? '';
  if (before === null) {
    return repository.spentTags.has(tag) ? ['Cannot create ref due to creations being restricted.'] : [];
  }
  const isLocked = repository.releases.some((release) => release.immutable && release.tagName === tag);
  if (!isLocked) return [];
  return [after === null ? 'Cannot delete this ref.' : 'Cannot update this protected ref.'];
}

function judgePush(repository: Repository, { ref, before, after }: RefChange, rule: Rule): string[] {
  const created = before === null;
  const parameters = rule.parameters ?? {};
  switch (rule.type) {
    case 'creation':
      return created ? ['Cannot create ref due to creations being restricted.'] : [];
    case 'deletion':
      return after === null ? ['Cannot delete this ref.'] : [];
    case 'update':
      return !created && after !== null ? ['Cannot update this protected ref.'] : [];
    case 'non_fast_forward':
      return !created &&
        after !== null &&
        !isAncestor(repository.git, peel(repository, before), peel(repository, after))
        ? ['Cannot force-push to this ref.']
        : [];
    case 'merge_queue':
      return after === null ? [] : [THROUGH_THE_QUEUE];
    case 'pull_request':
      return after !== null && ref.startsWith('refs/heads/') ? ['Changes must be made through a pull request.'] : [];
    case 'required_linear_history': {
      const commit = after === null ? undefined : repository.git.commits.get(peel(repository, after));
      return commit !== undefined && commit.parents.length > 1 ? ['This branch must not contain merge commits.'] : [];
    }
    case 'required_signatures': {
      // Of the commit alone, whatever the tag object's own signature: a ruleset does not look at that.
      const commit = after === null ? undefined : repository.git.commits.get(peel(repository, after));
      return commit === undefined || commit.verification.verified
        ? []
        : [`Commits must have verified signatures.\n\nFound 1 violation:\n\n${commit.sha}`];
    }
    case 'required_status_checks':
      if (after === null || (created && parameters['do_not_enforce_on_create'] === true)) return [];
      return listCheckViolations(repository, peel(repository, after), rule, null);
    default:
      return [];
  }
}

const peel = (repository: Repository, sha: string) => peelToCommit(repository.git, sha)?.sha ?? sha;

/**
 * A required check is satisfied when its latest run and its latest status, whichever exist, all came out well. With
 * `integration_id` only that App's count; without it anybody's do, which is how a green can be forged.
 */
function listCheckViolations(repository: Repository, sha: string, rule: Rule, pull: PullRequest | null): string[] {
  const violations = requiredChecksOf(rule).flatMap(({ context, integration_id: pin }) => {
    const states = readCheckStates(repository, sha, context, pin ?? null);
    if (states.length === 0) return [`Required status check "${context}" is expected.`];
    if (states.includes('failing')) return [`Required status check "${context}" is failing.`];
    return states.includes('pending') ? [`Required status check "${context}" is in progress.`] : [];
  });
  const tip = pull === null ? undefined : repository.git.refs.get(`refs/heads/${pull.baseRef}`);
  const strict = rule.parameters?.['strict_required_status_checks_policy'] === true;
  if (strict && tip !== undefined && !isAncestor(repository.git, tip, sha))
    violations.push('Head branch is out of date.');
  return violations;
}

const requiredChecksOf = (rule: Rule) =>
  (rule.parameters?.['required_status_checks'] ?? []) as { context: string; integration_id?: number | null }[];

export type CheckState = 'passing' | 'failing' | 'pending';

/** The states of a name on a commit: of the latest run in each suite, and of the latest status. */
export function readCheckStates(
  repository: Repository,
  sha: string,
  context: string,
  pin: number | null,
): CheckState[] {
  const runs = repository.checkSuites
    .filter((suite) => suite.headSha === sha && (pin === null || suite.app.id === pin))
    .flatMap(latestRuns)
    .filter((run) => run.name === context)
    .map((run): CheckState => {
      if (run.status !== 'completed') return 'pending';
      return ['success', 'neutral', 'skipped'].includes(run.conclusion ?? '') ? 'passing' : 'failing';
    });
  const status = repository.statuses.findLast(
    (one) => one.sha === sha && one.context === context && (pin === null || one.viaApp?.id === pin),
  );
  if (status === undefined) return runs;
  const state = status.state === 'success' ? 'passing' : status.state === 'pending' ? 'pending' : 'failing';
  return [...runs, state];
}

function listReviewViolations(world: World, pull: PullRequest, rule: Rule): string[] {
  const parameters = rule.parameters ?? {};
  const wanted = Number(parameters['required_approving_review_count'] ?? 0);
  const latest = new Map(
    pull.reviews
      .filter((one) => one.state !== 'COMMENTED' && one.state !== 'PENDING')
      .map((one) => [one.author?.id, one]),
  );
  const counted = [...latest.values()].filter(
    (review) => review.author?.kind === 'User' && isAtLeast(roleOf(world, review.author, pull.repository), 'write'),
  );
  if (counted.some((review) => review.state === 'CHANGES_REQUESTED')) return ['Changes have been requested.'];
  if (counted.filter((review) => review.state === 'APPROVED').length >= wanted) return [];
  const noun = wanted === 1 ? '1 approving review is' : `${wanted} approving reviews are`;
  return [`At least ${noun} required by reviewers with write access.`];
}
