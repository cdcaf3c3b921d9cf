import { setTimeout as sleep } from 'node:timers/promises';
import {
  bothChecklists,
  type Change,
  openPullRequest,
  openReleasedChange,
  openSignedRequest,
  toChangeRequestBody,
} from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { deploy, makeEnvironment, untilAnswered } from '../../stage/deployment.ts';
import { untilTracked } from '../../stage/matter.ts';
import { comment, setLabel } from '../../stage/record.ts';
import { openReleaseRecord, pushTag, signRelease, toReleasing, untilReleaseCheck } from '../../stage/release.ts';
import { type Stage, until } from '../../stage/stage.ts';
import { fiveLines, toRepository } from '../../stage/world.ts';

const owner = 'acme';

type Home = { readonly owner: string; readonly repo: string };

/** People wait for what they need to see before they go on; longer when the service is killed all the time. */
const patience = { timeoutMs: 600_000 };

/** Pauses between acts, so that they and the kills fall into each other in ever different ways. */
type Pause = () => Promise<void>;

const laterOrder = `${fiveLines}gates:\n  approval:\n    before_implementation: false\n`;

/** Root may bypass the ruleset of this one. */
const toBypassable = (name: string) => {
  const repository = toRepository(name);
  const bypass_actors = [{ actor_type: 'OrganizationAdmin', actor_id: 1, bypass_mode: 'always' }];
  return { ...repository, rulesets: repository.rulesets.map((ruleset) => ({ ...ruleset, bypass_actors })) };
};

/** The repositories of one telling. */
export const toRepositories = (id: string) => ({
  pump: `pump-${id}`,
  alarm: `alarm-${id}`,
  bypass: `bypass-${id}`,
  release: `release-${id}`,
});

/** Tells both stories of the demo, that of a bypassed check and that of releases, side by side in repositories of their own. */
export const tellStories = async (stage: Stage, id: string, milliseconds: () => number): Promise<void> => {
  const { pump, alarm, bypass, release } = toRepositories(id);
  await stage.control('POST', 'seed', {
    repositories: [
      toRepository(pump, laterOrder),
      toRepository(alarm),
      toBypassable(bypass),
      toReleasing(release, 'none'),
    ],
  });
  const pause = () => sleep(milliseconds());
  await Promise.all([
    tellChange(stage, pump, pause),
    tellEdit(stage, alarm, pause),
    tellBypass(stage, bypass, pause),
    tellRelease(stage, release, pause),
  ]);
};

/** Merges once it is released. The check may be taken back for a moment while GitHub cannot be read; then one tries again. */
const mergeReleased = async (stage: Stage, { owner, repo, pull, sha }: Omit<Change, 'issue'>): Promise<string> => {
  await untilCheckRun(stage, { owner, repo, sha }, { conclusion: 'success' }, patience);
  const merge = () =>
    stage
      .as('dana')
      .rest.pulls.merge({ owner, repo, pull_number: pull })
      .then(
        ({ data }) => data.sha,
        () => null,
      );
  return until(merge, patience);
};

/** A change is held until it is linked, complete, assessed and approved; then it is merged. */
const tellChange = async (stage: Stage, repo: string, pause: Pause): Promise<void> => {
  const home = { owner, repo };
  const [dana, sam, quinn] = [stage.as('dana').rest, stage.as('sam').rest, stage.as('quinn').rest];
  const pull = await openPullRequest(stage, home, { branch: 'faster-bolus', body: 'Speeds up the ramp.' });
  await pause();
  const body = toChangeRequestBody({ 'What changes and why': 'Clinicians asked for it.' });
  const { data } = await dana.issues.create({ ...home, title: 'Bolus', body, labels: ['change-request'] });
  const issue = { ...home, issue_number: data.number };
  await pause();
  await dana.pulls.update({ ...home, pull_number: pull.number, body: `Closes #${data.number}` });
  await pause();
  await dana.issues.update({ ...issue, body: toChangeRequestBody('all', [], repo) });
  await pause();
  await setLabel(stage, 'mallory', issue, 'safety-impact-assessed');
  await pause();
  await sam.issues.removeLabel({ ...issue, name: 'safety-impact-assessed' });
  await sam.issues.update({ ...issue, body: toChangeRequestBody('all', ['Safety impact checklist'], repo) });
  await pause();
  await setLabel(stage, 'sam', issue, 'safety-impact-assessed');
  await pause();
  await comment(stage, 'dana', issue, '/sign approval approval');
  await pause();
  await quinn.issues.update({ ...issue, body: toChangeRequestBody('all', bothChecklists, repo) });
  await setLabel(stage, 'quinn', issue, 'change-approved');
  await mergeReleased(stage, { ...home, pull: pull.number, sha: pull.sha });
};

/** Approved before the work began, released; then the record is edited, and approved too late. */
const tellEdit = async (stage: Stage, repo: string, pause: Pause): Promise<void> => {
  const home = { owner, repo };
  const number = await openSignedRequest(stage, home, repo);
  await pause();
  const pull = await openPullRequest(stage, home, { branch: 'louder', body: `Change-Request: #${number}` });
  await untilCheckRun(stage, { ...home, sha: pull.sha }, { conclusion: 'success' }, patience);
  const edited = toChangeRequestBody('all', bothChecklists, repo).replace(
    'assessed for this change',
    'assessed for all pumps',
  );
  await stage.as('dana').rest.issues.update({ ...home, issue_number: number, body: edited });
  await pause();
  await comment(stage, 'quinn', { ...home, issue_number: number }, '/sign approval approval');
};

/** A held pull request is merged all the same; the deviation is closed by quality, and then shown no more. */
const tellBypass = async (stage: Stage, repo: string, pause: Pause): Promise<void> => {
  const home = { owner, repo };
  const pull = await openPullRequest(stage, home, { branch: 'forced', body: 'no link' });
  await untilCheckRun(stage, { ...home, sha: pull.sha }, { conclusion: 'failure' }, patience);
  await stage.as('root').rest.pulls.merge({ ...home, pull_number: pull.number });
  const open = await openReleasedChange(stage, owner, repo, `watching-${repo}`);
  await pause();
  const tracked = await untilTracked(stage, home, 'holdpoint-deviation', { mentions: 'was merged' }, patience);
  const issue = { ...home, issue_number: tracked.number };
  await comment(stage, 'dana', issue, '/deviation I think it is fine');
  await pause();
  await comment(stage, 'quinn', issue, '/deviation Reviewed afterwards; nothing to undo');
  await untilTracked(stage, home, 'holdpoint-deviation', { mentions: 'was merged', state: 'closed' }, patience);
  await untilCheckRun(stage, open, { conclusion: 'success', without: ['Open in this repository'] }, patience);
};

const environment = 'production';

/** A run deploys a commit. Whoever was rejected runs it again: while a release is judged, nobody waits for ever. */
const deployAs = async (stage: Stage, home: Home, sha: string, wanted: 'approved' | 'rejected'): Promise<void> => {
  await until(async () => {
    const { id } = await deploy(stage, home, environment, sha);
    const { state } = await untilAnswered(stage, home, id, patience);
    return state === wanted ? true : null;
  }, patience);
};

/**
 * A release is signed, tagged on command and deployed; the next one is not deployed, and tagged while it is held, and that
 * deviation is closed.
 */
const tellRelease = async (stage: Stage, repo: string, pause: Pause): Promise<void> => {
  const home = { owner, repo };
  await makeEnvironment(stage, home, environment);
  const first = await mergeReleased(stage, await openReleasedChange(stage, owner, repo, `first-${repo}`));
  await pause();
  const record = await openReleaseRecord(stage, home, { tag: 'v1.0.0', commit: first, previous: 'none' });
  await pause();
  await comment(stage, 'quinn', record, '/deviation What was there before was reviewed in DHF-1.');
  await pause();
  await signRelease(stage, record);
  await untilReleaseCheck(stage, home, first, { conclusion: 'success' }, patience);
  await comment(stage, 'rita', record, '/release');
  const readTag = () => stage.as('rita').rest.git.getRef({ ...home, ref: 'tags/v1.0.0' });
  await until(
    () =>
      readTag().then(
        () => true as const,
        () => null,
      ),
    patience,
  );
  await deployAs(stage, home, first, 'approved');
  const second = await mergeReleased(stage, await openReleasedChange(stage, owner, repo, `second-${repo}`));
  await openReleaseRecord(stage, home, { tag: 'v1.1.0', commit: second, previous: 'v1.0.0' });
  const unsigned = { conclusion: 'failure', mentions: ['1 of 7 hold points open'] } as const;
  await untilReleaseCheck(stage, home, second, unsigned, patience);
  await pause();
  await deployAs(stage, home, second, 'rejected');
  await pushTag(stage, home, { tag: 'v1.1.0', sha: second });
  const held = 'v1.1.0 was tagged while it was held';
  const tracked = await untilTracked(stage, home, 'holdpoint-deviation', { mentions: held }, patience);
  await comment(
    stage,
    'quinn',
    { ...home, issue_number: tracked.number },
    '/deviation The tag was checked afterwards.',
  );
  await untilTracked(stage, home, 'holdpoint-deviation', { mentions: held, state: 'closed' }, patience);
};
