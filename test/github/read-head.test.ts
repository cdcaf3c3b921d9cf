import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { read, setUp, tearDown } from './reading.ts';
import { api, commit, connection, type Data, host, refusal, sha, suite, suites, world } from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

describe('what stands on the head commit', () => {
  const run = (over: Data = {}) => ({
    databaseId: 40,
    url: `${host}/acme/pump/runs/40`,
    externalId: 'sha256:x',
    conclusion: 'FAILURE',
    title: 't',
    ...over,
  });
  const withRuns = (runs: unknown, associated: unknown = connection([])) =>
    world({
      commits: connection([
        commit(1),
        commit(2, {
          checkSuites: suites([suite([], { app: { databaseId: 77, slug: 'holdpoint' }, checkRuns: { nodes: runs } })]),
          associatedPullRequests: associated,
        }),
      ]),
    });

  test('the newest run of ours', async () => {
    expect((await read(withRuns([run(), run({ databaseId: 41, conclusion: null })]))).checkRun).toMatchObject({
      id: 41,
      conclusion: null,
    });
  });

  test('a number beyond 32 bits is taken from the address', async () => {
    expect(
      (await read(withRuns([run({ databaseId: null, url: `${host}/acme/pump/runs/51234567890` })]))).checkRun,
    ).toEqual({
      id: 51_234_567_890,
      url: `${host}/acme/pump/runs/51234567890`,
      externalId: 'sha256:x',
      conclusion: 'failure',
      title: 't',
    });
  });

  test('what GraphQL will not show is looked for by REST, and the head is not taken for unshared', async () => {
    api()
      .get(`/api/v3/repos/acme/pump/commits/${sha(2)}/check-runs`)
      .query({ check_name: 'holdpoint/change-control', app_id: 77, filter: 'latest', per_page: 100 })
      .reply(200, {
        total_count: 1,
        check_runs: [
          { id: 40, html_url: 'h', url: 'u', external_id: 'e', conclusion: 'success', output: { title: 't' } },
        ],
      });
    const root = world({
      commits: connection([commit(1), commit(2, { associatedPullRequests: refusal('FORBIDDEN', 'no') })]),
    });
    const { checkRun, headSharers, facts } = await read(root);
    expect(checkRun).toEqual({ id: 40, url: 'h', externalId: 'e', conclusion: 'success', title: 't' });
    expect(headSharers).toMatchObject({ known: false });
    expect(facts.commits).toMatchObject({ known: true });
  });

  test('other open pull requests of this repository with the same head', async () => {
    const other = (number: number, over: Data = {}) => ({
      number,
      state: 'OPEN',
      headRefOid: sha(2),
      baseRepository: { databaseId: 9 },
      ...over,
    });
    const associated = [
      other(7),
      other(8),
      other(9, { state: 'CLOSED' }),
      other(10, { headRefOid: sha(1) }),
      other(11, { baseRepository: { databaseId: 10 } }),
    ];
    expect((await read(withRuns([], connection(associated)))).headSharers).toEqual({ known: true, value: [8] });
  });

  test('more of them than GitHub shows: unknown', async () => {
    expect((await read(withRuns([], connection([], 1)))).headSharers).toMatchObject({ known: false });
  });
});
