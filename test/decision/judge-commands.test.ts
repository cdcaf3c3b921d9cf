import { describe, expect, test } from '@jest/globals';
import { type Account, type Fact, known, unknown } from '../../src/decision/facts.ts';
import { judgeCommands, judgeMisplacedCommands } from '../../src/decision/judge-commands.ts';
import type { IssueRef } from '../../src/records/reference.ts';
import { dana, notKnown, olaf, quinn, rita, robot, sam, toComment, toGiven } from '../cases/case.ts';
import { toText } from './to-text.ts';

/** What is answered to one comment on the complete record, on which no pull request hangs. */
const answersTo = (text: string, author: Account, editedAt: string | null = null): readonly string[] => {
  const { issue, policy, facts } = toGiven();
  issue.comments = { known: true, value: [toComment(text, author, '2026-11-02T12:00:00Z', editedAt)] };
  return judgeCommands(issue, policy, facts).map((act) => toText(act.because));
};

test.each<[string, string, Account, string]>([
  ['F22: outside the role', '/sign approval approval', olaf, '@olaf does not hold the role quality'],
  ['F25: another meaning', '/sign approval review', quinn, 'it means review, and the gate asks for approval'],
  ['F25: no such meaning', '/sign approval blessing', quinn, 'it means blessing, and the gate asks for approval'],
  [
    'F25: no such gate',
    '/sign aproval approval',
    quinn,
    'aproval is not a gate that takes signatures; these do: safety-impact and approval',
  ],
  ['F28: no such gate to revoke', '/revoke everything', quinn, 'everything is not a gate'],
  ['F25: no meaning', '/sign approval', quinn, 'names no gate or no meaning'],
  ['F23: a bot', '/sign approval approval', robot, 'is not a person'],
])('%s is answered', (_, text, author, words) => {
  expect(answersTo(text, author)).toEqual([expect.stringContaining(words)]);
});

test('F23: the record’s author is answered', () => {
  const { issue, policy, facts } = toGiven();
  issue.comments = { known: true, value: [toComment('/sign approval approval', rita, '2026-11-02T12:00:00Z')] };
  const roles = { safety: { known: true, value: [sam] }, quality: { known: true, value: [rita] } } as const;
  expect(judgeCommands(issue, policy, { ...facts, roles }).map((act) => toText(act.because))).toEqual([
    '@rita wrote the record, and its author may not sign it at this gate',
  ]);
});

test('F26: an edited command is answered', () => {
  expect(answersTo('/sign approval approval', quinn, '2026-11-02T13:00:00Z')).toEqual([
    expect.stringContaining('the comment was edited'),
  ]);
});

test.each<[string, string, Account]>([
  ['a command that counts', '/sign approval approval', quinn],
  ['a revocation', '/revoke approval', dana],
  ['a conversation', 'I would sign this', olaf],
  ['a bot that quotes a command badly, lest two bots talk for ever', '/sign', robot],
])('F25: %s is not answered', (_, text, author) => {
  expect(answersTo(text, author)).toEqual([]);
});

test('F25: a gate that the policy switched off', () => {
  const { issue, policy, facts } = toGiven(({ policy }) => {
    policy.gates.B.approval = { required: false, reason: 'not needed' };
  });
  expect(judgeCommands(issue, policy, facts).map((act) => toText(act.because))).toEqual([
    'the policy does not ask for approval',
  ]);
});

test('F1: on an issue that is no change request, a sign-off is answered and nothing else is', () => {
  const { issue, policy, facts } = toGiven();
  issue.labels = ['task'];
  issue.comments = {
    known: true,
    value: ['/sign approval approval', '/sign', '/sign the-cla now', '/revoke approval'].map((text, i) =>
      toComment(text, quinn, `2026-11-02T12:00:0${i}Z`),
    ),
  };
  expect(judgeCommands(issue, policy, facts).map((act) => toText(act.because))).toEqual([
    'this issue is no change request: it does not bear the label change-request or the issue type Change request',
  ]);
});

test('F34: what hangs on something unknown is not answered: it may count after all', () => {
  const { issue, policy, facts } = toGiven();
  const roles = { safety: notKnown, quality: notKnown };
  expect(judgeCommands(issue, policy, { ...facts, roles })).toEqual([]);
  expect(judgeCommands(issue, policy, { ...facts, authorityFile: notKnown })).toEqual([]);
  issue.comments = notKnown;
  expect(judgeCommands(issue, policy, { ...facts, roles: {} })).toEqual([]);
});

test('F21: without a pull request there is no order and no contributor to look at', () => {
  const { issue, policy, facts } = toGiven();
  issue.comments = { known: true, value: [toComment('/sign approval approval', quinn, '2030-01-01T00:00:00Z')] };
  expect(judgeCommands(issue, policy, facts)).toEqual([]);
});

describe('F25: on a pull request', () => {
  const pullRequest = { owner: 'acme', name: 'pump', number: 31 };
  const record = { owner: 'acme', name: 'pump', number: 7 };
  const answersThere = (body: string, links: Fact<readonly IssueRef[]> = known([record])) =>
    judgeMisplacedCommands(pullRequest, [toComment(body, quinn, '2026-11-02T12:00:00Z')], links);

  test.each([
    '/sign approval approval',
    '/sign approval',
    '/revoke safety-impact',
    '/deviation Late',
    '/revoke deviation',
  ])('%s is answered with the record where it belongs', (body) => {
    expect(answersThere(body)).toMatchObject([{ record: pullRequest, kind: 'refused', method: 'comment' }]);
    expect(toText(answersThere(body)[0]?.because ?? [])).toMatch(/write it on .*7$/);
  });

  test.each(['Looks good', '/sign cla me', '/revoke cla', '/deploy'])('%s is not', (body) => {
    expect(answersThere(body)).toEqual([]);
  });

  test.each([
    ['none is linked', known([]), 'on the change request, which this pull request does not link yet'],
    ['it is unknown whether one is', unknown('the list was cut off'), 'on the change request'],
  ])('where %s it says no more than is known', (_name, links, words) => {
    expect(toText(answersThere('/sign approval approval', links)[0]?.because ?? [])).toMatch(new RegExp(`${words}$`));
  });
});
