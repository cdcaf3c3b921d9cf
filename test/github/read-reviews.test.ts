import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readPullRequest } from '../../src/github/read-pull-request.ts';
import { read, ref, setUp, tearDown, warm } from './reading.ts';
import {
  ada,
  answerFrom,
  askingText,
  blob,
  bob,
  connection,
  type Data,
  refusal,
  sha,
  toClient,
  world,
} from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

const review = (over: Data = {}): Data => ({
  url: 'https://github.test/acme/pump/pull/7#pullrequestreview-1',
  state: 'APPROVED',
  submittedAt: '2026-11-03T02:00:00Z',
  lastEditedAt: null,
  body: 'Looks right.',
  author: ada,
  commit: { oid: sha(2) },
  ...over,
});
const policy = blob(askingText);
const reviewsOf = async (reviews: unknown) => (await read(world({ reviews }, { policy }))).facts.reviews;

describe('reviews on GitHub', () => {
  test('with the commit that was looked at, oldest first; one that is still being written is none', async () => {
    const all = [
      review({ state: 'DISMISSED', submittedAt: '2026-11-03T03:00:00Z', lastEditedAt: '2026-11-03T04:00:00Z' }),
      review(),
      review({ state: 'PENDING', submittedAt: null }),
      review({ state: 'CHANGES_REQUESTED', author: null, commit: null }),
      review({ state: 'COMMENTED', author: bob }),
    ];
    expect(await reviewsOf(connection(all))).toEqual({
      known: true,
      value: [
        {
          url: 'https://github.test/acme/pump/pull/7#pullrequestreview-1',
          author: { known: true, value: { id: 1, login: 'ada', kind: 'person', name: 'Ada' } },
          state: 'approved',
          submittedAt: '2026-11-03T02:00:00Z',
          editedAt: null,
          commitSha: { known: true, value: sha(2) },
          body: 'Looks right.',
        },
        expect.objectContaining({
          state: 'changes-requested',
          author: { known: false, reason: 'the account no longer exists' },
          commitSha: { known: false, reason: 'the commit that it looked at is gone' },
        }),
        expect.objectContaining({ state: 'commented' }),
        expect.objectContaining({ state: 'dismissed', editedAt: '2026-11-03T04:00:00Z' }),
      ],
    });
  });

  test('120 of them are read in one request more', async () => {
    const all = Array.from({ length: 120 }, () => review());
    const { queries } = answerFrom(world({ reviews: connection(all) }, { policy }));
    const { facts } = await readPullRequest(toClient(), ref, warm());
    expect(facts.reviews.known && facts.reviews.value.length).toBe(120);
    expect(queries).toHaveLength(2);
  });

  test.each<[string, unknown]>([
    ['fewer than counted', connection([review()], 2)],
    ['a hole in the list', connection([review(), null])],
    ['no list at all', null],
    ['a list that may not be read', refusal('FORBIDDEN', 'no')],
    ['one whose commit may not be read', connection([review({ commit: refusal('FORBIDDEN', 'no') })])],
    ['one without a time', connection([review({ submittedAt: null })])],
  ])('%s: the reviews are unknown, and the rest is known', async (_name, reviews) => {
    const { facts } = await read(world({ reviews }, { policy }));
    expect(facts.reviews).toMatchObject({ known: false });
    expect([facts.commits.known, facts.links.known, facts.checks.known, facts.files.known]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  test('where no policy asks for them, no further page is read', async () => {
    const { queries } = answerFrom(world({ reviews: connection(Array.from({ length: 120 }, () => review())) }));
    const { facts } = await readPullRequest(toClient(), ref, warm());
    expect(facts.reviews).toEqual({ known: false, reason: 'no policy asks for it' });
    expect(queries).toHaveLength(1);
  });
});
