import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { commitFile, createRef } from '../../simulator/actions/git.ts';
import { createIssue, updateIssue } from '../../simulator/actions/issues.ts';
import { mergePullRequest } from '../../simulator/actions/merges.ts';
import { createPullRequest } from '../../simulator/actions/pull-requests.ts';
import type { Caller, Repository } from '../../simulator/state.ts';
import type { Fact } from '../../src/decision/facts.ts';
import type { ReleaseRange } from '../../src/decision/release/release-facts.ts';
import { createClients, type InstallationClient } from '../../src/github/clients.ts';
import { readIssueStates } from '../../src/github/release/bringers.ts';
import { readHistorySince, readWholeHistory } from '../../src/github/release/read-history.ts';
import { readRange } from '../../src/github/release/read-range.ts';
import { privateKey, SEED, Stage } from '../simulator/stage.ts';
import { toMemory } from './stand-in.ts';

const count = 110;
const REPO = '/repos/acme/pump';

let stage: Stage;
let client: InstallationClient;
let repository: Repository;
let home: { owner: string; name: string; id: number };
beforeAll(async () => {
  stage = await Stage.start();
  client = createClients({
    appId: SEED.app.id,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    apiUrl: `${stage.simulator.url}/api/v3`,
    userAgent: 'holdpoint/test',
    retryPause: 1,
  }).forInstallation(stage.installation);
  const found = [...stage.simulator.world.repositories.values()].find(({ name }) => name === 'pump');
  if (found === undefined) throw new Error('there is no repository');
  repository = found;
  home = { owner: 'acme', name: 'pump', id: found.id };
});
afterAll(() => stage.close());
afterEach(() => stage.control('PUT /faults', {}));

const tipOf = (branch: string): string => repository.git.refs.get(`refs/heads/${branch}`) ?? '';

/** Pull requests of two commits each, merged one after the other; everything since is behind the tag. */
const release = (method: 'merge' | 'squash' | 'rebase'): string => {
  const { world } = stage.simulator;
  const user = world.accounts.get('ben');
  if (user?.kind !== 'User') throw new Error('there is no ben');
  const ben: Caller = { kind: 'user', user };
  const tag = `before-${method}`;
  createRef(world, ben, repository, `refs/tags/${tag}`, tipOf('main'));
  for (let index = 0; index < count; index += 1) {
    const branch = `${method}-${index}`;
    createRef(world, ben, repository, `refs/heads/${branch}`, tipOf('main'));
    for (const step of ['a', 'b']) {
      const path = `src/${branch}-${step}.c`;
      commitFile(world, ben, repository, { branch, path, content: Buffer.from(step), message: `Write ${path}` });
    }
    const pull = createPullRequest(world, ben, repository, { title: branch, head: branch, base: 'main' });
    mergePullRequest(world, ben, pull, { merge_method: method });
  }
  return tag;
};

/** What GitHub was asked for the whole of it, by kind. */
const counting = async <T>(read: () => Promise<T>): Promise<readonly [T, Record<string, number>]> => {
  await stage.control('DELETE /counters');
  const answer = await read();
  const { byOperation } = (await stage.control('GET /counters')).body.app;
  const asked = Object.entries(byOperation as Record<string, number>).filter(([name]) => !name.startsWith('POST /app'));
  return [answer, Object.fromEntries(asked)];
};

const readSince = async (tag: string, head: string): Promise<Fact<ReleaseRange>> => {
  const { history } = await readHistorySince(client, 'reading', home, tag, head);
  return history.known ? readRange(client, 'reading', home, head, history.value, toMemory([])) : history;
};

const refusing = (...graphqlPath: string[]) =>
  stage.control('PUT /faults', {
    requests: [{ path: 'graphql', effect: 'graphql_partial', graphqlPath, message: 'It cannot be made.' }],
  });
const refuseComparisons = () => refusing('repository', 'ref', 'compare');

const comparing = (pages: number) => ({
  'graphql since': 1,
  'GET /repos/{owner}/{repo}/git/ref/{ref}': 1,
  'GET /repos/{owner}/{repo}/compare/{basehead}': pages,
  'graphql bringers': 1,
});

describe('F39: what a release of a hundred and ten pull requests costs', () => {
  const counts = { 'graphql commitCounts': 1 };
  test.each<['merge' | 'squash' | 'rebase', number, Record<string, number>, Record<string, number>]>([
    ['squash', 110, { 'graphql since': 1 }, comparing(2)],
    ['rebase', 220, { 'graphql since': 2, ...counts }, { ...comparing(3), ...counts }],
    ['merge', 330, { 'graphql since': 2 }, comparing(4)],
  ])(
    '%s, %i commits; and where GitHub does not compare by GraphQL it is the same by REST',
    async (method, commits, few, more) => {
      const tag = release(method);
      const head = tipOf('main');
      const [range, asked] = await counting(() => readSince(tag, head));
      expect(asked).toEqual(few);
      if (!range.known) throw new Error(range.reason);
      expect(range.value.commits).toHaveLength(commits);
      expect(range.value.pullRequests).toHaveLength(count);
      expect(range.value.isDescendant).toBe(true);
      await refuseComparisons();
      const [again, askedAgain] = await counting(() => readSince(tag, head));
      expect(again).toEqual(range);
      expect(askedAgain).toEqual(more);
    },
    60_000,
  );
});

describe('F77: by both ways it is the same', () => {
  test('whoever wrote a commit, and however it was signed; from an annotated tag, on a branch that has left', async () => {
    await stage.branch('aside');
    await stage.control('POST /tags', { user: 'ben', repository: 'acme/pump', tag: 'v1', sha: tipOf('main') });
    const bot = { name: 'b', email: '49699333+dependabot[bot]@users.noreply.github.com' };
    const date = '2026-01-01T00:00:00Z';
    await stage.commit('aside', { 'a.txt': 'a\n' }, { message: 'Short\n\nLong.' });
    await stage.commit('aside', { 'b.txt': 'b\n' }, { author: { name: 'N', email: 'n@nowhere.example', date } });
    await stage.commit('aside', { 'c.txt': 'c\n' }, { author: { ...bot, date } });
    const written = { message: 'By the page', content: 'ZAo=', branch: 'aside' };
    await stage.as('ada', `PUT ${REPO}/contents/d.txt`, written);
    await stage.branch('further');
    await stage.as('ben', `POST ${REPO}/merges`, { base: 'aside', head: 'further' });
    const head = tipOf('aside');
    const range = await readSince('v1', head);
    expect(range).toMatchObject({ known: true, value: { isDescendant: true } });
    if (!range.known) throw new Error(range.reason);
    expect(new Set(range.value.commits.map(({ signature }) => signature.reason))).toEqual(
      new Set(['unsigned', 'valid']),
    );
    await refuseComparisons();
    expect(await readSince('v1', head)).toEqual(range);
  });

  test('a tag that is not there, one that was moved, and a commit that is not', async () => {
    const head = tipOf('main');
    expect(await readHistorySince(client, 'reading', home, 'v9', head)).toEqual({
      tagged: { known: true, value: null },
      history: { known: false, reason: 'the previous release is not there' },
    });
    // The tag is absent; what bears its whole name is a branch.
    await stage.as('ada', `POST ${REPO}/git/refs`, { ref: 'refs/heads/refs/tags/v9', sha: head });
    expect((await readHistorySince(client, 'reading', home, 'v9', head)).tagged).toEqual({ known: true, value: null });
    await stage.as('ada', `POST ${REPO}/git/refs`, { ref: 'refs/tags/v2', sha: head });
    expect(await readSince('v2', head)).toMatchObject({ value: { base: head, commits: [] } });
    const moved = tipOf('aside');
    await stage.as('ben', `PATCH ${REPO}/git/refs/tags/v2`, { sha: moved, force: true });
    const from = await readSince('v2', head);
    expect(from).toMatchObject({ value: { base: moved, isDescendant: false } });
    await refuseComparisons();
    expect(await readSince('v2', head)).toEqual(from);
    expect((await readHistorySince(client, 'reading', home, 'v2', 'f'.repeat(40))).history).toEqual({
      known: false,
      reason: 'GitHub cannot compare the commits',
    });
  });

  test('everything from the first commit on', async () => {
    const head = tipOf('main');
    const [all, asked] = await counting(() => readWholeHistory(client, 'reading', home, head));
    if (!all.known) throw new Error(all.reason);
    expect(asked).toEqual({ 'graphql whole': Math.ceil(all.value.commits.length / 200) });
    await refusing('repository', 'object');
    const again = await readWholeHistory(client, 'reading', home, head);
    expect(again).toEqual({ known: true, value: { ...all.value, bringers: new Map() } });
  });
});

test('F40: how issues stand: one that was closed as a duplicate is not completed', async () => {
  const { world } = stage.simulator;
  const user = world.accounts.get('ben');
  if (user?.kind !== 'User') throw new Error('there is no ben');
  const ben: Caller = { kind: 'user', user };
  const refs = (['completed', 'not_planned', 'duplicate', null] as const).map((reason) => {
    const issue = createIssue(world, ben, repository, { title: reason ?? 'open' });
    if (reason !== null) updateIssue(world, ben, issue, { state: 'closed', state_reason: reason });
    return { owner: 'acme', name: 'pump', number: issue.number };
  });
  const states = await readIssueStates(client, 'reading', refs);
  expect(states.map((state) => state.known && state.value)).toEqual([
    'completed',
    'not-planned',
    'not-planned',
    'open',
  ]);
});
