import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stage } from './stage.ts';
import { listDepartures } from './webhook-schemas.ts';

const REPO = '/repos/acme/pump';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());

const open = async (fields: Record<string, unknown> = {}) =>
  (await stage.as('ada', `POST ${REPO}/issues`, { title: 'A change', body: 'one', ...fields })).body.number as number;
const readIssue = async (number: number, selection: string) =>
  (
    await stage.graphql(
      'ada',
      `{ repository(owner: "acme", name: "pump") { issue(number: ${number}) { ${selection} } } }`,
    )
  ).repository.issue;
/** What happened since, checked against GitHub's schemas. */
async function since<T>(event: string, act: () => Promise<T>): Promise<ReturnType<typeof JSON.parse>[]> {
  const before = (await stage.webhooks(event)).length;
  await act();
  const told = (await stage.webhooks(event)).slice(before);
  expect(told.flatMap((one) => listDepartures(one.event, one.payload))).toEqual([]);
  return told.map((one) => one.payload);
}

describe('a comment', () => {
  test('that somebody else edits tells what it said, and by whom it says something else', async () => {
    const number = await open();
    const { body } = await stage.as('eve', `POST ${REPO}/issues/${number}/comments`, {
      body: '/sign approval approval',
    });
    const told = await since('issue_comment', () =>
      stage.as('ada', `PATCH ${REPO}/issues/comments/${body.id}`, { body: 'never mind' }),
    );
    expect(told).toMatchObject([
      {
        action: 'edited',
        changes: { body: { from: '/sign approval approval' } },
        comment: { body: 'never mind', user: { login: 'eve' } },
        sender: { login: 'ada' },
      },
    ]);
    const [comment] = (await readIssue(number, 'comments(first: 5) { nodes { lastEditedAt editor { login } body } }'))
      .comments.nodes;
    expect(comment).toEqual({ body: 'never mind', editor: { login: 'ada' }, lastEditedAt: expect.any(String) });
  });

  test.each([
    ['by its author leaves no trace', 'eve', []],
    [
      'by somebody else is noted, without its words',
      'ada',
      [{ actor: { login: 'ada' }, deletedCommentAuthor: { login: 'eve' } }],
    ],
  ])('that is deleted %s, and a webhook tells what it said', async (_how, login, noted) => {
    const number = await open();
    const { body } = await stage.as('eve', `POST ${REPO}/issues/${number}/comments`, { body: '/revoke approval' });
    const told = await since('issue_comment', () => stage.as(login, `DELETE ${REPO}/issues/comments/${body.id}`));
    expect(told).toMatchObject([
      {
        action: 'deleted',
        comment: { id: body.id, body: '/revoke approval', user: { login: 'eve' } },
        sender: { login },
      },
    ]);
    const selection = `comments(first: 5) { totalCount } timelineItems(first: 5, itemTypes: [COMMENT_DELETED_EVENT]) {
      nodes { ... on CommentDeletedEvent { actor { login } deletedCommentAuthor { login } } } }`;
    expect(await readIssue(number, selection)).toEqual({
      comments: { totalCount: 0 },
      timelineItems: { nodes: noted },
    });
    expect((await stage.as('ada', `GET ${REPO}/issues/comments/${body.id}`)).status).toBe(404);
  });

  test('is deleted by its author or who may write', async () => {
    const number = await open();
    const { body } = await stage.as('ada', `POST ${REPO}/issues/${number}/comments`, { body: 'x' });
    expect((await stage.as('eve', `DELETE ${REPO}/issues/comments/${body.id}`)).status).toBe(403);
  });
});

describe('the history of a body', () => {
  test('tells who wrote what; a revision that was deleted is there without its words', async () => {
    const number = await open();
    const [edited] = await since('issues', () => stage.as('ben', `PATCH ${REPO}/issues/${number}`, { body: 'two' }));
    expect(edited).toMatchObject({ changes: { body: { from: 'one' } }, sender: { login: 'ben' } });
    await stage.as('ada', `PATCH ${REPO}/issues/${number}`, { body: 'three' });
    const edits = 'userContentEdits(first: 5) { nodes { id diff editor { login } deletedAt deletedBy { login } } }';
    const { nodes } = (await readIssue(number, edits)).userContentEdits;
    expect(nodes.map((one: { diff: string }) => one.diff)).toEqual(['three', 'two', 'one']);
    const told = await since('issues', () =>
      stage.control('POST /body-edits/delete', { user: 'ada', node_id: nodes[1].id }),
    );
    expect(told).toEqual([]);
    expect((await readIssue(number, edits)).userContentEdits.nodes[1]).toEqual({
      id: nodes[1].id,
      diff: null,
      editor: { login: 'ben' },
      deletedAt: expect.any(String),
      deletedBy: { login: 'ada' },
    });
  });
});

describe('an App', () => {
  test('opens, labels, closes and reopens issues in its own name', async () => {
    const fields = { title: 'Deviation', body: 'What is known.', labels: ['safety', 'deviation'] };
    const opened = await stage.asApp(`POST ${REPO}/issues`, fields);
    expect(opened).toMatchObject({
      status: 201,
      body: {
        user: { login: 'holdpoint[bot]', type: 'Bot' },
        performed_via_github_app: { slug: 'holdpoint' },
        labels: [{ name: 'safety' }, { name: 'deviation' }],
      },
    });
    const issue = `${REPO}/issues/${opened.body.number}`;
    const told = await since('issues', async () => {
      await stage.asApp(`DELETE ${issue}/labels/safety`);
      await stage.asApp(`PATCH ${issue}`, { state: 'closed', state_reason: 'not_planned' });
      await stage.asApp(`PATCH ${issue}`, { state: 'open', state_reason: 'reopened' });
    });
    expect(told.map((one) => [one.action, one.sender.login, one.issue.state, one.issue.state_reason])).toEqual([
      ['unlabeled', 'holdpoint[bot]', 'open', null],
      ['closed', 'holdpoint[bot]', 'closed', 'not_planned'],
      ['reopened', 'holdpoint[bot]', 'open', 'reopened'],
    ]);
    expect((await stage.asApp(`DELETE ${issue}/labels/safety`)).status).toBe(404);
    const selection =
      'timelineItems(first: 9) { nodes { __typename ... on UnlabeledEvent { actor { __typename login } } } }';
    const { nodes } = (await readIssue(opened.body.number, selection)).timelineItems;
    expect(nodes).toContainEqual({ __typename: 'UnlabeledEvent', actor: { __typename: 'Bot', login: 'holdpoint' } });
    const found = await stage.asApp(`GET ${REPO}/issues?creator=holdpoint%5Bbot%5D`);
    expect(found.body.map((one: { number: number }) => one.number)).toEqual([opened.body.number]);
  });

  test('may do none of it without the permission', async () => {
    const number = await open();
    await stage.control('POST /seed', {
      apps: [{ slug: 'reader', name: 'Reader', permissions: { issues: 'read' } }],
      installations: [{ app: 'reader', account: 'acme', token: 'token-reader' }],
    });
    const asReader = (operation: string, body?: unknown) => stage.call('token-reader', operation, body);
    expect((await asReader(`GET ${REPO}/issues/${number}`)).status).toBe(200);
    expect((await asReader(`POST ${REPO}/issues`, { title: 'x' })).status).toBe(403);
    expect((await asReader(`PATCH ${REPO}/issues/${number}`, { state: 'closed' })).status).toBe(403);
    expect((await asReader(`POST ${REPO}/issues/${number}/labels`, { labels: ['safety'] })).status).toBe(403);
  });
});

test('what closed an issue is in its timeline: a merge, or nobody but a person', async () => {
  const [first, second] = [await open(), await open()];
  const { number } = await stage.pull('closing', { body: `Closes #${first}` });
  await stage.as('ada', `PUT ${REPO}/pulls/${number}/merge`, {});
  await stage.as('ada', `PATCH ${REPO}/issues/${second}`, { state: 'closed' });
  const selection = `timelineItems(first: 5, itemTypes: [CLOSED_EVENT]) { nodes { ... on ClosedEvent {
    closer { __typename ... on PullRequest { number } } } } }`;
  const closerOf = async (issue: number) => (await readIssue(issue, selection)).timelineItems.nodes[0].closer;
  expect(await closerOf(first)).toEqual({ __typename: 'PullRequest', number });
  expect(await closerOf(second)).toBeNull();
});

test('a filter that the list would have to ignore is refused', async () => {
  expect((await stage.as('ada', `GET ${REPO}/issues?assignee=ada`)).status).toBe(501);
});
