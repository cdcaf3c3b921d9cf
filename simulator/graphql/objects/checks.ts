import { checkRunPageUrl, concludeSuite, latestRuns } from '../../rest/render/check.ts';
import type { CheckRun, CheckSuite, CommitStatus } from '../../state.ts';
import { connection } from '../connection.ts';
import { type Arguments, type Fields, field, isGiven } from '../field.ts';
import { type CommitObject, findCommit } from './git-objects.ts';

type RunFilter = {
  appId?: number | null;
  checkName?: string | null;
  checkType?: 'ALL' | 'LATEST' | null;
  conclusions?: string[] | null;
  status?: string | null;
  statuses?: string[] | null;
};

function runsOf(suite: CheckSuite, args: Arguments): CheckRun[] {
  const filter = (args.filterBy ?? {}) as RunFilter;
  const runs = filter.checkType === 'LATEST' ? latestRuns(suite) : suite.runs;
  return runs
    .filter((run) => !isGiven(filter.appId) || run.suite.app.id === filter.appId)
    .filter((run) => !isGiven(filter.checkName) || run.name === filter.checkName)
    .filter((run) => !isGiven(filter.status) || run.status.toUpperCase() === filter.status)
    .filter((run) => !isGiven(filter.statuses) || filter.statuses.includes(run.status.toUpperCase()))
    .filter((run) => !isGiven(filter.conclusions) || filter.conclusions.includes(run.conclusion?.toUpperCase() ?? ''));
}

export const checkRunFields: Fields<CheckRun> = {
  id: field((run) => run.nodeId),
  databaseId: field((run) => run.id),
  name: field((run) => run.name),
  externalId: field((run) => run.externalId),
  status: field((run) => run.status.toUpperCase()),
  conclusion: field((run) => run.conclusion?.toUpperCase() ?? null),
  title: field((run) => run.output.title),
  summary: field((run) => run.output.summary),
  text: field((run) => run.output.text),
  startedAt: field((run) => run.startedAt),
  completedAt: field((run) => run.completedAt),
  detailsUrl: field((run, _args, { world }) => run.detailsUrl ?? checkRunPageUrl(world, run)),
  url: field((run, _args, { world }) => checkRunPageUrl(world, run)),
  permalink: field((run, _args, { world }) => checkRunPageUrl(world, run)),
  repository: field((run) => run.suite.repository),
  checkSuite: field((run) => run.suite),
};

export const checkSuiteFields: Fields<CheckSuite> = {
  id: field((suite) => suite.nodeId),
  databaseId: field((suite) => suite.id),
  app: field((suite) => suite.app),
  commit: field((suite) => findCommit(suite.repository, suite.headSha)),
  repository: field((suite) => suite.repository),
  status: field((suite) => concludeSuite(suite).status.toUpperCase()),
  conclusion: field((suite) => concludeSuite(suite).conclusion?.toUpperCase() ?? null),
  createdAt: field((suite) => suite.createdAt),
  updatedAt: field((suite) => suite.updatedAt),
  checkRuns: connection(runsOf, 'filterBy'),
};

export const statusContextFields: Fields<CommitStatus> = {
  id: field((status) => status.nodeId),
  context: field((status) => status.context),
  state: field((status) => status.state.toUpperCase()),
  description: field((status) => status.description),
  targetUrl: field((status) => status.targetUrl),
  creator: field((status) => status.creator),
  createdAt: field((status) => status.createdAt),
  commit: field((status) => findCommit(status.repository, status.sha)),
};

/** All latest checks and statuses of one commit. */
type Rollup = {
  kind: 'StatusCheckRollup';
  nodeId: string;
  commit: CommitObject;
  contexts: (CheckRun | CommitStatus)[];
};

/** Null when nothing was ever reported on the commit, as GitHub answers. */
export function toRollup(commit: CommitObject): Rollup | null {
  const { repository } = commit;
  const { sha } = commit.commit;
  const runs = repository.checkSuites.filter((suite) => suite.headSha === sha).flatMap(latestRuns);
  const statuses = new Map(
    repository.statuses.filter((status) => status.sha === sha).map((status) => [status.context, status]),
  );
  const contexts = [...runs, ...statuses.values()];
  if (contexts.length === 0) return null;
  return { kind: 'StatusCheckRollup', nodeId: `SCR_${commit.nodeId}`, commit, contexts };
}

function rollupState({ contexts }: Rollup): string {
  const states = contexts.map((context) => {
    if (context.kind === 'StatusContext') return context.state;
    if (context.status !== 'completed') return 'pending';
    return ['success', 'neutral', 'skipped'].includes(context.conclusion ?? '') ? 'success' : 'failure';
  });
  return (['error', 'failure', 'pending'].find((state) => states.includes(state as never)) ?? 'success').toUpperCase();
}

export const rollupFields: Fields<Rollup> = {
  id: field((rollup) => rollup.nodeId),
  commit: field((rollup) => rollup.commit),
  state: field(rollupState),
  contexts: connection((rollup) => rollup.contexts),
};
