import { afterAll, beforeAll, test } from '@jest/globals';
import { type Change, openReleasedChange } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';
const repo = 'pump';

let stage: Stage;
let green: Change;
beforeAll(async () => {
  stage = await setStage({ world: toWorld([toRepository(repo)]) });
  green = await openReleasedChange(stage, owner, repo, 'green');
  await untilCheckRun(stage, green, { conclusion: 'success' });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

const setFaults = (requests: readonly unknown[]) => stage.control('PUT', 'faults', { requests });

/** Any event on the pull request: what it is about is read afresh. */
const nudge = ({ owner, repo, pull }: Change) =>
  stage.as('dana').rest.issues.createComment({ owner, repo, issue_number: pull, body: 'A remark.' });

const expectRecovery = async () => {
  await setFaults([]);
  await nudge(green);
  await untilCheckRun(stage, green, { conclusion: 'success' });
};

const reason = 'That part timed out.';
const pull = ['repository', 'pullRequest'];
const issue = [...pull, 'closingIssuesReferences', 'nodes', '0'];
// Only what GitHub's schema lets be null: of anything else GitHub nulls the parent.
test.each<[readonly string[], string]>([
  [['repository'], 'GitHub could not be read'],
  [['repository', 'defaultBranchRef'], 'The policy could not be read'],
  [['repository', 'defaultBranchRef', 'target', 'file'], 'The policy could not be read'],
  [['repository', 'defaultBranchRef', 'target', 'file', 'object'], 'The policy could not be read'],
  [pull, 'GitHub could not be read'],
  [[...pull, 'author'], 'GitHub could not be read'],
  [[...pull, 'commits', 'nodes', '0'], reason],
  [[...pull, 'head', 'nodes', '0'], reason],
  [[...pull, 'head', 'nodes', '0', 'commit', 'associatedPullRequests'], reason],
  [[...pull, 'closingIssuesReferences'], reason],
  [issue, reason],
  [[...issue, 'author'], reason],
  [[...issue, 'labels'], reason],
  [[...issue, 'edits'], reason],
])('a partial answer, without %j: the green goes, and the check says why', async (graphqlPath, mention) => {
  await setFaults([{ path: 'graphql', effect: 'graphql_partial', graphqlPath, message: reason }]);
  await nudge(green);
  await untilCheckRun(stage, green, { conclusion: 'failure', mentions: [mention] }, { timeoutMs: 8000 });
  await expectRecovery();
});
