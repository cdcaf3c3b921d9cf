import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readPullRequest } from '../../src/github/read-pull-request.ts';
import { read, ref, setUp, tearDown, warm } from './reading.ts';
import {
  answerFrom,
  blob,
  connection,
  type Data,
  type Files,
  issue,
  policyText,
  pullRequest,
  refusal,
  repositories,
  repository,
  toClient,
} from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

const from = (text: string): Data => ({ body: `### Origin\n\n${text}\n\n### Need\n\nSee #99.\n` });

/** A pull request that closes `linked`, in a repository that holds `others` under their addresses. */
const toRoot = (
  linked: readonly Data[],
  others: Data = {},
  { policy, baseline }: Files = {},
  over: Data = {},
): Data => {
  const home = repository(
    { pullRequest: pullRequest({ closingIssuesReferences: connection(linked), ...over }) },
    policy === undefined ? blob(policyText) : policy,
  );
  const at = ({ owner, name }: { owner: string; name: string }): Data => ({
    ...home,
    issueOrPullRequest: ({ number }: { number: number }) => {
      const found = others[`${owner}/${name}#${number}`] ?? null;
      return typeof found === 'function' ? found() : found;
    },
  });
  return { repository: repositories(at, baseline) };
};
const originsOf = async (...root: Parameters<typeof toRoot>) => (await read(toRoot(...root))).facts.origins;

describe('F2: where the linked issues say they come from', () => {
  test('is read in one more request, together with what trailers name, and without its history', async () => {
    const linked = [issue(1, from('Reported in #9 and other/place#3.'))];
    const place = { name: 'place', owner: { __typename: 'User', login: 'Other' } };
    const others = {
      'acme/pump#9': issue(9, { body: 'It leaks.', title: 'Leak' }),
      'other/place#3': issue(3, { repository: place }),
      'acme/pump#2': issue(2),
    };
    const { queries } = answerFrom(toRoot(linked, others, {}, { body: 'Change-Request: #2' }));
    const { facts } = await readPullRequest(toClient(), ref, warm());
    expect(queries).toHaveLength(2);
    expect(facts.origins).toMatchObject({
      known: true,
      value: [
        {
          changeRequest: { owner: 'acme', name: 'pump', number: 1 },
          ref: { owner: 'acme', name: 'pump', number: 9 },
          issue: {
            known: true,
            value: { title: 'Leak', body: 'It leaks.', labels: ['change'], type: 'Change', comments: { known: false } },
          },
        },
        { ref: { owner: 'other', name: 'place', number: 3 }, issue: { known: true } },
      ],
    });
    expect(facts.links).toMatchObject({ value: [{ ref: { number: 1 } }, { ref: { number: 2 } }] });
  });

  test('of an issue that only a trailer names takes one request more', async () => {
    const others = { 'acme/pump#2': issue(2, from('#9')), 'acme/pump#9': issue(9) };
    const { queries } = answerFrom(toRoot([], others, {}, { body: 'Change-Request: #2' }));
    const { facts } = await readPullRequest(toClient(), ref, warm());
    expect(queries).toHaveLength(3);
    expect(facts.origins).toMatchObject({ value: [{ changeRequest: { number: 2 }, ref: { number: 9 } }] });
  });

  test('an origin that is linked itself is not asked for again; two may name the same', async () => {
    const { queries } = answerFrom(toRoot([issue(1, from('#2')), issue(2), issue(3, from('#2, #2 and #3'))]));
    const { facts } = await readPullRequest(toClient(), ref, warm());
    expect(queries).toHaveLength(1);
    expect(facts.origins).toMatchObject({
      known: true,
      value: [
        { changeRequest: { number: 1 }, ref: { number: 2 }, issue: { known: true } },
        { changeRequest: { number: 3 }, ref: { number: 2 } },
      ],
    });
  });

  test('headings of the policy and of the baseline are both looked under', async () => {
    const body = '### Origin\n\n#9\n\n### Comes from\n\n#8\n\n### Came from\n\n#7\n';
    const baseline = blob(`${policyText}records:\n  change-request: { origin_section: Comes from }\n`);
    const others = { 'acme/pump#9': issue(9), 'acme/pump#8': issue(8) };
    expect(await originsOf([issue(1, { body })], others, { baseline })).toMatchObject({
      known: true,
      value: [{ ref: { number: 9 } }, { ref: { number: 8 } }],
    });
  });

  test.each<[string, unknown, string]>([
    ['is not there', null, 'does not exist'],
    ['may not be read', refusal('FORBIDDEN', 'Resource protected by SAML'), 'Resource protected by SAML'],
    ['has moved', issue(9, { number: 10 }), 'it has moved to acme/pump#10'],
    ['has a part that may not be read', issue(9, { labels: refusal('FORBIDDEN', 'not accessible') }), 'not accessible'],
  ])('one that %s is unknown, with the reason', async (_name, found, reason) => {
    expect(await originsOf([issue(1, from('#9'))], { 'acme/pump#9': found })).toMatchObject({
      known: true,
      value: [{ ref: { number: 9 }, issue: { known: false, reason: expect.stringContaining(reason) } }],
    });
  });

  test('a pull request is no origin', async () => {
    const others = { 'acme/pump#9': { __typename: 'PullRequest' } };
    expect(await originsOf([issue(1, from('#9'))], others)).toEqual({ known: true, value: [] });
  });

  test('more than fifty: there may be any', async () => {
    const many = Array.from({ length: 51 }, (_, n) => n + 100);
    const others = Object.fromEntries(many.map((number) => [`acme/pump#${number}`, issue(number)]));
    const text = many.map((number) => `#${number}`).join(' ');
    expect(await originsOf([issue(1, from(text))], others)).toEqual({
      known: false,
      reason: 'more than 50 issues are named as origins',
    });
  });

  test('F35: more text than can be read in time is unknown', async () => {
    const others = Object.fromEntries(
      Array.from({ length: 8 }, (_, n) => [
        `acme/pump#${n + 10}`,
        issue(n + 10, { body: `${n}`.padEnd(65_536, ' x') }),
      ]),
    );
    const text = Array.from({ length: 8 }, (_, n) => `#${n + 10}`).join(' ');
    const { facts } = await read(toRoot([issue(1, from(text))], others));
    expect(facts.origins).toMatchObject({ known: false, reason: expect.stringContaining('name fewer') });
    expect(facts.links.known).toBe(true);
  });

  test('a text that cannot be read may name any', async () => {
    const linked = [issue(1, { body: `${'>'.repeat(60_000)} a` })];
    expect(await originsOf(linked)).toMatchObject({ known: false, reason: expect.stringContaining('acme/pump#1') });
  });
});
