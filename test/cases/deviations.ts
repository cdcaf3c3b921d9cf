import type { Case, Given } from './case.ts';
import { addComments, dana, notKnown, olaf, quade, quinn, robot, sam, toComment, valueOf } from './case.ts';

const text = '/deviation The board met only after the branch was pushed';
const reason = 'The board met only after the branch was pushed';
const recorded = '2026-11-03T14:00:00Z';

/** The pull request was opened before the approval, and something else is as well. */
const late =
  (change: (given: Given) => void) =>
  (given: Given): void => {
    given.facts.pullRequest.createdAt = '2026-11-02T11:59:00Z';
    change(given);
  };

const held = { outcome: 'held', statuses: { approval: 'failed' } } as const;
const inDoubt = { outcome: 'held', statuses: { approval: 'unknown' } } as const;
const tooLate = ['quinn', 'refused', 'it was not signed before implementation began'] as const;

export const deviationCases: readonly Case[] = [
  {
    name: 'F21 F70: late, and nobody has recorded why: the finding says who may, how, and what else there is',
    change: late(() => {}),
    ...held,
    says: {
      approval: [
        'A signature given now comes too late',
        'Comment /deviation REASON on acme/pump#7: then late signatures count, and are shown as late.',
        '@quade or @quinn (role quality) for a deviation; otherwise @dana',
        'Link a change request that was signed before then',
        'https://github.com/acme/pump/issues/7',
      ],
    },
    refused: [tooLate],
    deviations: [],
  },
  {
    name: 'F21 F70: late, and the quality role has recorded why: it counts, and is shown as late',
    change: late(({ issue }) => addComments(issue, toComment(text, quade, recorded))),
    outcome: 'released',
    says: { approval: ['@quinn at 2026-11-02 12:00:00 UTC, late, by a deviation'] },
    signers: ['sam', 'quinn'],
    refused: [],
    deviations: [['late-approval', 'quade', reason]],
  },
  {
    name: 'F21: whoever signed late may record it themselves',
    change: late(({ issue }) => addComments(issue, toComment(text, quinn, recorded))),
    outcome: 'released',
    deviations: [['late-approval', 'quinn', reason]],
  },
  {
    name: 'F21: recorded before the late signature was given: what follows counts',
    change: late(({ issue }) => {
      issue.comments = {
        known: true,
        value: [
          toComment(text, quade, '2026-11-02T12:00:00Z'),
          toComment('/sign approval approval', quinn, '2026-11-05T12:00:00Z'),
        ],
      };
    }),
    outcome: 'released',
    deviations: [['late-approval', 'quade', reason]],
  },
  {
    name: 'F21: recorded, and not signed yet: the finding asks for a signature, which is not too late now',
    change: late(({ issue }) => {
      issue.comments = { known: true, value: [toComment(text, quade, recorded)] };
    }),
    ...held,
    says: { approval: ['@quade or @quinn (role quality)', 'Comment /sign approval approval on the issue'] },
    deviations: [],
  },
  {
    name: 'F21: recorded while nothing was late: no part of the record by which something counts',
    change: ({ issue }) => addComments(issue, toComment(text, quade, recorded)),
    outcome: 'released',
    says: { approval: ['@quinn at 2026-11-02 12:00:00 UTC as quality'] },
    deviations: [],
  },
  {
    name: 'F21: written before the work began: nobody can say beforehand that they will be late',
    change: late(({ issue }) => addComments(issue, toComment(text, quade, '2026-11-02T11:58:00Z'))),
    ...held,
    refused: [['quade', 'refused', 'implementation had not begun when it was written'], tooLate],
    deviations: [],
  },
  {
    name: 'F21: written in the second in which the work began',
    change: late(({ issue }) => addComments(issue, toComment(text, quade, '2026-11-02T11:59:00Z'))),
    ...held,
  },
  {
    name: 'F21: two deviations: the first one is shown',
    change: late(({ issue }) =>
      addComments(
        issue,
        toComment(text, quade, recorded),
        toComment('/deviation Again, it was late', quinn, '2026-11-03T15:00:00Z'),
      ),
    ),
    outcome: 'released',
    deviations: [['late-approval', 'quade', reason]],
  },
  {
    name: 'F21 F22: recorded by somebody outside the role',
    change: late(({ issue }) => addComments(issue, toComment(text, olaf, recorded))),
    ...held,
    refused: [tooLate, ['olaf', 'refused', 'does not hold the role quality']],
  },
  {
    name: 'F21 F22: recorded by another role than the policy names',
    change: late(({ issue }) => addComments(issue, toComment(text, sam, recorded))),
    ...held,
    refused: [tooLate, ['sam', 'refused', 'does not hold the role quality']],
  },
  {
    name: 'F21: the policy names nobody who records deviations: the finding does not speak of them',
    change: late(({ policy, issue }) => {
      policy.deviationRole = null;
      addComments(issue, toComment(text, quade, recorded));
    }),
    ...held,
    says: {
      approval: ['for implementation has begun: the pull request was opened at 2026-11-02 11:59:00 UTC. Link a change'],
    },
    refused: [tooLate, ['quade', 'refused', 'the policy names no role that records deviations']],
  },
  {
    name: 'F21: everybody in the role had a part in it, so nobody can record it',
    change: late(({ policy, facts, issue }) => {
      policy.deviationRole = 'release';
      facts.roles['release'] = { known: true, value: [dana] };
      addComments(issue, toComment(text, dana, recorded));
    }),
    ...held,
    says: {
      approval: ['for implementation has begun: the pull request was opened at 2026-11-02 11:59:00 UTC. Link a change'],
    },
    refused: [tooLate, ['dana', 'refused', 'opened the pull request and so is not independent']],
  },
  {
    name: 'F23: recorded by a contributor who holds the role',
    change: late(({ facts, issue }) => {
      valueOf(facts.roles['quality']).push(dana);
      addComments(issue, toComment(text, dana, recorded));
    }),
    ...held,
    refused: [tooLate, ['dana', 'refused', 'opened the pull request and so is not independent']],
  },
  {
    name: 'F23: recorded by a bot in the role',
    change: late(({ facts, issue }) => {
      valueOf(facts.roles['quality']).push(robot);
      addComments(issue, toComment(text, robot, recorded));
    }),
    ...held,
    refused: [tooLate, ['robot[bot]', 'refused', 'is not a person']],
  },
  {
    name: 'F26: a deviation that was edited',
    change: late(({ issue }) => addComments(issue, toComment(text, quade, recorded, '2026-11-03T15:00:00Z'))),
    ...held,
    refused: [tooLate, ['quade', 'refused', 'the comment was edited at 2026-11-03 15:00:00 UTC']],
  },
  {
    name: 'F26: a deviation that was edited into something else is still shown',
    change: late(({ issue }) =>
      addComments(issue, { ...toComment('Never mind', quade, recorded, '2026-11-03T15:00:00Z'), firstBody: text }),
    ),
    ...held,
    refused: [tooLate, ['quade', 'refused', 'the comment was edited']],
  },
  {
    name: 'F26: a deviation that was deleted counts no more, and is shown',
    change: late(({ issue }) =>
      addComments(issue, {
        ...toComment(text, quade, recorded),
        deleted: { at: '2026-11-03T15:00:00Z', by: { known: true, value: olaf } },
      }),
    ),
    ...held,
    refused: [tooLate, ['quade', 'revoked', 'the comment was deleted by @olaf at 2026-11-03 15:00:00 UTC']],
    deviations: [],
  },
  {
    name: 'F28: a deviation that its author took back',
    change: late(({ issue }) =>
      addComments(
        issue,
        toComment(text, quade, recorded),
        toComment('/revoke deviation', quade, '2026-11-03T15:00:00Z'),
      ),
    ),
    ...held,
    refused: [tooLate, ['quade', 'revoked', 'it was revoked by the signer at 2026-11-03 15:00:00 UTC']],
  },
  {
    name: 'F28: nobody takes back what another has recorded',
    change: late(({ issue }) =>
      addComments(
        issue,
        toComment(text, quade, recorded),
        toComment('/revoke deviation', quinn, '2026-11-03T15:00:00Z'),
      ),
    ),
    outcome: 'released',
  },
  {
    name: 'F28: to revoke a deviation leaves the signatures, to revoke the approval leaves the deviation',
    change: ({ issue }) => addComments(issue, toComment('/revoke deviation', quinn, '2026-11-03T15:00:00Z')),
    outcome: 'released',
    signers: ['sam', 'quinn'],
  },
  {
    name: 'F28: a revocation that names nothing takes the deviation back as well, and says so',
    change: late(({ issue }) =>
      addComments(issue, toComment(text, quade, recorded), toComment('/revoke', quade, '2026-11-03T15:00:00Z')),
    ),
    ...held,
    refused: [
      tooLate,
      ['quade', 'revoked', 'it was revoked by the signer'],
      ['quade', 'refused', 'safety-impact and approval, and what they declared, is revoked all the same.'],
    ],
  },
  {
    name: 'F21: a deviation does not make up for what else is wrong with a late signature',
    change: late(({ issue }) => {
      issue.comments = {
        known: true,
        value: [toComment('/sign approval approval', olaf, '2026-11-02T12:00:00Z'), toComment(text, quade, recorded)],
      };
    }),
    ...held,
    refused: [['olaf', 'refused', 'does not hold the role quality']],
  },
  {
    name: 'F21: a deviation without a reason',
    change: late(({ issue }) => addComments(issue, toComment('/deviation', quade, recorded))),
    ...held,
    refused: [tooLate, ['quade', 'refused', 'The command gives no reason']],
  },
  {
    name: 'F21: GitHub does not name who recorded it: it may have been somebody entitled',
    change: late(({ issue }) => addComments(issue, { ...toComment(text, quade, recorded), author: notKnown })),
    ...inDoubt,
    refused: [
      ['quinn', 'undetermined', 'whether a deviation is recorded for it is not known'],
      ['nobody', 'undetermined', 'GitHub does not name the account that wrote it'],
    ],
  },
  {
    name: 'F21: whether it was revoked is not known',
    change: late(({ issue }) =>
      addComments(issue, toComment(text, quade, recorded), {
        ...toComment('/revoke deviation', quade, '2026-11-03T15:00:00Z'),
        author: notKnown,
      }),
    ),
    ...inDoubt,
  },
  {
    name: 'F21: who holds the role that records deviations is not known',
    change: late(({ policy, issue }) => {
      policy.deviationRole = 'release';
      addComments(issue, toComment(text, olaf, recorded));
    }),
    ...inDoubt,
  },
  {
    name: 'F21: both gates late by one deviation: it is shown for each of them',
    change: ({ facts, safety, issue }) => {
      safety.beforeImplementation = true;
      facts.pullRequest.createdAt = '2026-11-02T10:59:00Z';
      addComments(issue, toComment(text, quade, recorded));
    },
    outcome: 'released',
    deviations: [
      ['late-approval', 'quade', reason],
      ['late-approval', 'quade', reason],
    ],
  },
  {
    name: 'F27: an edit of the record lapses late signatures as well; the deviation stands',
    change: late(({ issue }) => {
      addComments(issue, toComment(text, quade, recorded));
      issue.body = issue.body.replace('two seconds', 'nine seconds');
      valueOf(issue.revisions).push({
        at: '2026-11-02T13:00:00Z',
        editor: { known: true, value: olaf },
        body: { known: true, value: issue.body },
        source: 'receipt',
      });
      addComments(issue, toComment('/sign approval approval', quinn, '2026-11-03T15:00:00Z'));
      issue.labels = issue.labels.filter((label) => label !== 'safety-assessed');
    }),
    outcome: 'held',
    statuses: { 'safety-impact': 'failed' },
    signers: ['quinn'],
    refused: [
      ['sam', 'revoked', 'the label is no longer on the record'],
      ['quinn', 'lapsed', 'the record was edited by @olaf'],
    ],
    deviations: [['late-approval', 'quade', reason]],
  },
];
