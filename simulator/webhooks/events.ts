import { renderCheckRun, renderCheckSuite } from '../rest/render/check.ts';
import { renderSimpleCommit } from '../rest/render/commit.ts';
import { renderComment, renderIssue, renderLabel } from '../rest/render/issue.ts';
import { renderPull, renderPullSimple, renderReview } from '../rest/render/pull-request.ts';
import type {
  Actor,
  App,
  CheckRun,
  CheckSuite,
  Issue,
  IssueComment,
  Label,
  MergeGroup,
  MergeQueue,
  PullRequest,
  Repository,
  Review,
  World,
} from '../state.ts';
import { emit } from './emit.ts';

type Json = Record<string, unknown>;

/** `pull_request`: `extra` holds what an action adds (`changes`, `label`, `before` and `after`). */
export function emitPullRequest(
  world: World,
  pull: PullRequest,
  action: string,
  sender: Actor,
  extra: Json = {},
): void {
  const payload = { number: pull.number, pull_request: renderPull(world, pull), ...extra };
  emit(world, { event: 'pull_request', action, sender, repository: pull.repository, payload });
}

/** `issues`, or `pull_request` for an act on a pull request that GitHub announces in both ways (labels, locks). */
export function emitIssue(
  world: World,
  issue: Issue | PullRequest,
  action: string,
  sender: Actor,
  extra: Json = {},
): void {
  if (issue.kind === 'PullRequest') {
    emitPullRequest(world, issue, action, sender, extra);
    return;
  }
  const payload = { issue: renderIssue(world, issue), ...extra };
  emit(world, { event: 'issues', action, sender, repository: issue.repository, payload });
}

export function emitComment(
  world: World,
  comment: IssueComment,
  action: string,
  sender: Actor,
  extra: Json = {},
): void {
  const { issue } = comment;
  const payload = { issue: renderIssue(world, issue), comment: renderComment(world, comment), ...extra };
  emit(world, { event: 'issue_comment', action, sender, repository: issue.repository, payload });
}

export function emitLabel(world: World, label: Label, action: string, sender: Actor, extra: Json = {}): void {
  const payload = { label: renderLabel(world, label), ...extra };
  emit(world, { event: 'label', action, sender, repository: label.repository, payload });
}

/** `pull_request_review`, where GitHub writes the state in small letters. */
export function emitReview(world: World, review: Review, action: string, sender: Actor, extra: Json = {}): void {
  const pull = review.pullRequest;
  const rendered = { ...renderReview(world, review), state: review.state.toLowerCase(), updated_at: review.updatedAt };
  const payload = { review: rendered, pull_request: renderPullSimple(world, pull), ...extra };
  emit(world, { event: 'pull_request_review', action, sender, repository: pull.repository, payload });
}

/** `check_run`. What people ask of a run (`rerequested`, `requested_action`) goes to its owner alone. */
export function emitCheckRun(world: World, run: CheckRun, action: string, sender: Actor, extra: Json = {}): void {
  const { suite } = run;
  const rendered = { ...renderCheckRun(world, run), check_suite: renderSuiteOfRun(world, suite) };
  emit(world, {
    event: 'check_run',
    action,
    sender,
    repository: suite.repository,
    payload: { check_run: rendered, ...extra },
    ...ownerOnly(action, suite.app),
  });
}

function renderSuiteOfRun(world: World, suite: CheckSuite): Json {
  const { repository: _repository, head_commit: _commit, ...rest } = renderCheckSuite(world, suite);
  return rest;
}

/** `check_suite`: `requested` and `rerequested` go to the suite's owner alone. */
export function emitCheckSuite(world: World, suite: CheckSuite, action: string, sender: Actor): void {
  const { repository: _repository, ...rest } = renderCheckSuite(world, suite);
  emit(world, {
    event: 'check_suite',
    action,
    sender,
    repository: suite.repository,
    payload: { check_suite: rest },
    ...ownerOnly(action, suite.app),
  });
}

const ownerOnly = (action: string, app: App): { onlyApp?: App } =>
  ['requested', 'rerequested', 'requested_action'].includes(action) ? { onlyApp: app } : {};

/** `merge_group`, which names no pull request. */
export function emitMergeGroup(
  world: World,
  { repository, branch }: MergeQueue,
  group: MergeGroup,
  action: 'checks_requested' | 'destroyed',
  sender: Actor,
  extra: Json = {},
): void {
  const commit = repository.git.commits.get(group.headSha);
  const rendered = {
    head_sha: group.headSha,
    head_ref: group.ref,
    base_sha: group.baseSha,
    base_ref: `refs/heads/${branch}`,
    head_commit: commit === undefined ? null : renderSimpleCommit(commit),
  };
  emit(world, { event: 'merge_group', action, sender, repository, payload: { ...extra, merge_group: rendered } });
}

/** `create` and `delete` of a branch or tag. */
export function emitRef(
  world: World,
  repository: Repository,
  event: 'create' | 'delete',
  ref: string,
  sender: Actor,
): void {
  const isTag = ref.startsWith('refs/tags/');
  const payload = {
    ref: ref.replace(/^refs\/(heads|tags)\//, ''),
    ref_type: isTag ? 'tag' : 'branch',
    ...(event === 'create' ? { master_branch: repository.defaultBranch, description: repository.description } : {}),
    pusher_type: 'user',
  };
  emit(world, { event, action: null, sender, repository, payload });
}
