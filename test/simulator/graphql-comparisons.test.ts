import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at } from './ask-graphql.ts';
import { Stage } from './stage.ts';

const REPO = '/repos/acme/pump';

let stage: Stage;
let base = '';
const shas: string[] = [];
beforeAll(async () => {
  stage = await Stage.start();
  base = await stage.branch('compared');
  for (const n of [1, 2, 3, 4, 5]) shas.push(await stage.commit('compared', { [`compared-${n}.txt`]: `${n}\n` }));
  await stage.as('ada', `POST ${REPO}/git/refs`, { ref: 'refs/tags/v1', sha: base });
});
afterAll(() => stage.close());

const compare = async (tag: string, head: string, selection: string): Promise<unknown> => {
  const ref = `ref(qualifiedName: "refs/tags/${tag}") { compare(headRef: "${head}") { ${selection} } }`;
  return at(
    await stage.graphql('ada', `{ repository(owner: "acme", name: "pump") { ${ref} } }`),
    'repository.ref.compare',
  );
};

const counts = 'status aheadBy behindBy';
const list = 'totalCount nodes { oid } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const oidsOf = (connection: unknown): readonly string[] =>
  (at(connection, 'nodes') as readonly { oid: string }[]).map(({ oid }) => oid);

describe('a tag compared with a commit', () => {
  test('lists what the commit has and the tag has not, the oldest first, and is what REST says', async () => {
    const head = shas[4] ?? '';
    const found = await compare('v1', head, `${counts} commits(first: 10) { ${list} }`);
    expect(found).toMatchObject({ status: 'AHEAD', aheadBy: 5, behindBy: 0, commits: { totalCount: 5 } });
    const { body } = await stage.as('ada', `GET ${REPO}/compare/${base}...${head}`);
    expect(oidsOf(at(found, 'commits'))).toEqual(body.commits.map(({ sha }: { sha: string }) => sha));
  });

  test('is read from both ends at once, page by page', async () => {
    const ends = (after: string, before: string) =>
      compare(
        'v1',
        'compared',
        `early: commits(first: 2${after}) { ${list} } late: commits(last: 2${before}) { ${list} }`,
      );
    const one = await ends('', '');
    expect(oidsOf(at(one, 'early'))).toEqual(shas.slice(0, 2));
    expect(oidsOf(at(one, 'late'))).toEqual(shas.slice(3));
    expect(at(one, 'early.pageInfo')).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(at(one, 'late.pageInfo')).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const two = await ends(
      `, after: "${String(at(one, 'early.pageInfo.endCursor'))}"`,
      `, before: "${String(at(one, 'late.pageInfo.startCursor'))}"`,
    );
    expect(oidsOf(at(two, 'early'))).toEqual(shas.slice(2, 4));
    expect(oidsOf(at(two, 'late'))).toEqual(shas.slice(1, 3));
  });

  test('says of what it is: an annotated tag is not seen through', async () => {
    const { body } = await stage.control('POST /tags', {
      user: 'ben',
      repository: 'acme/pump',
      tag: 'v1-annotated',
      sha: base,
    });
    const target = '{ __typename oid ... on Tag { target { oid } } }';
    const found = await compare('v1-annotated', shas[0] ?? '', `aheadBy baseTarget ${target} headTarget ${target}`);
    expect(found).toEqual({
      aheadBy: 1,
      baseTarget: { __typename: 'Tag', oid: body.sha, target: { oid: base } },
      headTarget: { __typename: 'Commit', oid: shas[0] },
    });
  });

  test.each<[string, () => string, object]>([
    ['the same', () => base, { status: 'IDENTICAL', aheadBy: 0, behindBy: 0 }],
    ['an ancestor', () => 'main', { status: 'BEHIND', aheadBy: 0, behindBy: 1 }],
  ])('%s', async (_name, head, expected) => {
    expect(await compare('v1', head(), counts)).toEqual(expected);
  });

  test('follows the tag when it is moved, and one that is on another branch has diverged', async () => {
    await stage.as('ada', `POST ${REPO}/git/refs`, { ref: 'refs/tags/v2', sha: base });
    await stage.as('ben', `PATCH ${REPO}/git/refs/tags/v2`, { sha: await stage.branch('aside'), force: true });
    const found = await compare('v2', shas[1] ?? '', `${counts} baseTarget { oid }`);
    expect(found).toMatchObject({ status: 'DIVERGED', aheadBy: 3, behindBy: 1 });
    expect(at(found, 'baseTarget.oid')).not.toBe(base);
  });

  test('cannot be made with what is not there, or has nothing in common', async () => {
    expect(await compare('v1', 'f'.repeat(40), counts)).toBeNull();
    const { tree } = (await stage.as('ada', `GET ${REPO}/git/commits/${base}`)).body;
    const root = await stage.as('ada', `POST ${REPO}/git/commits`, { message: 'Root', tree: tree.sha, parents: [] });
    expect(await compare('v1', root.body.sha, counts)).toBeNull();
  });
});
