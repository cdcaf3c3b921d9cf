import type { Case, Given } from './case.ts';
import {
  dana,
  head,
  nobody,
  notKnown,
  olaf,
  older,
  quade,
  quinn,
  robot,
  toCommit,
  toContributor,
  toPush,
  valueOf,
} from './case.ts';

const held = { outcome: 'held', statuses: { approval: 'failed' } } as const;
const inDoubt = { outcome: 'held', statuses: { 'safety-impact': 'unknown', approval: 'unknown' } } as const;

/** Adds a commit between the first and the head. */
const withCommit =
  (commit: ReturnType<typeof toCommit>) =>
  ({ facts }: Given): void => {
    valueOf(facts.commits).unshift(structuredClone(commit));
  };

const sha = 'd'.repeat(40);
const webFlow = { name: 'GitHub', email: 'noreply@github.com' };

export const independenceCases: readonly Case[] = [
  {
    name: 'F23: the approver opened the pull request',
    change: ({ facts }) => {
      facts.pullRequest.author = { known: true, value: quinn };
    },
    ...held,
    says: { approval: ['@quinn opened the pull request and so is not independent', '@quade (role quality)'] },
    refused: [['quinn', 'refused', 'opened the pull request']],
  },
  {
    name: 'F23: the approver wrote a commit',
    change: withCommit(toCommit(sha, quinn, dana)),
    ...held,
    refused: [['quinn', 'refused', 'wrote ddddddd']],
  },
  {
    name: 'F23: the approver is a co-author',
    change: withCommit({ ...toCommit(sha, dana), authors: [toContributor(dana), toContributor(quinn)] }),
    ...held,
    refused: [['quinn', 'refused', 'is a co-author of ddddddd']],
  },
  {
    name: 'F23: the approver committed what another wrote',
    change: withCommit(toCommit(sha, dana, quinn)),
    ...held,
    refused: [['quinn', 'refused', 'committed ddddddd']],
  },
  {
    name: 'F23: the approver pushed last',
    change: ({ facts }) => {
      valueOf(facts.pushes).push(toPush(head, quinn, '2026-11-03T09:30:00Z'));
    },
    ...held,
    refused: [['quinn', 'refused', 'pushed aaaaaaa']],
  },
  {
    name: 'F23: the approver pushed an earlier state',
    change: ({ facts }) => {
      valueOf(facts.pushes).unshift(toPush(sha, quinn));
    },
    ...held,
    refused: [['quinn', 'refused', 'pushed ddddddd']],
  },
  {
    name: 'F23 (peers: ignore_update_merges): a web merge of another branch makes its authors contributors',
    change: ({ facts }) => {
      valueOf(facts.commits).unshift(
        { ...toCommit(sha, quinn), committer: { ...webFlow, account: notKnown } },
        { ...toCommit('e'.repeat(40), dana), committer: { ...webFlow, account: notKnown } },
      );
    },
    ...held,
    refused: [['quinn', 'refused', 'wrote ddddddd']],
  },
  {
    name: 'F23: everybody who could approve had a part in it',
    change: ({ facts, approval }) => {
      approval.beforeImplementation = false;
      valueOf(facts.commits).unshift(toCommit(sha, quinn, quade));
    },
    ...held,
    says: {
      approval: [
        'Nobody now: no independent person is left who holds the role quality',
        'Add somebody to the role quality',
      ],
    },
  },
  {
    name: 'F23: a contributor who holds no role changes nothing',
    change: withCommit(toCommit(sha, olaf)),
    outcome: 'released',
  },
  {
    name: 'F7 F23: a bot may write commits',
    change: withCommit(toCommit(sha, robot)),
    outcome: 'released',
  },
  {
    name: 'F23 (peers: a commit whose e-mail has no account escapes the ban): the author has no account',
    change: withCommit({ ...toCommit(sha, dana), authors: [nobody('x@nowhere.example')] }),
    ...inDoubt,
    says: {
      approval: [
        'ddddddd',
        'somebody <x@nowhere.example>',
        'no account has this e-mail address',
        'Add the address to that person’s GitHub account',
        'unattributed_emails',
      ],
    },
    refused: [
      ['sam', 'undetermined', 'not everybody who had a part in it is known'],
      ['quinn', 'undetermined', 'not everybody who had a part in it is known'],
    ],
    signers: [],
  },
  {
    name: 'F23: a co-author without an account',
    change: withCommit({ ...toCommit(sha, dana), authors: [toContributor(dana), nobody('x@nowhere.example')] }),
    ...inDoubt,
  },
  {
    name: 'F23: a committer without an account',
    change: withCommit({ ...toCommit(sha, dana), committer: nobody('x@nowhere.example') }),
    ...inDoubt,
  },
  {
    name: 'F23: a commit that names no author',
    change: withCommit({ ...toCommit(sha, dana), authors: [] }),
    ...inDoubt,
  },
  {
    name: 'F23: the policy names the address of a build user',
    change: withCommit({ ...toCommit(sha, dana), authors: [nobody('Build@Example.com')] }),
    outcome: 'released',
  },
  {
    name: 'F23: an empty address is nobody’s, whatever the policy says',
    change: (given) => {
      given.policy.unattributedEmails.push('');
      withCommit({ ...toCommit(sha, dana), committer: nobody(' ') })(given);
    },
    ...inDoubt,
  },
  {
    name: 'F23: GitHub’s own committer is nobody',
    change: withCommit({ ...toCommit(sha, dana), committer: { ...webFlow, account: notKnown } }),
    outcome: 'released',
  },
  {
    name: 'F23: GitHub’s own address does not hide an author',
    change: withCommit({ ...toCommit(sha, dana), authors: [{ ...webFlow, account: notKnown }] }),
    ...inDoubt,
  },
  {
    name: 'F23: the list of commits was cut off',
    change: ({ facts }) => {
      facts.commits = notKnown;
    },
    ...inDoubt,
    says: { approval: ['The list of commits is not known to be whole: GitHub answered 502'] },
  },
  {
    name: 'F23: the list of commits does not reach the head',
    change: ({ facts }) => {
      valueOf(facts.commits).pop();
    },
    ...inDoubt,
    says: { approval: ['the head commit is not among those that were read'] },
  },
  {
    name: 'F23: no push of the head is known',
    change: ({ facts }) => {
      facts.pushes = { known: true, value: [toPush(older, dana)] };
    },
    ...inDoubt,
    says: { approval: ['Who pushed the head commit aaaaaaa is not known', 'Push again'] },
  },
  {
    name: 'F23: the pusher of the head is not known',
    change: ({ facts }) => {
      facts.pushes = { known: true, value: [{ ...toPush(head, dana), pusher: notKnown }] };
    },
    ...inDoubt,
  },
  {
    name: 'F23: an earlier pusher is not known',
    change: ({ facts }) => {
      valueOf(facts.pushes).unshift({ ...toPush(sha, dana), pusher: notKnown });
    },
    ...inDoubt,
  },
  {
    name: 'F23: the head was pushed twice, and one of the pushers is not known',
    change: ({ facts }) => {
      valueOf(facts.pushes).push({ ...toPush(head, dana), pusher: notKnown, receivedAt: null, source: 'activity' });
    },
    ...inDoubt,
  },
  {
    name: 'F23: who pushed at all is not known',
    change: ({ facts }) => {
      facts.pushes = notKnown;
    },
    ...inDoubt,
  },
  {
    name: 'F23: who opened the pull request is not known',
    change: ({ facts }) => {
      facts.pullRequest.author = notKnown;
    },
    ...inDoubt,
    says: { approval: ['Who opened this pull request is not known'] },
  },
  {
    name: 'F23: a certain reason outweighs a doubt that comes first',
    change: ({ facts }) => {
      facts.roles.quality = notKnown;
      valueOf(facts.commits).unshift(toCommit(sha, quinn, dana));
    },
    ...held,
    refused: [['quinn', 'refused', 'wrote ddddddd']],
  },
  {
    name: 'F27: that a sign-off lapsed outweighs a doubt about the signer',
    change: ({ facts, issue }) => {
      facts.roles.quality = notKnown;
      for (const revision of valueOf(issue.revisions)) revision.at = '2026-11-02T12:30:00Z';
    },
    outcome: 'held',
    statuses: { 'safety-impact': 'failed', approval: 'failed' },
    refused: [
      ['sam', 'lapsed', 'the record was edited'],
      ['quinn', 'lapsed', 'the record was edited'],
    ],
  },
  {
    name: 'F23: a certain reason outweighs a doubt',
    change: ({ facts }) => {
      facts.pushes = notKnown;
      valueOf(facts.commits).unshift(toCommit(sha, quinn, dana));
    },
    outcome: 'held',
    statuses: { 'safety-impact': 'unknown', approval: 'failed' },
    refused: [
      ['sam', 'undetermined', 'not everybody who had a part in it is known'],
      ['quinn', 'refused', 'wrote ddddddd'],
    ],
  },
];
