import { join, resolve } from 'node:path';
import { fillForm } from './fill-form.ts';
import type { Narrator } from './narrator.ts';
import type { Stage } from './stage.ts';

const form = join(resolve(import.meta.dirname, '..'), '.github/ISSUE_TEMPLATE/change-request.yml');
const owner = 'acme';

/** A change is held until it is linked, complete, assessed and approved; then it is released and merged. */
export const playFirstChange = async (stage: Stage, narrator: Narrator): Promise<void> => {
  const repo = 'pump-firmware';
  const [dana, mallory, sam, quinn] = [stage.as('dana'), stage.as('mallory'), stage.as('sam'), stage.as('quinn')];
  narrator.chapter('A change, from the first pull request to the merge');

  narrator.step('dana', 'opens a pull request that names no change request');
  const pull = await openPullRequest(stage, repo, {
    branch: 'faster-bolus',
    title: 'Faster bolus ramp',
    body: 'Speeds up the ramp.',
  });
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
    body: fillForm(form, half),
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
  await dana.rest.issues.update({ ...issue, body: fillForm(form, 'all') });
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['Safety impact'], without: ['is blank'] });

  narrator.step('mallory', 'who is not in the role, sets the safety label');
  await mallory.rest.issues.addLabels({ ...issue, labels: ['safety-impact-assessed'] });
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['mallory', 'sam'] });

  narrator.step('sam', '(safety) takes the label off, completes the checklist and signs by setting the label');
  await sam.rest.issues.removeLabel({ ...issue, name: 'safety-impact-assessed' });
  await sam.rest.issues.update({ ...issue, body: fillForm(form, 'all', ['Safety impact checklist']) });
  await sam.rest.issues.addLabels({ ...issue, labels: ['safety-impact-assessed'] });
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['Sam Safety', 'Approval'] });

  narrator.step('dana', 'the author, tries to approve: /sign approval approval');
  await dana.rest.issues.createComment({ ...issue, body: '/sign approval approval' });
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['dana', 'quinn'] });

  narrator.step('quinn', '(quality) completes the approval checklist and signs');
  await quinn.rest.issues.update({
    ...issue,
    body: fillForm(form, 'all', ['Safety impact checklist', 'Approval checklist']),
  });
  await quinn.rest.issues.addLabels({ ...issue, labels: ['change-approved'] });
  await narrator.expectCheck(at, { conclusion: 'success', mentions: ['Quinn Quality', 'Sam Safety'] });

  narrator.step('dana', 'merges');
  const merged = await dana.rest.pulls.merge({ owner, repo, pull_number: pull.number });
  if (!merged.data.merged) throw new Error('GitHub did not merge a released pull request');
  narrator.says(`merged as ${merged.data.sha.slice(0, 10)}`);
};

/** Approved before the work began, released; then the record is edited and the sign-offs no longer cover it. */
export const playSecondChange = async (stage: Stage, narrator: Narrator): Promise<void> => {
  const repo = 'alarm-firmware';
  const [dana, sam, quinn] = [stage.as('dana'), stage.as('sam'), stage.as('quinn')];
  narrator.chapter('A record edited after it was signed');

  narrator.step('dana', 'writes the change request; sam and quinn sign it before any work begins');
  const bothTicked = ['Safety impact checklist', 'Approval checklist'];
  const request = await dana.rest.issues.create({
    owner,
    repo,
    title: 'Louder occlusion alarm',
    body: fillForm(form, 'all', bothTicked),
    labels: ['change-request'],
  });
  const issue = { owner, repo, issue_number: request.data.number };
  await sam.rest.issues.addLabels({ ...issue, labels: ['safety-impact-assessed'] });
  await quinn.rest.issues.addLabels({ ...issue, labels: ['change-approved'] });

  narrator.step('dana', 'opens the pull request');
  const pull = await openPullRequest(stage, repo, {
    branch: 'louder-alarm',
    title: 'Louder occlusion alarm',
    body: `Change-Request: #${request.data.number}`,
  });
  const at = { owner, repo, sha: pull.sha };
  await narrator.expectCheck(at, { conclusion: 'success', mentions: ['Quinn Quality', 'Sam Safety'] });

  narrator.step('dana', 'edits the signed record: what was approved is no longer what it says');
  const edited = fillForm(form, 'all', bothTicked).replace('assessed for this change', 'assessed for all pumps');
  await dana.rest.issues.update({ ...issue, body: edited });
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['Safety impact', 'Approval'] });
  await narrator.expectRefusal(405, () => dana.rest.pulls.merge({ owner, repo, pull_number: pull.number }));

  narrator.step('quinn', 'approves the new text, but the work has begun: too late without a deviation');
  await quinn.rest.issues.createComment({ ...issue, body: '/sign approval approval' });
  await narrator.expectCheck(at, { conclusion: 'failure', mentions: ['Approval', 'Quinn Quality'] });
};

/** A pull request that empties the policy is judged by the one in force on the default branch. */
export const playThirdChange = async (stage: Stage, narrator: Narrator): Promise<void> => {
  const repo = 'pump-firmware';
  narrator.chapter('A pull request that rewrites the policy that judges it');
  narrator.step('mallory', 'opens a pull request whose .github/holdpoint.yml switches every sign-off gate off');
  const pull = await openPullRequest(
    stage,
    repo,
    { branch: 'less-paperwork', title: 'Less paperwork', body: 'We trust each other.' },
    {
      login: 'mallory',
      path: '.github/holdpoint.yml',
      text: `product: Infusion pump firmware\nsafety_class: A\nroles:\n  safety: { users: [mallory] }\n  quality: { users: [mallory] }\ngates:\n  safety-impact: { skip: We trust each other. }\n  approval: { skip: We trust each other. }\n`,
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

/** Commits one file on a new branch and opens a pull request to `main`, as a person would on the web. */
const openPullRequest = async (
  stage: Stage,
  repo: string,
  { branch, title, body }: { branch: string; title: string; body: string },
  { login, path, text }: { login: string; path: string; text: string } = {
    login: 'dana',
    path: `src/${branch}.c`,
    text: `/* ${title} */\n`,
  },
): Promise<{ number: number; sha: string }> => {
  const person = stage.as(login);
  const main = await person.rest.git.getRef({ owner, repo, ref: 'heads/main' });
  await person.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: main.data.object.sha });
  const existing = await person.rest.repos
    .getContent({ owner, repo, path, ref: branch })
    .then(({ data }) => (Array.isArray(data) ? undefined : data.sha))
    .catch(() => undefined);
  await person.rest.repos.createOrUpdateFileContents({
    owner,
    repo,
    path,
    branch,
    message: title,
    content: Buffer.from(text).toString('base64'),
    ...(existing === undefined ? {} : { sha: existing }),
  });
  const { data } = await person.rest.pulls.create({ owner, repo, title, body, head: branch, base: 'main' });
  return { number: data.number, sha: data.head.sha };
};
