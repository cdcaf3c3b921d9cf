import type { Case, Given } from './case.ts';
import { addComments, notKnown, olaf, quade, quinn, sam, sol, toComment, valueOf } from './case.ts';

/** The authority file says this of the roles; the others are as they were. */
const dated =
  (entries: string, change: (given: Given) => void = () => {}) =>
  (given: Given): void => {
    const text = `authority:\n${entries}\n`;
    given.facts.authorityFile = {
      known: true,
      value: { path: '.github/holdpoint-authority.yml', commit: 'c'.repeat(40), text },
    };
    change(given);
  };

const approvedBy =
  (who: typeof quinn, at = '2026-11-02T12:00:00Z') =>
  ({ issue }: Given): void => {
    issue.comments = { known: true, value: [toComment('/sign approval approval', who, at)] };
  };

/** Somebody's act was seen, and them in the role or not. */
const seen =
  (act: string, role: string, held: boolean) =>
  ({ facts }: Given): void => {
    valueOf(facts.witnessed).push({ act, role, held, at: '2026-11-02T12:01:00Z' });
  };

const comment = toComment('', quinn, '2026-11-02T12:00:00Z').url;
const label = 'https://github.com/acme/pump/issues/7#label:safety-assessed@2026-11-02T11:00:00Z:11';
const held = { outcome: 'held', statuses: { approval: 'failed' } } as const;
const inDoubt = { outcome: 'held', statuses: { 'safety-impact': 'unknown', approval: 'unknown' } } as const;

export const authorityCases: readonly Case[] = [
  {
    name: 'F29: the authority file covers the day of signing',
    change: dated('  - { person: quinn, role: quality, from: 2026-11-01, until: 2026-11-30 }'),
    outcome: 'released',
  },
  {
    name: 'F29: the first and the last day are covered',
    change: dated('  - { person: quinn, role: quality, from: 2026-11-02, until: 2026-11-02 }'),
    outcome: 'released',
  },
  {
    name: 'F29: logins are compared without regard to case',
    change: dated('  - { person: Quinn, role: quality }'),
    outcome: 'released',
  },
  {
    name: 'F29: the authority begins on the day after',
    change: dated('  - { person: quinn, role: quality, from: 2026-11-03 }'),
    ...held,
    refused: [['quinn', 'refused', 'the authority file gives @quinn the role quality only from 2026-11-03']],
  },
  {
    name: 'F29: the authority ended on the day before: the finding says so, and names nobody whose authority has ended',
    change: dated(
      '  - { person: quinn, role: quality, until: 2026-11-01 }\n  - { person: quade, role: quality, until: 2027-01-31 }',
      ({ approval }) => {
        approval.beforeImplementation = false;
      },
    ),
    ...held,
    says: { approval: ['only until 2026-11-01', '\n@quade until 2027-01-31 (role quality)'] },
    refused: [['quinn', 'refused', 'only until 2026-11-01']],
  },
  {
    name: 'F29: days are those of UTC, whatever the offset that a time is written with',
    change: dated(
      '  - { person: quinn, role: quality, until: 2026-11-01 }',
      approvedBy(quinn, '2026-11-02T00:30:00+02:00'),
    ),
    outcome: 'held',
    statuses: { approval: 'failed' },
    refused: [['quinn', 'lapsed', 'the record was edited']],
  },
  {
    name: 'F29: the training ended before',
    change: dated('  - { person: quinn, role: quality, until: 2027-11-01, trained_until: 2026-10-31 }'),
    ...held,
    refused: [['quinn', 'refused', 'the training of @quinn for the role quality ended on 2026-10-31']],
  },
  {
    name: 'F29: of several entries one is enough',
    change: dated(
      '  - { person: quinn, role: quality, until: 2026-01-31 }\n  - { person: quinn, role: quality, from: 2026-11-01 }',
    ),
    outcome: 'released',
  },
  {
    name: 'F29: the file dates the role, and not this person',
    change: dated('  - { person: quade, role: quality }'),
    ...held,
    refused: [['quinn', 'refused', '@quinn has no entry for the role quality in the authority file']],
  },
  {
    name: 'F29: a role that the file does not mention is not dated by it',
    change: dated('  - { person: sam, role: safety }'),
    outcome: 'released',
  },
  {
    name: 'F29: where the policy requires an authority, a role that the file does not mention is nobody’s',
    change: dated('  - { person: sam, role: safety }', ({ policy }) => {
      policy.authority = 'required';
    }),
    ...held,
    refused: [['quinn', 'refused', 'the authority file names nobody for the role quality']],
  },
  {
    name: 'F29: where the policy requires an authority and there is no file, nobody counts; the finding names the file',
    change: ({ policy }) => {
      policy.authority = 'required';
    },
    outcome: 'held',
    statuses: { 'safety-impact': 'failed', approval: 'failed' },
    says: {
      approval: [
        'counts nobody who has no entry in the authority file, and there is none',
        'Write .github/holdpoint-authority.yml on the default branch',
      ],
    },
    refused: [
      ['sam', 'refused', 'the policy asks for an authority file, and there is none'],
      ['quinn', 'refused', 'the policy asks for an authority file, and there is none'],
    ],
  },
  {
    name: 'F29: where the policy requires an authority, and the file has it',
    change: dated('  - { person: sam, role: safety }\n  - { person: quinn, role: quality }', ({ policy }) => {
      policy.authority = 'required';
    }),
    outcome: 'released',
  },
  {
    name: 'F29: an entry does not stand in for the role',
    change: dated('  - { person: olaf, role: quality }', approvedBy(olaf)),
    ...held,
    refused: [['olaf', 'refused', '@olaf does not hold the role quality']],
  },
  {
    name: 'F29: an account’s number in the entry outweighs its login',
    change: dated('  - { person: quinn-was, id: 21, role: quality }'),
    outcome: 'released',
  },
  {
    name: 'F29: somebody else has taken the login since',
    change: dated('  - { person: quinn, id: 4021, role: quality }'),
    ...held,
    refused: [['quinn', 'refused', 'has no entry for the role quality']],
  },
  {
    name: 'F29: delegated by somebody who has authority on that day: the delegate need not be in the role',
    change: dated(
      '  - { person: quinn, role: quality }\n  - { person: olaf, role: quality, from: 2026-11-01, until: 2026-11-07, delegated_by: quinn }',
      approvedBy(olaf),
    ),
    outcome: 'released',
    signers: ['sam', 'olaf'],
  },
  {
    name: 'F29: delegated for other days',
    change: dated(
      '  - { person: quinn, role: quality }\n  - { person: olaf, role: quality, until: 2026-11-01, delegated_by: quinn }',
      approvedBy(olaf),
    ),
    ...held,
    refused: [['olaf', 'refused', 'only until 2026-11-01']],
  },
  {
    name: 'F29: whoever delegated had no authority any more',
    change: dated(
      '  - { person: quinn, role: quality, until: 2026-11-01 }\n  - { person: olaf, role: quality, delegated_by: quinn }',
      approvedBy(olaf),
    ),
    ...held,
    refused: [['olaf', 'refused', 'quinn, who delegated the role quality, had no authority on that day']],
  },
  {
    name: 'F29: of a delegate nobody knows the account: the finding names the login and the days',
    change: dated(
      '  - { person: quinn, role: quality, until: 2026-11-01 }\n  - { person: quade, role: quality }\n  - { person: nora, role: quality, until: 2026-12-24, delegated_by: quade }',
      (given) => {
        given.approval.beforeImplementation = false;
        given.issue.comments = { known: true, value: [] };
      },
    ),
    ...held,
    says: { approval: ['\n@quade or nora until 2026-12-24 (role quality)'] },
  },
  {
    name: 'F29: nobody is left whose authority has not ended',
    change: dated('  - { person: quinn, role: quality, until: 2026-11-01 }', ({ approval }) => {
      approval.beforeImplementation = false;
    }),
    ...held,
    says: { approval: ['holds the role quality and has an entry in the authority file that has not ended'] },
  },
  {
    name: 'F29: the authority file cannot be read',
    change: ({ facts }) => {
      facts.authorityFile = notKnown;
    },
    ...inDoubt,
    says: { approval: ['The authority file .github/holdpoint-authority.yml cannot be read: GitHub answered 502'] },
    refused: [
      ['sam', 'undetermined', 'the authority file cannot be read'],
      ['quinn', 'undetermined', 'the authority file cannot be read'],
    ],
  },
  {
    name: 'F29: the authority file has a problem: the finding says where, and what is right',
    change: dated('  - { person: quinn, role: quality, from: 2026-02-30 }'),
    ...inDoubt,
    says: {
      approval: [
        'The authority file has a problem, at .github/holdpoint-authority.yml:2:',
        'Put it right on the default branch.',
        '/blob/main/.github/holdpoint-authority.yml#L2',
      ],
    },
  },
  {
    name: 'F29: an entry for a role that no policy defines is a mistake, and not passed over',
    change: dated('  - { person: quinn, role: qualty }'),
    ...inDoubt,
    says: { approval: ['No policy defines the role “qualty”'] },
  },
  {
    name: 'F29 F74: such an entry is a mistake for the policy, and does not concern the baseline, for which both signed',
    change: dated('  - { person: quinn, role: qualty }', (given) => {
      given.baseline = structuredClone(given.policy);
      for (const [role, holders] of Object.entries(given.facts.roles)) {
        given.facts.roles[`baseline/${role}`] = structuredClone(holders);
      }
    }),
    outcome: 'held',
    signers: ['sam', 'quinn'],
  },
  {
    name: 'F25 F29: whoever held the role when the act was seen has signed well, though they left it since',
    change: (given) => {
      given.facts.roles['quality'] = { known: true, value: [quade] };
      seen(comment, 'quality', true)(given);
    },
    outcome: 'released',
    signers: ['sam', 'quinn'],
  },
  {
    name: 'F25 F29: whoever did not hold the role when the act was seen has not signed, though they hold it since',
    change: (given) => {
      given.approval.beforeImplementation = false;
      seen(comment, 'quality', false)(given);
    },
    ...held,
    says: { approval: ['@quinn did not hold the role quality when this was first seen, at 2026-11-02 12:01:00 UTC'] },
    refused: [['quinn', 'refused', 'did not hold the role quality when this was first seen']],
  },
  {
    name: 'F25 F29: signed again once they hold the role',
    change: (given) => {
      seen(comment, 'quality', false)(given);
      addComments(given.issue, toComment('/sign approval approval', quinn, '2026-11-02T13:00:00Z'));
    },
    outcome: 'released',
    refused: [['quinn', 'refused', 'did not hold the role']],
  },
  {
    name: 'F25 F30: of a label’s setting as well',
    change: seen(label, 'safety', false),
    outcome: 'held',
    statuses: { 'safety-impact': 'failed' },
    refused: [['sam', 'refused', 'did not hold the role safety when this was first seen']],
  },
  {
    name: 'F25: a sight of another act, or under another role, says nothing of this one',
    change: (given) => {
      seen(`${comment}0`, 'quality', false)(given);
      seen(comment, 'safety', false)(given);
      seen(comment, 'baseline/quality', false)(given);
    },
    outcome: 'released',
  },
  {
    name: 'F25: the earliest sight counts',
    change: (given) => {
      seen(comment, 'quality', false)(given);
      valueOf(given.facts.witnessed).unshift({
        act: comment,
        role: 'quality',
        held: true,
        at: '2026-11-02T12:02:00Z',
      });
    },
    ...held,
  },
  {
    name: 'F29: seen in the role, and the authority file does not cover the day',
    change: dated('  - { person: quinn, role: quality, until: 2026-11-01 }', seen(comment, 'quality', true)),
    ...held,
  },
  {
    name: 'F29: covered by the authority file, and not seen in the role',
    change: dated('  - { person: quinn, role: quality }', seen(comment, 'quality', false)),
    ...held,
    refused: [['quinn', 'refused', 'did not hold the role quality when this was first seen']],
  },
  {
    name: 'F34: what was seen cannot be read',
    change: ({ facts }) => {
      facts.witnessed = notKnown;
    },
    ...inDoubt,
    says: { approval: ['Who held a role when they signed is not known: GitHub answered 502'] },
  },
  {
    name: 'F29: sol, in the role, is not dated where the file dates another role only',
    change: dated('  - { person: quinn, role: quality }', (given) => {
      given.safety.signOffs[0].quorum = 2;
      addComments(given.issue, toComment('/sign safety-impact review', sol, '2026-11-02T12:00:00Z'));
    }),
    outcome: 'released',
    signers: ['sam', 'sol', 'quinn'],
  },
  {
    name: 'F29: the deviation’s author is judged by the authority file, too',
    change: dated('  - { person: quinn, role: quality }', (given) => {
      given.facts.pullRequest.createdAt = '2026-11-02T11:59:00Z';
      addComments(given.issue, toComment('/deviation The board met too late', quade, '2026-11-03T14:00:00Z'));
    }),
    ...held,
    refused: [
      ['quinn', 'refused', 'before implementation began'],
      ['quade', 'refused', '@quade has no entry for the role quality'],
    ],
  },
  {
    name: 'F22: sam is in the role and signs for nothing that safety is not asked for',
    change: approvedBy(sam),
    ...held,
    refused: [['sam', 'refused', '@sam does not hold the role quality']],
  },
  {
    name: 'F29: of several delegates, by name; not whoever made the change, nor whoever holds the role anyway',
    change: dated(
      [
        '  - { person: quade, role: quality }',
        '  - { person: nora, role: quality, delegated_by: quade }',
        '  - { person: dana, id: 1, role: quality, delegated_by: quade }',
        '  - { person: olaf, id: 99, role: quality, delegated_by: quade }',
        '  - { person: ada, role: quality, delegated_by: quade }',
        '  - { person: quinn, role: quality, delegated_by: quade }',
      ].join('\n'),
      (given) => {
        given.approval.beforeImplementation = false;
        given.issue.comments = { known: true, value: [] };
      },
    ),
    ...held,
    says: { approval: ['\n@quade, ada, nora or olaf (role quality)'] },
  },
  {
    name: 'F29: an authority that ends on the day on which the pull request was opened is of use that day',
    change: dated('  - { person: quade, role: quality, until: 2026-11-03 }', (given) => {
      given.approval.beforeImplementation = false;
      given.issue.comments = { known: true, value: [] };
    }),
    ...held,
    says: { approval: ['\n@quade until 2026-11-03 (role quality)'] },
  },
  {
    name: 'F29: the role has no holders at all: the authority file is not blamed for it',
    change: dated('  - { person: quade, role: quality }', (given) => {
      given.approval.beforeImplementation = false;
      given.facts.roles['quality'] = { known: true, value: [] };
      given.issue.comments = { known: true, value: [] };
    }),
    ...held,
    says: { approval: ['no independent person is left who holds the role quality\n'] },
  },
];
