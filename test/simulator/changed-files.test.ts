import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createGitStore, writeBlob } from '../../simulator/git-store.ts';
import { pairRenames } from '../../simulator/renames.ts';
import { Stage } from './stage.ts';

const REPO = '/repos/acme/pump';
const lines = (...numbers: number[]) => numbers.map((number) => `line ${number}\n`).join('');

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());

describe('a pull request that adds, changes, renames and deletes', () => {
  let number: number;
  beforeAll(async () => {
    await stage.commit('main', { 'src/dose.c': lines(1, 2, 3, 4), 'src/old.c': 'gone\n', 'src/log.c': 'log\n' });
    ({ number } = await stage.pull('moves'));
    await stage.commit('moves', {
      'lib/dose.c': lines(1, 2, 3, 5),
      'src/dose.c': null,
      'src/old.c': null,
      'src/log.c': 'more\n',
      'lib/pump.c': 'int main;\n',
      'src/pump.c': null,
    });
  });

  const expected = [
    ['lib/dose.c', 'renamed', 'src/dose.c', 1, 1],
    ['lib/pump.c', 'renamed', 'src/pump.c', 0, 0],
    ['moves.txt', 'added', undefined, 1, 0],
    ['src/log.c', 'modified', undefined, 1, 1],
    ['src/old.c', 'removed', undefined, 0, 1],
  ];

  test('is told file by file by REST, with where a renamed file was', async () => {
    const { body } = await stage.as('ada', `GET ${REPO}/pulls/${number}/files`);
    type File = Record<'filename' | 'status' | 'previous_filename' | 'additions' | 'deletions', unknown>;
    const told = body.map((one: File) => [
      one.filename,
      one.status,
      one.previous_filename,
      one.additions,
      one.deletions,
    ]);
    expect(told).toEqual(expected);
    expect((await stage.as('ada', `GET ${REPO}/pulls/${number}`)).body.changed_files).toBe(expected.length);
  });

  test('is told by GraphQL without where a renamed file was', async () => {
    const data = await stage.graphql(
      'ada',
      `{ repository(owner: "acme", name: "pump") { pullRequest(number: ${number}) { changedFiles additions deletions
        files(first: 4) { totalCount pageInfo { hasNextPage } nodes { path changeType } } } } }`,
    );
    expect(data.repository.pullRequest).toEqual({
      changedFiles: 5,
      additions: 3,
      deletions: 3,
      files: {
        totalCount: 5,
        pageInfo: { hasNextPage: true },
        nodes: [
          { path: 'lib/dose.c', changeType: 'RENAMED' },
          { path: 'lib/pump.c', changeType: 'RENAMED' },
          { path: 'moves.txt', changeType: 'ADDED' },
          { path: 'src/log.c', changeType: 'MODIFIED' },
        ],
      },
    });
  });

  test('a push names a renamed file as one removed and one added', async () => {
    const [commit] = (await stage.webhooks('push')).at(-1)?.payload.commits ?? [];
    expect(commit.added).toEqual(['lib/dose.c', 'lib/pump.c']);
    expect(commit.removed).toEqual(['src/dose.c', 'src/old.c', 'src/pump.c']);
    expect(commit.modified).toEqual(['src/log.c']);
  });
});

describe('renames', () => {
  const git = createGitStore();
  const file = (path: string, text: string) => ({ path, sha: writeBlob(git, Buffer.from(text)) });
  const pair = (removed: ReturnType<typeof file>[], added: ReturnType<typeof file>[]) =>
    [...pairRenames(git, removed, added)].map(([to, from]) => `${from.path} → ${to.path}`);

  test('half of the content is enough, less is not', () => {
    const old = file('a', lines(1, 2, 3, 4));
    expect(pair([old], [file('b', lines(1, 2, 8, 9))])).toEqual(['a → b']);
    expect(pair([old], [file('b', lines(1, 7, 8, 9))])).toEqual([]);
    expect(pair([old], [file('b', lines(1, 2, 3, 4, 5, 6, 7, 8, 9))])).toEqual([]);
  });

  test('of the same content the same name, of similar content the most similar', () => {
    const twins = [file('x/one', 'same\n'), file('x/two', 'same\n')];
    expect(pair(twins, [file('y/two', 'same\n')])).toEqual(['x/two → y/two']);
    const old = [file('a', lines(1, 2, 3, 4)), file('b', lines(1, 2, 3, 5))];
    expect(pair(old, [file('c', lines(1, 2, 3, 5, 6))])).toEqual(['b → c']);
  });

  test('a file is found again once: a second copy of it is new', () => {
    expect(pair([file('a', 'same\n')], [file('b', 'same\n'), file('c', 'same\n')])).toEqual(['a → b']);
  });
});
