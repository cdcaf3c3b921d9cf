import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readPullRequest } from '../../src/github/read-pull-request.ts';
import { failing, read, ref, setUp, tearDown, warm } from './reading.ts';
import {
  answerFrom,
  askingText,
  blob,
  commit,
  connection,
  type Data,
  refusal,
  sha,
  suite,
  suites,
  toClient,
  world,
} from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

const run = (id: number, over: Data = {}): Data => ({
  databaseId: id,
  url: `https://github.test/acme/pump/runs/${id}`,
  name: 'build',
  status: 'COMPLETED',
  conclusion: 'SUCCESS',
  completedAt: '2026-11-03T01:00:00Z',
  ...over,
});

const policy = blob(askingText);
const under = (checkSuites: unknown, files: Data = { policy }): Data =>
  world({ commits: connection([commit(1), commit(2, { checkSuites })]) }, files);
const checksOf = async (...all: Data[]) => (await read(under(suites(all)))).facts.checks;

describe('the checks of other Apps on the head commit', () => {
  test('one is known by its App, its name and where it is', async () => {
    expect(await checksOf(suite([run(1)]))).toEqual({
      known: true,
      value: [
        {
          name: 'build',
          app: { id: 15_368, slug: 'github-actions' },
          state: 'success',
          completedAt: '2026-11-03T01:00:00Z',
          url: 'https://github.test/acme/pump/runs/1',
        },
      ],
    });
  });

  test.each<[string, string | null, string]>([
    ['QUEUED', null, 'pending'],
    ['IN_PROGRESS', null, 'pending'],
    ['WAITING', null, 'pending'],
    ['COMPLETED', 'SUCCESS', 'success'],
    ['COMPLETED', 'NEUTRAL', 'neutral'],
    ['COMPLETED', 'SKIPPED', 'skipped'],
    ['COMPLETED', 'FAILURE', 'failure'],
    ['COMPLETED', 'CANCELLED', 'failure'],
    ['COMPLETED', 'TIMED_OUT', 'failure'],
    ['COMPLETED', 'ACTION_REQUIRED', 'failure'],
    ['COMPLETED', 'STALE', 'failure'],
    ['COMPLETED', null, 'failure'],
  ])('%s with %s is %s', async (status, conclusion, state) => {
    expect(await checksOf(suite([run(1, { status, conclusion })]))).toMatchObject({ value: [{ state }] });
  });

  test('of several runs of one name the newest counts, whichever suite it is in', async () => {
    const old = suite([run(9, { conclusion: 'FAILURE' }), run(3)], { id: 'CS_2' });
    expect(await checksOf(suite([run(4), run(10, { status: 'QUEUED', conclusion: null })]), old)).toMatchObject({
      value: [{ state: 'pending', url: expect.stringMatching(/10$/) }],
    });
  });

  test('one name of two Apps is two checks; ours are none of them; an App that is gone has no name', async () => {
    const all = [
      suite([run(1)]),
      suite([run(2)], { id: 'CS_2', app: { databaseId: 5, slug: 'impostor' } }),
      suite([run(3)], { id: 'CS_3', app: { databaseId: 77, slug: 'holdpoint' } }),
      suite([run(4)], { id: 'CS_4', app: null }),
    ];
    expect(await checksOf(...all)).toMatchObject({
      value: [{ app: { slug: 'github-actions' } }, { app: { slug: 'impostor' } }, { app: null }],
    });
  });

  test('a number beyond 32 bits is taken from the address', async () => {
    const big = run(1, { databaseId: null, url: 'https://github.test/acme/pump/runs/51234567890' });
    expect(await checksOf(suite([run(9), big]))).toMatchObject({ value: [{ url: expect.stringMatching(/890$/) }] });
  });

  test('without any number, nothing can be put in order', async () => {
    expect(await checksOf(suite([run(1, { databaseId: null, url: 'u' })]))).toMatchObject({ known: false });
  });

  test('40 suites, one with 120 runs, are read in two requests more', async () => {
    const long = suite(
      Array.from({ length: 120 }, (_, n) => run(1000 + n, { name: `part ${n}` })),
      { __typename: 'CheckSuite' },
    );
    const others = Array.from({ length: 39 }, (_, n) => suite([run(n, { name: `job ${n}` })], { id: `CS_${n + 2}` }));
    const root = { ...under(suites([long, ...others])), node: long };
    const { queries } = answerFrom(root);
    const { facts } = await readPullRequest(toClient(), ref, warm());
    expect(facts.checks.known && facts.checks.value.length).toBe(159);
    expect(queries).toHaveLength(2);
  });

  test('a head that moves while they are read is a fault to retry', async () => {
    let asked = 0;
    const all = suites(Array.from({ length: 20 }, (_, n) => suite([], { id: `CS_${n}` })));
    const moving = { ...commit(2, { checkSuites: all }) };
    (moving['commit'] as Data)['oid'] = () => sha(asked++ > 2 ? 3 : 2);
    const root = world({ commits: connection([moving]) }, { policy });
    expect(await failing(read(root))).toMatchObject({ code: 'changed-meanwhile' });
  });

  test.each<[string, unknown]>([
    ['a list that may not be read', refusal('FORBIDDEN', 'Resource not accessible')],
    ['fewer suites than counted', connection([suite([run(1)])], 2)],
    ['fewer runs than counted', suites([suite([], { checkRuns: connection([run(1)], 2) })])],
    ['a hole', connection([null])],
    ['no list of runs', suites([suite([], { checkRuns: null })])],
  ])('%s: the checks are unknown, and the rest is known', async (_name, checkSuites) => {
    const mixed = ({ filterBy, ...page }: Data) => {
      // Of our own App, and of each commit for its time, the answer is whole.
      if (filterBy !== undefined || page['first'] === 50) return connection([])({});
      return typeof checkSuites === 'function' ? checkSuites(page) : checkSuites;
    };
    const { facts } = await read(under(mixed));
    expect(facts.checks).toMatchObject({ known: false });
    expect([facts.commits.known, facts.links.known, facts.reviews.known, facts.files.known]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  test('where no policy asks for them, they are not known, and no further page is read', async () => {
    const all = Array.from({ length: 40 }, (_, n) => suite([run(n)], { id: `CS_${n}` }));
    const { queries } = answerFrom(under(suites(all), {}));
    const { facts } = await readPullRequest(toClient(), ref, warm());
    expect(facts.checks).toEqual({ known: false, reason: 'no policy asks for it' });
    expect(queries).toHaveLength(1);
  });
});
