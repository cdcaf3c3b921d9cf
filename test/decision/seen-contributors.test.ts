import { expect, test } from '@jest/globals';
import { toSeenContributors } from '../../src/decision/seen-contributors.ts';
import {
  dana,
  type Given,
  head,
  nobody,
  notKnown,
  olaf,
  older,
  rita,
  robot,
  toCommit,
  toContributor,
  toGiven,
  toPush,
} from '../cases/case.ts';

const seen = (change: (given: Given) => void) =>
  toSeenContributors(toGiven(change).facts).map(({ did, sha, contributor: { account, email } }) =>
    [did, sha?.slice(0, 1) ?? '-', account.known ? account.value.login : `${email}?`].join(' '),
  );

test('F23: opener, authors, co-authors, committers and pushers, whoever they are', () => {
  const all = seen(({ facts }) => {
    facts.commits = {
      known: true,
      value: [
        { ...toCommit(head, dana, robot), authors: [dana, rita].map(toContributor) },
        { ...toCommit(older, dana), authors: [nobody('x@example.com')] },
      ],
    };
    facts.pushes = { known: true, value: [toPush(head, olaf)] };
  });
  expect(all).toEqual([
    'opened - dana',
    'authored a dana',
    'co-authored a rita',
    'committed a robot[bot]',
    'authored b x@example.com?',
    'committed b dana',
    'pushed a olaf',
  ]);
});

test('F23: at the time of the reading, the opener without a commit', () => {
  const { facts } = toGiven();
  const all = toSeenContributors(facts);
  expect(new Set(all.map(({ firstSeenAt }) => firstSeenAt))).toEqual(new Set([facts.observedAt]));
  expect(all[0]).toMatchObject({ did: 'opened', sha: null, contributor: { name: dana.name ?? dana.login, email: '' } });
});

test('F23: of what is not known nobody is seen, and an unknown pusher is nobody', () => {
  const all = seen(({ facts }) => {
    facts.pullRequest.author = notKnown;
    facts.commits = notKnown;
    facts.pushes = { known: true, value: [{ ...toPush(head, dana), pusher: notKnown }] };
  });
  expect(all).toEqual([]);
  expect(seen(({ facts }) => Object.assign(facts, { pushes: notKnown, commits: notKnown }))).toEqual(['opened - dana']);
});
