import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  bothChecklists,
  openPullRequest,
  openReleasedChange,
  openSignedRequest,
  settle,
  toChangeRequestBody,
} from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';
const repo = 'large';
const home = { owner, repo };

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({
    world: toWorld([toRepository(repo), toRepository('odd'), toRepository('elsewhere'), toRepository('records')]),
  });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

const times = <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

/** Without webhooks: no pull request hangs on it yet. */
const quietly = async <T>(act: () => Promise<T>): Promise<T> => {
  await stage.control('PUT', 'faults', { webhooks: { dropRate: 1 } });
  const made = await act();
  await stage.control('POST', 'deliveries/settle');
  await stage.control('PUT', 'faults', {});
  return made;
};

/** A pull request on a branch of so many commits, none of which changes a file. */
const openOfCommits = async (branch: string, count: number, body: string) => {
  const { git, pulls } = stage.as('dana').rest;
  const main = await git.getRef({ ...home, ref: 'heads/main' });
  const { data: tip } = await git.getCommit({ ...home, commit_sha: main.data.object.sha });
  let sha = tip.sha;
  for (let index = 0; index < count; index += 1) {
    const message = `${branch} ${index}`;
    sha = (await git.createCommit({ ...home, message, tree: tip.tree.sha, parents: [sha] })).data.sha;
  }
  await git.createRef({ ...home, ref: `refs/heads/${branch}`, sha });
  const { data } = await pulls.create({ ...home, title: branch, body, head: branch, base: 'main' });
  return { ...home, sha, number: data.number };
};

describe('F1: as much as GitHub allows', () => {
  test('100 linked issues: all of them count, and one that is not approved holds', async () => {
    const issues = await quietly(() => times(100, (index) => openSignedRequest(stage, home, `part ${index}`)));
    const body = issues.map((number) => `Closes #${number}`).join('\n');
    const { sha } = await openPullRequest(stage, home, { branch: 'hundred', body });
    await untilCheckRun(stage, { ...home, sha }, { conclusion: 'success' });
    const last = issues.at(-1) ?? 0;
    const { rest } = stage.as('quinn');
    await rest.issues.removeLabel({ ...home, issue_number: last, name: 'change-approved' });
    await untilCheckRun(stage, { ...home, sha }, { conclusion: 'failure', mentions: ['Approval', `#${last}`] });
  }, 60_000);

  test('250 commits are read; of more, GitHub shows no end: held, and the check says so', async () => {
    const issue = await openSignedRequest(stage, home, 'commits');
    const most = await openOfCommits('most', 250, `Closes #${issue}`);
    await untilCheckRun(stage, most, { conclusion: 'success' });
    const more = await openOfCommits('more', 251, `Closes #${issue}`);
    await untilCheckRun(stage, more, { conclusion: 'failure', mentions: ['GitHub lists 250 of 251'] });
  }, 60_000);

  test.each([
    [2999, { conclusion: 'success' as const, mentions: [] }],
    // Where GitHub's list ends, nobody can tell whether it was all.
    [3000, { conclusion: 'failure' as const, mentions: ['Dependencies', 'no more than 3000 changed files'] }],
  ])('F7 F19: %i files', async (count, expected) => {
    const issue = await openSignedRequest(stage, home, `${count} files`);
    const { git, pulls } = stage.as('dana').rest;
    const main = await git.getRef({ ...home, ref: 'heads/main' });
    const parent = main.data.object.sha;
    const tree = Array.from({ length: count }, (_, index) => ({
      path: `src/${count}/file-${index}.c`,
      mode: '100644' as const,
      type: 'blob' as const,
      content: `/* ${index} */\n`,
    }));
    const made = await git.createTree({ ...home, base_tree: parent, tree });
    const commit = await git.createCommit({ ...home, message: 'files', tree: made.data.sha, parents: [parent] });
    const { sha } = commit.data;
    const head = `files-${count}`;
    await git.createRef({ ...home, ref: `refs/heads/${head}`, sha });
    await pulls.create({ ...home, title: head, body: `Closes #${issue}`, head, base: 'main' });
    await untilCheckRun(stage, { ...home, sha }, expected);
  });

  test('a record of 65,536 characters, hundreds of comments and of label events', async () => {
    const form = toChangeRequestBody('all', bothChecklists);
    const blank = form.indexOf('### Safety impact checklist');
    const filler = 'And then there is *this* to be said of it, at length.\n\n'.repeat(2000);
    const room = 65_536 - form.length;
    const body = form.slice(0, blank) + `${filler.slice(0, room - 2)}\n\n` + form.slice(blank);
    expect(body).toHaveLength(65_536);
    const { rest } = stage.as('dana');
    const { data } = await rest.issues.create({ ...home, title: 'long', body, labels: ['change-request'] });
    const issue = { ...home, issue_number: data.number };
    await quietly(async () => {
      await times(220, (index) => rest.issues.createComment({ ...issue, body: `Remark ${index}` }));
      for (let index = 0; index < 120; index += 1) {
        await rest.issues.addLabels({ ...issue, labels: ['bug'] });
        await rest.issues.removeLabel({ ...issue, name: 'bug' });
      }
    });
    await stage.as('sam').rest.issues.addLabels({ ...issue, labels: ['safety-impact-assessed'] });
    await stage.as('quinn').rest.issues.createComment({ ...issue, body: '/sign approval approval' });
    await stage.as('quinn').rest.issues.addLabels({ ...issue, labels: ['change-approved'] });
    const { sha } = await openPullRequest(stage, home, { branch: 'long', body: `Closes #${data.number}` });
    await untilCheckRun(stage, { ...home, sha }, { conclusion: 'success' });
    await stage.as('quinn').rest.issues.createComment({ ...issue, body: '/revoke approval' });
    await untilCheckRun(stage, { ...home, sha }, { conclusion: 'failure', mentions: ['Approval'] });
  }, 60_000);
});

describe('F9: a linked issue that is no longer what it was', () => {
  const at = (number: number) => ({ repository: 'acme/odd', number });

  test('deleted: the release goes', async () => {
    const change = await openReleasedChange(stage, owner, 'odd', 'deleted');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await stage.control('POST', 'issues/delete', { user: 'root', issue: at(change.issue) });
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['Linked change'] });
  });

  test('deleted, and named by a trailer: the check names it', async () => {
    const issue = await openSignedRequest(stage, { owner, repo: 'odd' }, 'named');
    const body = `Change-Request: #${issue}`;
    const { sha } = await openPullRequest(stage, { owner, repo: 'odd' }, { branch: 'named', body });
    await untilCheckRun(stage, { owner, repo: 'odd', sha }, { conclusion: 'success' });
    await stage.control('POST', 'issues/delete', { user: 'root', issue: at(issue) });
    const mentions = [`#${issue}`, 'does not exist'];
    await untilCheckRun(stage, { owner, repo: 'odd', sha }, { conclusion: 'failure', mentions });
  });

  test('transferred to a repository whose records the policy does not take: the release goes', async () => {
    const change = await openReleasedChange(stage, owner, 'odd', 'transferred');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await stage.control('POST', 'issues/transfer', { user: 'root', issue: at(change.issue), to: 'acme/elsewhere' });
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['Linked change'] });
  });

  test('locked: it counts', async () => {
    const change = await openReleasedChange(stage, owner, 'odd', 'locked');
    await stage.as('sam').rest.issues.lock({ owner, repo: 'odd', issue_number: change.issue });
    await settle(stage);
    expect(await readCheckRun(stage, change)).toMatchObject({ conclusion: 'success' });
  });
});

describe('what is written to deceive', () => {
  const place = { owner, repo: 'records' };
  const form = toChangeRequestBody('all', bothChecklists);
  const ticked = '- [X] ';
  const start = form.indexOf('### Approval checklist');
  const approval = form.slice(start);

  test.each<[string, string]>([
    ['a checklist in a code fence', `${form.slice(0, start)}\`\`\`\n${approval}\n\`\`\``],
    ['a checklist in a quotation', form.slice(0, start) + approval.replaceAll(/^/gm, '> ')],
    ['a checklist in a comment', `${form.slice(0, start)}<!--\n${approval}\n-->`],
    ['a checklist in a details element', `${form.slice(0, start)}<details>\n${approval}\n</details>`],
    ['a heading with a zero-width space', form.replace('### Approval checklist', '### Approval\u200b checklist')],
    ['a heading written from right to left', form.replace('### Approval checklist', '### \u202eApproval checklist')],
    ['escaped ticks', form.slice(0, start) + approval.replaceAll(ticked, '- \\[X\\] ')],
    ['ticks of another alphabet', form.slice(0, start) + approval.replaceAll(ticked, '- [Х] ')],
    ['a heading that stands twice', `${form}\n\n${approval.replaceAll(ticked, '- [ ] ')}`],
  ])('F26: %s does not release', async (what, body) => {
    const branch = what.replaceAll(/\W+/g, '-');
    const { rest } = stage.as('dana');
    const { data } = await rest.issues.create({ ...place, title: what, body, labels: ['change-request'] });
    const issue = { ...place, issue_number: data.number };
    await stage.as('sam').rest.issues.addLabels({ ...issue, labels: ['safety-impact-assessed'] });
    await stage.as('quinn').rest.issues.addLabels({ ...issue, labels: ['change-approved'] });
    const { sha } = await openPullRequest(stage, place, { branch, body: `Closes #${data.number}` });
    await untilCheckRun(stage, { ...place, sha }, { conclusion: 'failure', mentions: ['Approval'] });
  });

  test('F27: a revision that is deleted from the history does not bring a lapsed signature back', async () => {
    const change = await openReleasedChange(stage, owner, 'records', 'history');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    const { rest, graphql } = stage.as('dana');
    const issue = { ...place, issue_number: change.issue };
    await rest.issues.update({ ...issue, body: form.replace('assessed for this change', 'never assessed') });
    await rest.issues.update({ ...issue, body: form });
    await untilCheckRun(stage, change, { conclusion: 'failure' });
    const query = `query ($number: Int!) { repository(owner: "acme", name: "records") {
      issue(number: $number) { userContentEdits(first: 10) { nodes { id } } } } }`;
    type Answer = { repository: { issue: { userContentEdits: { nodes: { id: string }[] } } } };
    const baseUrl = `${stage.github}/api`;
    const answer = await graphql<Answer>(query, { number: change.issue, baseUrl });
    for (const { id } of answer.repository.issue.userContentEdits.nodes.slice(0, 2)) {
      await stage.control('POST', 'body-edits/delete', { user: 'dana', node_id: id });
    }
    await rest.issues.createComment({ ...issue, body: 'As it was signed.' });
    await settle(stage);
    expect(await readCheckRun(stage, change)).toMatchObject({ conclusion: 'failure' });
  });
});
