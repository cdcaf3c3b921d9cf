import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at } from './ask-graphql.ts';
import { Stage } from './stage.ts';

const REPO = '/repos/acme/pump';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());

const inRepository = async (selection: string): Promise<unknown> =>
  at(await stage.graphql('ada', `{ repository(owner: "acme", name: "pump") { ${selection} } }`), 'repository');

describe('tags', () => {
  let first: string;
  let second: string;
  let tag: string;
  const annotate = async (name: string, sha: string, message?: string) => {
    const body = { user: 'ben', repository: 'acme/pump', tag: name, sha, message };
    return (await stage.control('POST /tags', body)).body.sha as string;
  };
  beforeAll(async () => {
    first = await stage.branch('first');
    second = await stage.branch('second');
    await stage.as('ada', `POST ${REPO}/git/refs`, { ref: 'refs/tags/v2', sha: first });
    tag = await annotate('v1', second, 'The first release');
  });

  const TARGET = `target { __typename oid ... on Tag { name message tagger { name email date user { login } }
    target { oid __typename ... on Commit { messageHeadline } } } }`;

  test('point at a commit, or at an annotated tag with its tagger and its commit', async () => {
    const found = await inRepository(`light: ref(qualifiedName: "refs/tags/v2") { name prefix ${TARGET} }
      full: ref(qualifiedName: "refs/tags/v1") { name ${TARGET} } none: ref(qualifiedName: "refs/tags/v3") { name }`);
    expect(found).toEqual({
      light: { name: 'v2', prefix: 'refs/tags/', target: { __typename: 'Commit', oid: first } },
      full: {
        name: 'v1',
        target: {
          __typename: 'Tag',
          oid: tag,
          name: 'v1',
          message: 'The first release',
          tagger: {
            name: 'ben',
            email: 'ben@acme.example',
            date: expect.stringMatching(/Z$/),
            user: { login: 'ben' },
          },
          target: { oid: second, __typename: 'Commit', messageHeadline: 'Change second.txt' },
        },
      },
      none: null,
    });
  });

  test('are listed by name or by the age of their commit, in pages', async () => {
    const namesBy = async (field: string, direction: string) => {
      const order = `orderBy: { field: ${field}, direction: ${direction} }`;
      const found = await inRepository(`refs(refPrefix: "refs/tags/", first: 10, ${order}) { nodes { name } }`);
      return (at(found, 'refs.nodes') as { name: string }[]).map(({ name }) => name);
    };
    expect(await namesBy('ALPHABETICAL', 'ASC')).toEqual(['v1', 'v2']);
    expect(await namesBy('ALPHABETICAL', 'DESC')).toEqual(['v2', 'v1']);
    expect(await namesBy('TAG_COMMIT_DATE', 'ASC')).toEqual(['v2', 'v1']);
    expect(await namesBy('TAG_COMMIT_DATE', 'DESC')).toEqual(['v1', 'v2']);
    const page = 'totalCount nodes { name } pageInfo { hasNextPage endCursor }';
    const one = at(await inRepository(`refs(refPrefix: "refs/tags/", first: 1) { ${page} }`), 'refs');
    expect(one).toMatchObject({ totalCount: 2, nodes: [{ name: 'v1' }], pageInfo: { hasNextPage: true } });
    const after = String(at(one, 'pageInfo.endCursor'));
    const two = await inRepository(`refs(refPrefix: "refs/tags/", first: 1, after: "${after}") { ${page} }`);
    expect(at(two, 'refs')).toMatchObject({ nodes: [{ name: 'v2' }], pageInfo: { hasNextPage: false } });
  });

  test('are found as objects, by id and through one another', async () => {
    const again = await annotate('v1-signed-off', tag);
    const found = await inRepository(`byOid: object(oid: "${tag}") { __typename id }
      byName: object(expression: "v1") { __typename oid } file: object(expression: "v1:second.txt") { __typename }
      through: ref(qualifiedName: "v1-signed-off") { target { oid ... on Tag { target { __typename oid } } } }`);
    expect(found).toMatchObject({
      byOid: { __typename: 'Tag' },
      byName: { __typename: 'Tag', oid: tag },
      file: { __typename: 'Blob' },
      through: { target: { oid: again, target: { __typename: 'Tag', oid: tag } } },
    });
    const node = await stage.graphql('ada', `{ node(id: "${String(at(found, 'byOid.id'))}") { ... on Tag { name } } }`);
    expect(node).toEqual({ node: { name: 'v1' } });
  });

  test('lead to the checks of their commit', async () => {
    const run = { name: 'gate', head_sha: second, status: 'completed', conclusion: 'success' };
    expect((await stage.asApp(`POST ${REPO}/check-runs`, run)).status).toBe(201);
    const suites = 'checkSuites(first: 5) { nodes { checkRuns(first: 5) { nodes { name conclusion } } } }';
    const found = await inRepository(`object(oid: "${second}") { ... on Commit { ${suites} } }`);
    const [suite] = at(found, 'object.checkSuites.nodes') as unknown[];
    expect(suite).toEqual({ checkRuns: { nodes: [{ name: 'gate', conclusion: 'SUCCESS' }] } });
  });
});

describe('issues', () => {
  beforeAll(async () => {
    const make = (title: string, fields: Record<string, unknown>, login = 'ben') =>
      stage.as(login, `POST ${REPO}/issues`, { title, ...fields });
    await make('one', { labels: ['approved', 'safety'], type: 'Change' });
    const two = await make('two', { labels: ['safety'] }, 'cleo');
    const three = await make('three', { type: 'Bug' });
    await stage.as('ben', `PATCH ${REPO}/issues/${three.body.number}`, { state: 'closed' });
    for (const body of ['a', 'b']) await stage.as('ben', `POST ${REPO}/issues/${two.body.number}/comments`, { body });
  });

  const titles = async (args: string): Promise<string[]> => {
    const found = await inRepository(`issues(first: 10, ${args}) { nodes { title } }`);
    return (at(found, 'issues.nodes') as { title: string }[]).map(({ title }) => title);
  };

  test.each([
    ['states: [OPEN]', ['one', 'two']],
    ['labels: ["approved", "safety"]', ['one', 'two']],
    ['filterBy: { labels: ["approved", "safety"] }', ['one']],
    ['filterBy: { states: [CLOSED] }', ['three']],
    ['filterBy: { type: "change" }', ['one']],
    ['filterBy: { createdBy: "cleo" }', ['two']],
    ['filterBy: { since: "2999-01-01T00:00:00Z" }', []],
    ['filterBy: { labels: ["safety"] }, orderBy: { field: CREATED_AT, direction: DESC }', ['two', 'one']],
    ['orderBy: { field: COMMENTS, direction: DESC }', ['two', 'one', 'three']],
    ['orderBy: { field: UPDATED_AT, direction: DESC }', ['two', 'three', 'one']],
  ])('%s: %j', async (args, expected) => {
    expect(await titles(args)).toEqual(expected);
  });

  test.each(['assignee: "ben"', 'viewerSubscribed: true'])(
    'a filter that would be ignored is refused: %s',
    async (filter) => {
      const query = `{ repository(owner: "acme", name: "pump") { issues(first: 1, filterBy: { ${filter} }) { totalCount } } }`;
      const response = await fetch(`${stage.simulator.url}/api/graphql`, {
        method: 'POST',
        headers: { authorization: 'bearer token-ada' },
        body: JSON.stringify({ query }),
      });
      expect(response.status).toBe(501);
    },
  );
});
