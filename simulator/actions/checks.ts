import { ApiError, notFound, validationFailed } from '../exchange.ts';
import { resolveCommit } from '../git-store.ts';
import { actorOf, appOf, authorize, coversRepository, hasPermission, toWrite } from '../permissions.ts';
import type {
  Actor,
  App,
  Caller,
  CheckConclusion,
  CheckRun,
  CheckStatus,
  CheckSuite,
  CommitStatus,
  Repository,
  World,
} from '../state.ts';
import { emitCheckRun, emitCheckSuite } from '../webhooks/events.ts';
import { register } from '../world.ts';

/** Limits of a check run's summary and text (characters), actions and annotations in one request. */
const LIMITS = { text: 65_535, actions: 3, annotations: 50, label: 20, description: 40, identifier: 20 };

export type CheckRunFields = {
  name?: string;
  details_url?: string;
  external_id?: string;
  status?: CheckStatus;
  conclusion?: CheckConclusion;
  started_at?: string;
  completed_at?: string;
  output?: { title?: string; summary?: string; text?: string; annotations?: Record<string, unknown>[] };
  actions?: CheckRun['actions'];
};

/** A suite for each App with `checks: write`, made when a commit is pushed; `skip-checks: true` in its message prevents it. */
export function requestSuites(
  world: World,
  repository: Repository,
  push: { branch: string; before: string; after: string; sender: Actor },
): void {
  const message = repository.git.commits.get(push.after)?.message ?? '';
  if (/^skip-checks: *true$/im.test(message.split('\n\n').at(-1) ?? '')) return;
  for (const installation of world.installations) {
    const { app } = installation;
    if (!coversRepository(installation, repository) || !hasPermission(app.permissions, 'checks', 'write')) continue;
    const suite = ensureSuite(world, repository, app, push.after, push.branch, push.before);
    emitCheckSuite(world, suite, 'requested', push.sender);
  }
}

/** The App's suite of a commit, made when it has none. */
function ensureSuite(
  world: World,
  repository: Repository,
  app: App,
  headSha: string,
  headBranch: string | null,
  before: string | null,
): CheckSuite {
  const existing = repository.checkSuites.find((one) => one.headSha === headSha && one.app === app);
  if (existing !== undefined) return existing;
  const now = world.clock.now();
  const suite: CheckSuite = register(world, {
    kind: 'CheckSuite',
    repository,
    app,
    headSha,
    headBranch,
    before,
    createdAt: now,
    updatedAt: now,
    runs: [],
  });
  repository.checkSuites.push(suite);
  return suite;
}

/** Creates a check run: Apps only. */
export function createCheckRun(
  world: World,
  caller: Caller,
  repository: Repository,
  fields: CheckRunFields & { name: string; head_sha: string },
): CheckRun {
  authorizeApp(world, caller, repository);
  const app = appOf(caller);
  if (app === null) throw new ApiError(403, 'You must authenticate via a GitHub App.');
  const commit = resolveCommit(repository.git, fields.head_sha);
  if (commit === null) throw new ApiError(422, `No commit found for SHA: ${fields.head_sha}`);
  checkLimits(fields);
  const branch = [...repository.git.refs].find(
    ([ref, sha]) => ref.startsWith('refs/heads/') && sha === commit.sha,
  )?.[0];
  const suite = ensureSuite(world, repository, app, commit.sha, branch?.slice('refs/heads/'.length) ?? null, null);
  const run: CheckRun = register(world, {
    kind: 'CheckRun',
    suite,
    name: fields.name,
    externalId: '',
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: world.clock.now(),
    completedAt: null,
    output: { title: null, summary: null, text: null, annotations: [] },
    actions: [],
  });
  suite.runs.push(run);
  assign(world, run, fields);
  emitCheckRun(world, run, 'created', actorOf(caller));
  announceCompletion(world, run, actorOf(caller));
  return run;
}

/** Updates a check run: only the App that made it. */
export function updateCheckRun(world: World, caller: Caller, run: CheckRun, fields: CheckRunFields): void {
  authorizeApp(world, caller, run.suite.repository);
  if (appOf(caller) !== run.suite.app) {
    throw new ApiError(
      403,
      `Invalid app_id \`${run.suite.app.id}\` - check run can only be modified by the GitHub App that created it.`,
    );
  }
  checkLimits(fields);
  const wasCompleted = run.status === 'completed';
  assign(world, run, fields);
  if (!wasCompleted) announceCompletion(world, run, actorOf(caller));
}

function authorizeApp(world: World, caller: Caller, repository: Repository): void {
  authorize(world, caller, repository, toWrite('read', 'checks'));
  if (caller.kind !== 'installation') throw new ApiError(403, 'You must authenticate via a GitHub App.');
}

function assign(world: World, run: CheckRun, fields: CheckRunFields): void {
  if (fields.name !== undefined) run.name = fields.name;
  if (fields.details_url !== undefined) run.detailsUrl = fields.details_url;
  if (fields.external_id !== undefined) run.externalId = fields.external_id;
  if (fields.started_at !== undefined) run.startedAt = toSeconds(fields.started_at);
  if (fields.actions !== undefined) run.actions = fields.actions;
  if (fields.output !== undefined) {
    const { title, summary, text, annotations } = fields.output;
    const kept = [...run.output.annotations, ...(annotations ?? [])];
    run.output = {
      title: title ?? run.output.title,
      summary: summary ?? run.output.summary,
      text: text ?? run.output.text,
      annotations: kept,
    };
  }
  // A conclusion completes a run, and a status other than completed takes the conclusion away.
  if (fields.status !== undefined) run.status = fields.status;
  if (fields.conclusion !== undefined) Object.assign(run, { conclusion: fields.conclusion, status: 'completed' });
  else if (fields.status !== undefined && fields.status !== 'completed')
    Object.assign(run, { conclusion: null, completedAt: null });
  if (run.status === 'completed') {
    run.completedAt =
      fields.completed_at === undefined ? (run.completedAt ?? world.clock.now()) : toSeconds(fields.completed_at);
  }
  run.suite.updatedAt = world.clock.now();
}

const toSeconds = (iso: string) => new Date(iso).toISOString().replace(/\.\d+Z$/, 'Z');

function checkLimits(fields: CheckRunFields): void {
  if (fields.status === 'completed' && fields.conclusion === undefined) {
    throw new ApiError(422, 'Invalid request.\n\nNo subschema in "anyOf" matched.\n"conclusion" wasn\'t supplied.');
  }
  for (const field of ['summary', 'text'] as const) {
    if ((fields.output?.[field]?.length ?? 0) > LIMITS.text) {
      throw new ApiError(
        422,
        `Invalid request.\n\nOnly ${LIMITS.text} characters are allowed; ${fields.output?.[field]?.length} were supplied.`,
      );
    }
  }
  if ((fields.output?.annotations?.length ?? 0) > LIMITS.annotations) {
    throw new ApiError(
      422,
      `Invalid request.\n\nNo more than ${LIMITS.annotations} items are allowed; ${fields.output?.annotations?.length} were supplied.`,
    );
  }
  if ((fields.actions?.length ?? 0) > LIMITS.actions) {
    throw new ApiError(
      422,
      `Invalid request.\n\nNo more than ${LIMITS.actions} items are allowed; ${fields.actions?.length} were supplied.`,
    );
  }
  for (const action of fields.actions ?? []) {
    for (const key of ['label', 'description', 'identifier'] as const) {
      if (action[key].length > LIMITS[key]) throw validationFailed('CheckRun', key, 'invalid', `${key} is too long`);
    }
  }
}

function announceCompletion(world: World, run: CheckRun, sender: Actor): void {
  if (run.status !== 'completed') return;
  emitCheckRun(world, run, 'completed', sender);
  if (run.suite.runs.every((one) => one.status === 'completed')) emitCheckSuite(world, run.suite, 'completed', sender);
}

export const findCheckRun = (repository: Repository, id: number): CheckRun => {
  const run = repository.checkSuites.flatMap((suite) => suite.runs).find((one) => one.id === id);
  if (run === undefined) throw notFound();
  return run;
};

/** The button "Re-run" of a person, on one run or on the whole suite. */
export function rerequestCheckRun(world: World, caller: Caller, run: CheckRun): void {
  authorize(world, caller, run.suite.repository, toWrite('write', 'checks'));
  emitCheckRun(world, run, 'rerequested', actorOf(caller));
}
export function rerequestCheckSuite(world: World, caller: Caller, suite: CheckSuite): void {
  authorize(world, caller, suite.repository, toWrite('write', 'checks'));
  emitCheckSuite(world, suite, 'rerequested', actorOf(caller));
}

/** A button that the run offers, pressed by a person. @throws ApiError 422 when the run has no such action. */
export function requestAction(world: World, caller: Caller, run: CheckRun, identifier: string): void {
  authorize(world, caller, run.suite.repository, toWrite('write', 'checks'));
  if (!run.actions.some((action) => action.identifier === identifier)) {
    throw new ApiError(422, `The check run offers no action "${identifier}".`);
  }
  emitCheckRun(world, run, 'requested_action', actorOf(caller), { requested_action: { identifier } });
}

export type StatusFields = {
  state: CommitStatus['state'];
  context?: string;
  description?: string | null;
  target_url?: string | null;
};

/** A commit status: by whoever may write, so that one can be forged. */
export function createStatus(
  world: World,
  caller: Caller,
  repository: Repository,
  sha: string,
  fields: StatusFields,
): CommitStatus {
  authorize(world, caller, repository, toWrite('write', 'statuses'));
  if (!repository.git.commits.has(sha)) throw new ApiError(422, `No commit found for SHA: ${sha}`);
  const now = world.clock.now();
  const status: CommitStatus = register(world, {
    kind: 'StatusContext',
    repository,
    sha,
    context: fields.context ?? 'default',
    state: fields.state,
    description: fields.description ?? null,
    targetUrl: fields.target_url ?? null,
    creator: actorOf(caller),
    viaApp: appOf(caller),
    createdAt: now,
    updatedAt: now,
  });
  repository.statuses.push(status);
  return status;
}
