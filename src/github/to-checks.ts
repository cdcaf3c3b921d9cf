import { type Check, type Fact, known, unknown } from '../decision/facts.ts';
import type { IssueRef } from '../records/reference.ts';
import { type PullRequestAnswer, pieceAnswers, type RunAnswer, type SuiteAnswer } from './answers.ts';
import { toCheckRunId } from './check-run.ts';
import { type List, toList, toWhole } from './connection.ts';
import { type Errand, toPageErrand } from './errands.ts';
import { GitHubFault } from './faults.ts';
import { toShape } from './graphql.ts';

/** What every App reports on the head commit; grows until nothing is open. */
export type CheckGathering = {
  readonly what: string;
  readonly ref: IssueRef;
  readonly headSha: string;
  suites: List<SuiteAnswer>;
  /** Those of each suite, by its node id. */
  readonly runs: Map<string, List<RunAnswer>>;
};

export const toCheckGathering = (
  what: string,
  ref: IssueRef,
  { headRefOid, checks }: Pick<PullRequestAnswer, 'headRefOid' | 'checks'>,
  problem: string | null,
): CheckGathering => {
  const commit = checks.nodes?.[0]?.commit;
  const shown = commit?.oid === headRefOid ? commit.checkSuites : null;
  const gathering = { what, ref, headSha: headRefOid, suites: toList(shown, problem), runs: new Map() };
  takeRuns(gathering, gathering.suites);
  return gathering;
};

const takeRuns = ({ runs }: CheckGathering, page: List<SuiteAnswer>): void => {
  for (const suite of page.nodes) {
    if (suite !== null) runs.set(suite.id, toList(suite.checkRuns));
  }
};

/** Asks for further suites, and for further runs of each. */
export const toCheckErrands = (gathering: CheckGathering): readonly Errand[] => {
  const { what, ref, suites, runs } = gathering;
  return [
    ...toPageErrand(
      suites,
      (after) => ({ kind: 'suites', ...ref, after }),
      (answer) => toSuitePage(gathering, answer),
      (list) => {
        gathering.suites = list;
      },
    ),
    ...[...runs].flatMap(([nodeId, list]) =>
      toPageErrand(
        list,
        (after) => ({ kind: 'runs', nodeId, after }),
        (answer) => toList(toShape(what, pieceAnswers.runs.nullable(), answer)?.checkRuns),
        (longer) => void runs.set(nodeId, longer),
      ),
    ),
  ];
};

const toSuitePage = (gathering: CheckGathering, answer: unknown): List<SuiteAnswer> => {
  const { what, headSha } = gathering;
  const commit = toShape(what, pieceAnswers.suites, answer).pullRequest.commits.nodes?.[0]?.commit;
  if (commit !== undefined && commit.oid !== headSha) {
    throw new GitHubFault('changed-meanwhile', what, 'the head moved while its checks were read');
  }
  const page = toList(commit?.checkSuites);
  takeRuns(gathering, page);
  return page;
};

/** The newest run of every check on the head commit, our own App's left out; unknown when any may be missing. */
export const toChecks = ({ suites, runs }: CheckGathering, ownAppId: number): Fact<readonly Check[]> => {
  const whole = toWhole('check suites', suites);
  if (!whole.known) return whole;
  const newest = new Map<string, { readonly id: number; readonly check: Check }>();
  for (const suite of whole.value.filter(({ app }) => app?.databaseId !== ownAppId)) {
    const listed = toWhole('check runs', runs.get(suite.id) ?? toList(suite.checkRuns));
    if (!listed.known) return listed;
    for (const run of listed.value) {
      const id = toCheckRunId(run);
      if (id === null) return unknown('GitHub does not number a check run');
      const check = toCheck(suite, run);
      const key = `${check.app?.id ?? ''} ${check.name}`;
      if (id > (newest.get(key)?.id ?? -1)) newest.set(key, { id, check });
    }
  }
  return known([...newest.values()].sort((a, b) => a.id - b.id).map(({ check }) => check));
};

const toCheck = ({ app }: SuiteAnswer, run: RunAnswer): Check => ({
  name: run.name,
  app: app === null || app.databaseId === null ? null : { id: app.databaseId, slug: app.slug },
  state: toState(run),
  completedAt: run.completedAt,
  url: run.url,
});

const toState = ({ status, conclusion }: RunAnswer): Check['state'] => {
  if (status !== 'COMPLETED') return 'pending';
  if (conclusion === 'SUCCESS') return 'success';
  if (conclusion === 'NEUTRAL') return 'neutral';
  return conclusion === 'SKIPPED' ? 'skipped' : 'failure';
};
