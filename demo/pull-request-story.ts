import { bothChecklists, openPullRequest, openSignedRequest, toChangeRequestBody } from '../stage/change.ts';
import type { Stage } from '../stage/stage.ts';
import type { Narrator } from './narrator.ts';

const owner = 'acme';

const emptiedPolicy = `product: Infusion pump firmware
safety_class: A
roles:
  safety: { users: [mallory] }
  quality: { users: [mallory] }
gates:
  safety-impact: { skip: We trust each other. }
  approval: { skip: We trust each other. }
`;

/** A change is held until it is linked, complete, assessed and approved; then it is released and merged. */
export const playFirstChange = async (stage: Stage, narrator: Narrator): Promise<void> => {
  const repo = 'pump-firmware';
  const [dana, mallory, sam, quinn] = [stage.as('dana'), stage.as('mallory'), stage.as('sam'), stage.as('quinn')];
  narrator.chapter('A change, from the first pull request to the merge');

  narrator.step('dana', 'opens a pull request that names no change request');
  const pull = await openPullRequest(
    stage,
    { owner, repo },
    {
      branch: 'faster-bolus',
      title: 'Faster bolus ramp',
      body: 'Speeds up the ramp.',
    },
  );
  const at = { owner, repo, sha: pull.sha };
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['Linked change', 'Change-Request: #'] });
  narrator.step('dana', 'tries to merge it all the same');
  await narrator.expectRefusal(405, () => dana.rest.pulls.merge({ owner, repo, pull_number: pull.number }));

  narrator.step('dana', 'opens a change request, fills in half of the form, and links it');
  const half = {
    'What changes and why': 'The bolus ramp takes 4 s; clinicians asked for 2 s.',
    'Type of change': 'perfective',
  };
  const request = await dana.rest.issues.create({
    owner,
    repo,
    title: 'Bolus ramp in 2 s',
    body: toChangeRequestBody(half),
    labels: ['change-request'],
  });
  const issue = { owner, repo, issue_number: request.data.number };
  await dana.rest.pulls.update({
    owner,
    repo,
    pull_number: pull.number,
    body: `Speeds up the ramp.\n\nCloses #${request.data.number}`,
  });
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['New causes of hazardous situations'] });

  narrator.step('dana', 'completes the form');
  await dana.rest.issues.update({ ...issue, body: toChangeRequestBody('all') });
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['2 of 7 hold points open'], without: ['blank'] });

  narrator.step('mallory', '(not in the role) sets the safety label');
  await mallory.rest.issues.addLabels({ ...issue, labels: ['safety-impact-assessed'] });
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['Mallory Maintainer', 'sam'] });

  narrator.step('sam', '(safety) takes the label off, completes the checklist and signs by setting the label');
  await sam.rest.issues.removeLabel({ ...issue, name: 'safety-impact-assessed' });
  await sam.rest.issues.update({ ...issue, body: toChangeRequestBody('all', ['Safety impact checklist']) });
  await sam.rest.issues.addLabels({ ...issue, labels: ['safety-impact-assessed'] });
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['1 of 7 hold points open', 'Sam Safety'] });

  narrator.step('dana', '(the author) tries to approve: /sign approval approval');
  await dana.rest.issues.createComment({ ...issue, body: '/sign approval approval' });
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['Dana Developer', 'comment', 'quinn'] }, 'held');
  await narrator.expectAnswer(issue, 'role');

  narrator.step('quinn', '(quality) completes the approval checklist and signs');
  await quinn.rest.issues.update({
    ...issue,
    body: toChangeRequestBody('all', bothChecklists),
  });
  await quinn.rest.issues.addLabels({ ...issue, labels: ['change-approved'] });
  await narrator.expectCheck(at, { conclusion: 'success', mentions: ['Quinn Quality', 'Sam Safety'] }, 'released');

  narrator.step('dana', 'merges');
  const merged = await dana.rest.pulls.merge({ owner, repo, pull_number: pull.number });
  if (!merged.data.merged) throw new Error('GitHub did not merge a released pull request');
  narrator.says(`merged as ${merged.data.sha.slice(0, 10)}`);
};

/** Approved before the work began, released; then the record is edited and the sign-offs no longer cover it. */
export const playSecondChange = async (stage: Stage, narrator: Narrator): Promise<void> => {
  const repo = 'alarm-firmware';
  const [dana, quinn] = [stage.as('dana'), stage.as('quinn')];
  narrator.chapter('A record edited after it was signed');

  narrator.step('dana', 'writes the change request; sam and quinn sign it before any work begins');
  const request = await openSignedRequest(stage, { owner, repo }, 'Louder occlusion alarm');
  const issue = { owner, repo, issue_number: request };

  narrator.step('dana', 'opens the pull request');
  const pull = await openPullRequest(
    stage,
    { owner, repo },
    {
      branch: 'louder-alarm',
      title: 'Louder occlusion alarm',
      body: `Change-Request: #${request}`,
    },
  );
  const at = { owner, repo, sha: pull.sha };
  await narrator.expectCheck(at, { conclusion: 'success', mentions: ['Quinn Quality', 'Sam Safety'] });

  narrator.step('dana', 'edits the signed record: what was approved is no longer what it says');
  const edited = toChangeRequestBody('all', bothChecklists, 'Louder occlusion alarm').replace(
    'assessed for this change',
    'assessed for all pumps',
  );
  await dana.rest.issues.update({ ...issue, body: edited });
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['2 of 7 hold points open', 'Lapsed'] });

  narrator.step('dana', 'tries to merge it all the same');
  await narrator.expectRefusal(405, () => dana.rest.pulls.merge({ owner, repo, pull_number: pull.number }));

  narrator.step('quinn', 'approves the new text, but the work has begun: too late');
  await quinn.rest.issues.createComment({ ...issue, body: '/sign approval approval' });
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['Quinn Quality', 'comment'] });
};

/** A pull request that empties the policy is judged by the one in force on the default branch. */
export const playThirdChange = async (stage: Stage, narrator: Narrator): Promise<void> => {
  const repo = 'pump-firmware';
  narrator.chapter('A pull request that rewrites the policy that judges it');
  narrator.step('mallory', 'opens a pull request whose .github/holdpoint.yml switches every sign-off gate off');
  const pull = await openPullRequest(
    stage,
    { owner, repo },
    {
      branch: 'less-paperwork',
      title: 'Less paperwork',
      body: 'We trust each other.',
      login: 'mallory',
      path: '.github/holdpoint.yml',
      text: emptiedPolicy,
    },
  );
  await narrator.expectCheck(
    { owner, repo, sha: pull.sha },
    {
      conclusion: 'failure',
      mentions: ['Linked change', 'Safety impact', 'Approval'],
      without: ['We trust each other'],
    },
  );
};
