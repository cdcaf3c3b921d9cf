import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  bothChecklists,
  type Change,
  openReleasedChange,
  setDraft,
  settle,
  toChangeRequestBody,
} from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { enqueue, readGroupHeads, setQueue, toQueued } from '../../stage/merge-queue.ts';
import { type Stage, setStage, until } from '../../stage/stage.ts';
import { toWorld } from '../../stage/world.ts';

const owner = 'acme';

/** The queue waits for a second pull request for an hour, so that what is green stays where it is. */
const waiting = { min_entries_to_merge: 2, min_entries_to_merge_wait_minutes: 60 };

let stage: Stage;
beforeAll(async () => {
  const names = ['edited', 'revoked', 'shared', 'drafted', 'unreadable', 'cut'];
  stage = await setStage({ world: toWorld(names.map((name) => toQueued(name, waiting))) });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

/** A released pull request in a queue whose group is green already, and the group's head. */
const waitInGreen = async (repo: string): Promise<{ change: Change; head: string }> => {
  const change = await openReleasedChange(stage, owner, repo, `waiting-${repo}`);
  await untilCheckRun(stage, change, { conclusion: 'success' });
  await enqueue(stage, change);
  const head = await until(async () => (await readGroupHeads(stage, repo))[0] ?? null);
  await untilCheckRun(stage, { owner, repo, sha: head }, { conclusion: 'success', mentions: [`#${change.pull}`] });
  await settle(stage);
  return { change, head };
};

const isMerged = async ({ repo, pull }: Change): Promise<boolean> =>
  (await stage.as('dana').rest.pulls.get({ owner, repo, pull_number: pull })).data.merged;

describe('F33: a group that is green already', () => {
  test.each<[what: string, repo: string, act: (change: Change) => Promise<unknown>]>([
    [
      'an edit of the record',
      'edited',
      ({ repo, issue }) =>
        stage.as('dana').rest.issues.update({
          owner,
          repo,
          issue_number: issue,
          body: toChangeRequestBody('all', bothChecklists, `waiting-${repo}`).replace(
            'assessed for this',
            'assessed for no',
          ),
        }),
    ],
    [
      'a revoked signature',
      'revoked',
      ({ repo, issue }) =>
        stage.as('quinn').rest.issues.createComment({ owner, repo, issue_number: issue, body: '/revoke approval' }),
    ],
  ])(
    '%s turns it back, and the queue puts the pull request out',
    async (_, repo, act) => {
      const { change, head } = await waitInGreen(repo);
      await act(change);
      await untilCheckRun(
        stage,
        { owner, repo, sha: head },
        { conclusion: 'failure', mentions: [`#${change.pull}`, 'Held', 'Approval'] },
      );
      await until(async () => ((await readGroupHeads(stage, repo)).length === 0 ? true : null));
      expect(await isMerged(change)).toBe(false);
    },
    60_000,
  );

  test('another pull request on the same commit, which is held, turns back the head and not the group', async () => {
    const { change, head } = await waitInGreen('shared');
    const dana = stage.as('dana');
    await dana.rest.git.createRef({ owner, repo: 'shared', ref: 'refs/heads/twin', sha: change.sha });
    const { data: twin } = await dana.rest.pulls.create({
      owner,
      repo: 'shared',
      title: 'The same commit',
      body: 'no link',
      head: 'twin',
      base: 'main',
    });
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: [`#${twin.number}`, 'Linked change'] });
    await settle(stage);
    // The group would merge the commit for both: what is held must not come in with what is released.
    await untilCheckRun(stage, { owner, repo: 'shared', sha: head }, { conclusion: 'failure' });
    expect(await isMerged(change)).toBe(false);
  }, 60_000);

  test('made a draft, a pull request leaves no green behind on the commit that the queue made of it', async () => {
    const { change, head } = await waitInGreen('drafted');
    await setDraft(stage, change, true);
    await until(async () => ((await readGroupHeads(stage, 'drafted')).length === 0 ? true : null));
    await untilCheckRun(
      stage,
      { owner, repo: 'drafted', sha: head },
      { conclusion: 'action_required', mentions: ['Withdrawn', 'merge queue'] },
    );
    expect(await isMerged(change)).toBe(false);
  }, 60_000);

  test('F34: of which nobody knows who else has the head of one of it turns red and says why', async () => {
    const { change, head } = await waitInGreen('cut');
    const graphqlPath = ['repository', 'pullRequest', 'head', 'nodes', '0', 'commit', 'associatedPullRequests'];
    const message = 'That part timed out.';
    await stage.control('PUT', 'faults', {
      requests: [{ path: 'graphql', effect: 'graphql_partial', graphqlPath, message }],
    });
    const at = { owner, repo: 'cut', issue_number: change.pull };
    await stage.as('dana').rest.issues.createComment({ ...at, body: 'Look again.' });
    const mentions = [`#${change.pull}`, 'Unknown, held', message];
    await untilCheckRun(stage, { owner, repo: 'cut', sha: head }, { conclusion: 'failure', mentions });
    await stage.control('PUT', 'faults', {});
    expect(await isMerged(change)).toBe(false);
  }, 60_000);

  test('F34: that can no longer be read turns red and says why, and green again when it can', async () => {
    const { change, head } = await waitInGreen('unreadable');
    await setQueue(stage, 'unreadable', { paused: true });
    await stage.control('PUT', 'faults', { requests: [{ path: 'graphql', status: 502 }] });
    await stage
      .as('dana')
      .rest.issues.createComment({ owner, repo: 'unreadable', issue_number: change.issue, body: 'Look again.' });
    const at = { owner, repo: 'unreadable', sha: head };
    await untilCheckRun(stage, at, { conclusion: 'failure', mentions: ['GitHub'] }, { timeoutMs: 60_000 });
    await stage.control('PUT', 'faults', {});
    await untilCheckRun(stage, at, { conclusion: 'success' }, { timeoutMs: 60_000 });
  }, 150_000);
});
