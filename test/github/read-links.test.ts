import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readPullRequest } from '../../src/github/read-pull-request.ts';
import { read, ref, setUp, tearDown, warm } from './reading.ts';
import {
  answerFrom,
  commit,
  connection,
  type Data,
  issue,
  pullRequest,
  refusal,
  repositories,
  repository,
  toClient,
  world,
} from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

describe('F9: linked issues', () => {
  test('100 closing references are read in three requests', async () => {
    const { queries } = answerFrom(
      world({ closingIssuesReferences: connection(Array.from({ length: 100 }, (_, n) => issue(n + 1))) }),
    );
    const { facts } = await readPullRequest(toClient(), ref, warm());
    expect(facts.links.known && facts.links.value.map((link) => link.ref.number)).toEqual(
      Array.from({ length: 100 }, (_, n) => n + 1),
    );
    expect(queries).toHaveLength(3);
  });

  test.each([
    [7, { known: true }],
    [8, { known: false, reason: expect.stringContaining('link fewer') }],
  ])('F35: %i issues of the greatest length: more text than can be read in time is unknown', async (count, links) => {
    const issues = Array.from({ length: count }, (_, n) => issue(n + 1, { body: `${n}`.padEnd(65_536, ' x') }));
    expect((await read(world({ closingIssuesReferences: connection(issues) }))).facts.links).toMatchObject(links);
  });

  test.each<[string, unknown]>([
    ['fewer than counted', connection([issue(1)], 2)],
    ['a hole in the list', connection([issue(1), null])],
    ['no list at all', null],
    ['a list that may not be read', refusal('FORBIDDEN', 'no')],
  ])('%s: the links are unknown', async (_name, closingIssuesReferences) => {
    expect((await read(world({ closingIssuesReferences }))).facts.links).toMatchObject({ known: false });
  });

  test('trailers of the description and of commits are read together, in one more request', async () => {
    const home = repository({
      pullRequest: pullRequest({
        body: 'Fixes #1\n\nChange-Request: #1\nChange-Request: #2\n',
        commits: connection([commit(1, { message: 'x\n\nChange-Request: other/place#3' }), commit(2)]),
      }),
    });
    const issues: Record<string, Data> = {
      'acme/pump#2': issue(2),
      'other/place#3': issue(3, { repository: { name: 'place', owner: { __typename: 'User', login: 'Other' } } }),
    };
    const { queries } = answerFrom({
      repository: repositories(({ owner, name }) => ({
        ...home,
        issueOrPullRequest: ({ number }: { number: number }) => issues[`${owner}/${name}#${number}`] ?? null,
      })),
    });
    const { facts } = await readPullRequest(toClient(), ref, warm());
    expect(queries).toHaveLength(2);
    expect(facts.links).toMatchObject({
      known: true,
      value: [
        { ref: { number: 1 }, how: 'closing', issue: { known: true } },
        { ref: { number: 2 }, how: 'trailer', issue: { known: true } },
        {
          ref: { owner: 'other', number: 3 },
          how: 'trailer',
          issue: { known: true, value: { ref: { owner: 'Other' } } },
        },
      ],
    });
  });

  test.each<[string, unknown, string]>([
    ['nothing', null, 'does not exist'],
    [
      'something that GitHub will not show',
      refusal('NOT_FOUND', 'Could not resolve'),
      'does not exist, or the App may not see it',
    ],
    ['something forbidden', refusal('FORBIDDEN', 'Resource protected by SAML'), 'Resource protected by SAML'],
    ['a pull request', { __typename: 'PullRequest' }, 'is a pull request'],
    ['an issue that was transferred', issue(2, { number: 9 }), 'it has moved to acme/pump#9'],
  ])('a trailer that names %s is an unknown link', async (_name, found, reason) => {
    const { facts } = await read(world({ body: 'Change-Request: #2' }, {}, { issueOrPullRequest: found }));
    expect(facts.links).toMatchObject({
      known: true,
      value: [
        { ref: { number: 1 } },
        {
          ref: { ...ref, number: 2 },
          how: 'trailer',
          issue: { known: false, reason: expect.stringContaining(reason) },
        },
      ],
    });
  });

  test('one reference that cannot be read is unknown with the reason, the others are known', async () => {
    const partial = issue(2, { labels: refusal('FORBIDDEN', 'Resource not accessible') });
    const { facts } = await read(world({ closingIssuesReferences: connection([issue(1), partial]) }));
    expect(facts.links).toMatchObject({
      known: true,
      value: [
        { issue: { known: true } },
        { issue: { known: false, reason: expect.stringContaining('not accessible') } },
      ],
    });
  });

  test('one reference that GraphQL leaves nothing of makes the links unknown, with the reason', async () => {
    const nothing = issue(2, { comments: refusal('FORBIDDEN', 'Resource not accessible') });
    const { facts } = await read(world({ closingIssuesReferences: connection([issue(1), nothing]) }));
    expect(facts.links).toEqual({ known: false, reason: expect.stringContaining('not accessible') });
  });

  test.each(['Change-Request: twelve', 'Change-Request: https://elsewhere.example/acme/pump/issues/2'])(
    'a line of the description that means to name a change and does not: %s',
    async (body) => {
      expect((await read(world({ body }))).facts.links).toEqual({
        known: false,
        reason: expect.stringContaining('names no issue'),
      });
    },
  );
});
