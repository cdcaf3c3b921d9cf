import { describe, expect, test } from '@jest/globals';
import { ask, at } from './ask-graphql.ts';
import { createSampleWorld } from './sample-world.ts';

const { world, callers } = createSampleWorld();
const inPull = (selection: string) =>
  `{ repository(owner: "acme", name: "pump") { pullRequest(number: 2) { ${selection} } } }`;

describe('what the simulator does not implement', () => {
  test.each([
    [inPull('reviewDecision'), 'PullRequest.reviewDecision'],
    [
      inPull('title comments(first: 1, orderBy: {field: UPDATED_AT, direction: ASC}) { totalCount }'),
      'PullRequest.comments(orderBy:)',
    ],
    // Unreached, for the list is empty: named all the same.
    [inPull('assignees(first: 5) { nodes { bio } }'), 'User.bio'],
    ['{ search(query: "x", type: ISSUE, first: 1) { issueCount } }', 'Query.search'],
    ['mutation { addStar(input: {starrableId: "x"}) { clientMutationId } }', 'Mutation.addStar'],
  ])('is answered 501 and named: %s', async (query, name) => {
    const { status, errors } = await ask(world, callers.app, query);
    expect(status).toBe(501);
    expect(errors[0]?.message).toContain(name);
  });

  test.each([
    ['{ repository(owner: "acme", name: "pump") { nonsense } }', "Field 'nonsense'"],
    ['{ repository(owner: "acme") { id } }', 'name'],
    ['{ repository(', 'Syntax Error'],
  ])('what the schema does not know is an error of the query: %s', async (query, part) => {
    const { status, data, errors } = await ask(world, callers.app, query);
    expect([status, data]).toEqual([200, null]);
    expect(errors[0]?.message).toMatch(new RegExp(part.replaceAll("'", '.'), 'i'));
  });

  test('introspection is answered: the schema is GitHub’s own', async () => {
    const { data } = await ask(world, callers.app, '{ __type(name: "UserContentEdit") { kind fields { name } } }');
    expect(at(data, '__type.kind')).toBe('OBJECT');
  });
});
