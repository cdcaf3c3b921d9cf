import { describe, expect, test } from '@jest/globals';
import { ask, at } from './ask-graphql.ts';
import { createSampleWorld, toCaller } from './sample-world.ts';

const { world, callers, installation, issue, elsewhere } = createSampleWorld();
const LINKS = `{ repository(owner: "acme", name: "pump") { pullRequest(number: 2) {
  closingIssuesReferences(first: 10) { totalCount nodes { number repository { name } } } } } }`;

describe('what an App may see', () => {
  test('a repository where it is not installed does not exist', async () => {
    const { data, errors } = await ask(world, callers.app, '{ repository(owner: "acme", name: "records") { id } }');
    expect(data).toEqual({ repository: null });
    expect(errors).toMatchObject([
      {
        type: 'NOT_FOUND',
        path: ['repository'],
        message: "Could not resolve to a Repository with the name 'acme/records'.",
      },
    ]);
  });

  test('a linked issue out of its sight is left out and not counted, while a person sees it', async () => {
    const seen = async (caller: typeof callers.app) =>
      at((await ask(world, caller, LINKS)).data, 'repository.pullRequest.closingIssuesReferences');
    expect(await seen(callers.app)).toEqual({ totalCount: 1, nodes: [{ number: 1, repository: { name: 'pump' } }] });
    expect(await seen(callers.quinn)).toMatchObject({ totalCount: 2 });
    expect((await ask(world, callers.app, `{ node(id: "${elsewhere.nodeId}") { id } }`)).errors).toMatchObject([
      { type: 'NOT_FOUND' },
    ]);
  });

  test('without the permission for issues their places are null, each with an error', async () => {
    const { issues: _without, ...permissions } = installation.app.permissions;
    const caller = toCaller(installation, permissions);
    const { data, errors } = await ask(world, caller, LINKS);
    expect(at(data, 'repository.pullRequest.closingIssuesReferences')).toEqual({ totalCount: 1, nodes: [null] });
    expect(errors).toMatchObject([
      {
        type: 'FORBIDDEN',
        message: 'Resource not accessible by integration',
        path: ['repository', 'pullRequest', 'closingIssuesReferences', 'nodes', 0],
      },
    ]);
    const direct = await ask(
      world,
      caller,
      '{ repository(owner: "acme", name: "pump") { issue(number: 1) { title } } }',
    );
    expect(at(direct.data, 'repository.issue')).toBeNull();
    expect(direct.errors).toMatchObject([{ type: 'FORBIDDEN' }]);
  });

  test('without the permission for members a team is forbidden', async () => {
    const caller = toCaller(installation, { metadata: 'read' });
    const { data, errors } = await ask(
      world,
      caller,
      '{ organization(login: "acme") { team(slug: "safety") { name } } }',
    );
    expect(at(data, 'organization.team')).toBeNull();
    expect(errors).toMatchObject([{ type: 'FORBIDDEN', path: ['organization', 'team'] }]);
  });

  test('nobody and the App itself (without an installation) are refused', async () => {
    expect((await ask(world, { kind: 'anonymous' }, '{ rateLimit { cost } }')).status).toBe(401);
    expect((await ask(world, { kind: 'app', app: installation.app }, '{ rateLimit { cost } }')).status).toBe(403);
  });

  test('a ghost is no actor, and a bot has no `[bot]` in its name', async () => {
    const [comment] = issue.comments;
    const query =
      '{ repository(owner: "acme", name: "pump") { issue(number: 1) { comments(first: 1) { nodes { author { __typename login } } } } } }';
    const authors = async () => at((await ask(world, callers.app, query)).data, 'repository.issue.comments.nodes');
    if (comment !== undefined) comment.author = null;
    expect(await authors()).toEqual([{ author: null }]);
    if (comment !== undefined) comment.author = installation.app.bot;
    expect(await authors()).toEqual([{ author: { __typename: 'Bot', login: 'holdpoint' } }]);
  });
});
