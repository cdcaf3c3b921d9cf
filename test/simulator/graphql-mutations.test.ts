import { describe, expect, test } from '@jest/globals';
import { ask, at } from './ask-graphql.ts';
import { createSampleWorld } from './sample-world.ts';

const mutate = (name: string, payload: string) =>
  `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { clientMutationId ${payload} } }`;

describe('what only GraphQL can do', () => {
  test('a pull request becomes a draft and is made ready again', async () => {
    const { world, callers, pull } = createSampleWorld();
    const input = { pullRequestId: pull.nodeId, clientMutationId: 'once' };
    const draft = await ask(world, callers.dana, mutate('convertPullRequestToDraft', 'pullRequest { isDraft }'), {
      input,
    });
    expect(at(draft.data, 'convertPullRequestToDraft')).toEqual({
      clientMutationId: 'once',
      pullRequest: { isDraft: true },
    });
    const ready = await ask(world, callers.dana, mutate('markPullRequestReadyForReview', 'pullRequest { isDraft }'), {
      input,
    });
    expect(at(ready.data, 'markPullRequestReadyForReview.pullRequest')).toEqual({ isDraft: false });
  });

  test('an issue moves to another repository: the old number is gone, the link follows', async () => {
    const { world, callers, issue, records } = createSampleWorld();
    const input = { issueId: issue.nodeId, repositoryId: records.nodeId };
    const { data } = await ask(
      world,
      callers.quinn,
      mutate('transferIssue', 'issue { number repository { name } timelineItems(last: 1) { nodes { __typename } } }'),
      { input },
    );
    expect(at(data, 'transferIssue.issue')).toEqual({
      number: 2,
      repository: { name: 'records' },
      timelineItems: { nodes: [{ __typename: 'TransferredEvent' }] },
    });
    const query = `{ repository(owner: "acme", name: "pump") { issue(number: 1) { id } pullRequest(number: 2) {
      closingIssuesReferences(first: 5) { nodes { number repository { name } } } } } }`;
    const after = await ask(world, callers.quinn, query);
    expect(at(after.data, 'repository.issue')).toBeNull();
    expect(after.errors).toMatchObject([
      { type: 'NOT_FOUND', message: 'Could not resolve to an Issue with the number of 1.' },
    ]);
    expect(at(after.data, 'repository.pullRequest.closingIssuesReferences.nodes')).toContainEqual({
      number: 2,
      repository: { name: 'records' },
    });
  });

  test('a deleted issue is not found, and only an administrator deletes', async () => {
    const { world, callers, issue } = createSampleWorld();
    const input = { issueId: issue.nodeId };
    const query = mutate('deleteIssue', 'repository { name }');
    const refused = await ask(world, callers.dana, query, { input });
    expect(refused.errors).toHaveLength(1);
    expect(issue.deletedAt).toBeNull();
    expect(at((await ask(world, callers.quinn, query, { input })).data, 'deleteIssue.repository')).toEqual({
      name: 'pump',
    });
    const found = await ask(world, callers.quinn, `{ node(id: "${issue.nodeId}") { id } }`);
    expect(found.errors).toMatchObject([{ type: 'NOT_FOUND' }]);
  });
});
