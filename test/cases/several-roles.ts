import type { Account } from '../../src/decision/facts.ts';
import type { SignOffRule } from '../../src/policy/policy.ts';
import type { Case, Given } from './case.ts';
import {
  addComments,
  notKnown,
  olaf,
  quade,
  quinn,
  rita,
  robot,
  sam,
  sol,
  toComment,
  toLabelEvent,
  valueOf,
} from './case.ts';

const held = { outcome: 'held', statuses: { approval: 'failed' } } as const;

const board: [SignOffRule, ...SignOffRule[]] = [
  { role: 'safety', quorum: 1, meaning: 'review' },
  { role: 'quality', quorum: 1, meaning: 'approval' },
];

/** Lets two roles approve, in the order given, and takes the approval away that is there. */
const withBoard =
  (change: (given: Given) => void, signOffs = board) =>
  (given: Given): void => {
    given.approval.signOffs = structuredClone(signOffs);
    given.issue.comments = { known: true, value: [] };
    change(given);
  };

/** A sign-off for the gate approval at an hour of 2 November. */
const sign = (who: Account, meaning: string, hour: number) =>
  toComment(`/sign approval ${meaning}`, who, `2026-11-02T${hour}:00:00Z`);

const inBoth = ({ facts }: Given, ...people: Account[]): void => {
  valueOf(facts.roles['safety']).push(...people.filter(({ id }) => id > 20));
  valueOf(facts.roles['quality']).push(...people.filter(({ id }) => id < 20));
};

/** What safety-impact asks for as well: signed by sam at 11. */
export const severalRolesCases: readonly Case[] = [
  {
    name: 'F22: two roles must sign, and both did',
    change: withBoard((given) => addComments(given.issue, sign(sol, 'review', 12), sign(quinn, 'approval', 13))),
    outcome: 'released',
    signers: ['sam', 'sol', 'quinn'],
    says: { approval: ['@sol at 2026-11-02 12:00:00 UTC as safety, meaning review', 'as quality, meaning approval'] },
  },
  {
    name: 'F22: two roles must sign, and one did: the finding says which lacks, who can, and by which command',
    change: withBoard((given) => {
      given.approval.beforeImplementation = false;
      addComments(given.issue, sign(sol, 'review', 12));
    }),
    ...held,
    says: {
      approval: [
        'has 0 of the 1 sign-offs that it needs for approval, each by another person holding the role quality',
        '@quade or @quinn (role quality)',
        '/sign approval approval',
      ],
    },
    signers: ['sam', 'sol'],
  },
  {
    name: 'F22: two roles must sign, and nobody did: the finding names both',
    change: withBoard((given) => {
      given.approval.beforeImplementation = false;
    }),
    ...held,
    says: {
      approval: ['holding the role safety', 'holding the role quality', '/sign approval review', '@sam or @sol'],
    },
  },
  {
    name: 'F25: the meaning of the other role is not that of one’s own',
    change: withBoard((given) => addComments(given.issue, sign(sol, 'approval', 12), sign(quinn, 'approval', 13))),
    ...held,
    refused: [['sol', 'refused', 'does not hold the role quality']],
  },
  {
    name: 'F25: a meaning that none of the rules asks for',
    change: withBoard((given) => addComments(given.issue, sign(sol, 'authorship', 12), sign(quinn, 'approval', 13))),
    ...held,
    refused: [['sol', 'refused', 'it means authorship, and the gate asks for review or approval']],
  },
  {
    name: 'F22: one person who holds both roles fills one of them',
    change: withBoard((given) => {
      inBoth(given, quinn);
      addComments(given.issue, sign(quinn, 'review', 12), sign(quinn, 'approval', 13));
    }),
    ...held,
    says: { approval: ['has 0 of the 1 sign-offs'] },
  },
  {
    name: 'F22: one person who holds both roles fills both where the policy says so, and is named in both',
    change: withBoard((given) => {
      given.approval.severalRolesAPerson = true;
      inBoth(given, quinn);
      addComments(given.issue, sign(quinn, 'review', 12), sign(quinn, 'approval', 13));
    }),
    outcome: 'released',
    signers: ['sam', 'quinn', 'quinn'],
  },
  {
    name: 'F22: one act by one person fills two rules of one meaning where the policy says so',
    change: withBoard(
      (given) => {
        given.approval.severalRolesAPerson = true;
        inBoth(given, quinn);
        addComments(given.issue, sign(quinn, 'approval', 12));
      },
      [
        { role: 'safety', quorum: 1, meaning: 'approval' },
        { role: 'quality', quorum: 1, meaning: 'approval' },
      ],
    ),
    outcome: 'released',
    signers: ['sam', 'quinn', 'quinn'],
  },
  {
    name: 'F22: whoever holds both roles is counted for the one that the other person cannot fill',
    change: withBoard((given) => {
      inBoth(given, quinn);
      // First for safety, where sol signs as well: so quinn is needed for quality.
      addComments(given.issue, sign(quinn, 'review', 11), sign(quinn, 'approval', 12), sign(sol, 'review', 13));
    }),
    outcome: 'released',
  },
  {
    name: 'F22: three people for two and one of two roles, each of whom is needed where they are',
    change: withBoard(
      (given) => {
        inBoth(given, sol);
        addComments(given.issue, sign(sol, 'approval', 11), sign(quinn, 'approval', 12), sign(sam, 'approval', 13));
      },
      [
        { role: 'safety', quorum: 1, meaning: 'approval' },
        { role: 'quality', quorum: 2, meaning: 'approval' },
      ],
    ),
    outcome: 'released',
  },
  {
    name: 'F22: two rules for one role take two people',
    change: withBoard(
      (given) => addComments(given.issue, sign(quinn, 'approval', 11)),
      [
        { role: 'quality', quorum: 1, meaning: 'approval' },
        { role: 'quality', quorum: 1, meaning: 'approval' },
      ],
    ),
    ...held,
  },
  {
    name: 'F22: a role of several that nobody holds',
    change: withBoard((given) => {
      given.facts.roles['safety'] = { known: true, value: [] };
      addComments(given.issue, sign(quinn, 'approval', 13));
    }),
    outcome: 'held',
    statuses: { 'safety-impact': 'failed', approval: 'failed' },
    says: { approval: ['Nobody holds the role safety'] },
  },
  {
    name: 'F22: who holds one of several roles is not known: what it might have signed is not judged',
    change: withBoard((given) => {
      given.facts.roles['quality'] = notKnown;
      addComments(given.issue, sign(sol, 'review', 12), sign(quinn, 'approval', 13));
    }),
    outcome: 'held',
    statuses: { approval: 'unknown' },
    says: { approval: ['Who holds the role quality is not known'] },
    refused: [['quinn', 'undetermined', 'who holds the role quality is not known']],
  },
  {
    name: 'F30: a label signs for the rule whose role its setter holds',
    change: withBoard((given) => {
      given.approval.label = 'change-approved';
      given.issue.labels.push('change-approved');
      valueOf(given.issue.labelEvents).push(toLabelEvent('change-approved', quinn, '2026-11-02T13:00:00Z'));
      addComments(given.issue, sign(sol, 'review', 12));
    }),
    outcome: 'released',
    says: { approval: ['@quinn at 2026-11-02 13:00:00 UTC as quality, meaning approval'] },
    signers: ['sam', 'sol', 'quinn'],
  },
  {
    name: 'F30: of a label that several roles may set the finding says that it means what its setter’s role means',
    change: withBoard((given) => {
      given.approval.label = 'change-approved';
      given.approval.beforeImplementation = false;
      addComments(given.issue, sign(sol, 'review', 12));
    }),
    ...held,
    says: {
      approval: [
        'Set the label change-approved, which signs for approval with the meaning review or approval, by the role of whoever sets it',
        '@quade or @quinn (role quality)',
      ],
    },
  },

  {
    name: 'F31: in order, and signed in that order',
    change: withBoard((given) => {
      given.approval.inOrder = true;
      addComments(given.issue, sign(sol, 'review', 12), sign(quinn, 'approval', 13));
    }),
    outcome: 'released',
    signers: ['sam', 'sol', 'quinn'],
  },
  {
    name: 'F31: in order, and the second signed first',
    change: withBoard((given) => {
      given.approval.inOrder = true;
      given.approval.beforeImplementation = false;
      addComments(given.issue, sign(quinn, 'approval', 12), sign(sol, 'review', 13));
    }),
    ...held,
    says: { approval: ['it was signed as quality before safety had signed in full', '/sign approval approval'] },
    refused: [['quinn', 'refused', 'the roles sign in that order']],
    signers: ['sam', 'sol'],
  },
  {
    name: 'F31: in order, and both in the same second',
    change: withBoard((given) => {
      given.approval.inOrder = true;
      addComments(given.issue, sign(sol, 'review', 12), sign(quinn, 'approval', 12));
    }),
    ...held,
    refused: [['quinn', 'refused', 'before safety had signed in full']],
  },
  {
    name: 'F31: in order, the second signed too early and then again',
    change: withBoard((given) => {
      given.approval.inOrder = true;
      addComments(given.issue, sign(quinn, 'approval', 12), sign(sol, 'review', 13), sign(quinn, 'approval', 14));
    }),
    outcome: 'released',
    refused: [['quinn', 'refused', 'before safety had signed in full']],
    signers: ['sam', 'sol', 'quinn'],
  },
  {
    name: 'F31: in order, and the first has not signed yet: the finding says who comes first',
    change: withBoard((given) => {
      given.approval.inOrder = true;
      given.approval.beforeImplementation = false;
      addComments(given.issue, sign(quinn, 'approval', 12));
    }),
    ...held,
    says: { approval: ['First safety must have signed in full. Comment /sign approval approval', '@sam or @sol'] },
  },
  {
    name: 'F31: in order, with a quorum of two at first: the second waits for both of them',
    change: withBoard(
      (given) => {
        given.approval.inOrder = true;
        addComments(given.issue, sign(sol, 'review', 12), sign(quinn, 'approval', 13), sign(sam, 'review', 14));
      },
      [
        { role: 'safety', quorum: 2, meaning: 'review' },
        { role: 'quality', quorum: 1, meaning: 'approval' },
      ],
    ),
    ...held,
    refused: [['quinn', 'refused', 'before safety had signed in full']],
  },
  {
    name: 'F31: in order, who signed first for the first role is kept for the second, which nobody else can fill',
    change: withBoard(
      (given) => {
        given.approval.inOrder = true;
        inBoth(given, quinn);
        addComments(given.issue, sign(quinn, 'approval', 11), sign(sol, 'approval', 12), sign(quinn, 'approval', 13));
      },
      [
        { role: 'safety', quorum: 1, meaning: 'approval' },
        { role: 'quality', quorum: 1, meaning: 'approval' },
      ],
    ),
    outcome: 'released',
  },

  {
    name: 'F17 F23: the analyst is not the approver: who signed for safety-impact may not approve',
    change: (given) => {
      given.approval.notSignersOf = ['safety-impact'];
      given.approval.beforeImplementation = false;
      given.facts.roles['quality'] = { known: true, value: [sam, quinn] };
      given.issue.comments = { known: true, value: [sign(sam, 'approval', 12)] };
    },
    ...held,
    says: { approval: ['@sam signed for safety-impact on this record', '\n@quinn (role quality)'] },
    refused: [['sam', 'refused', 'signed for safety-impact on this record, and may not sign here as well']],
    signers: ['sam'],
  },
  {
    name: 'F23: where the policy does not mind, the analyst may approve',
    change: (given) => {
      given.facts.roles['quality'] = { known: true, value: [sam, quinn] };
      given.issue.comments = { known: true, value: [sign(sam, 'approval', 12)] };
    },
    outcome: 'released',
  },
  {
    name: 'F23: another than the analyst approves',
    change: (given) => {
      given.approval.notSignersOf = ['safety-impact'];
    },
    outcome: 'released',
  },
  {
    name: 'F23: the analyst of a sign-off that was revoked may approve, once somebody else has signed the analysis',
    change: (given) => {
      given.approval.notSignersOf = ['safety-impact'];
      given.facts.roles['quality'] = { known: true, value: [sam, quinn] };
      valueOf(given.issue.labelEvents).push(toLabelEvent('safety-assessed', sol, '2026-11-02T11:30:00Z'));
      given.issue.comments = { known: true, value: [sign(sam, 'approval', 12)] };
    },
    outcome: 'released',
    signers: ['sol', 'sam'],
  },
  {
    name: 'F23: whether the approver signed the analysis is not known',
    change: (given) => {
      given.approval.notSignersOf = ['safety-impact'];
      given.facts.roles['quality'] = { known: true, value: [sol, quinn] };
      given.facts.roles['safety'] = notKnown;
      given.issue.comments = {
        known: true,
        value: [toComment('/sign safety-impact review', sol, '2026-11-02T10:30:00Z'), sign(sol, 'approval', 12)],
      };
    },
    outcome: 'held',
    statuses: { 'safety-impact': 'unknown', approval: 'unknown' },
    refused: [
      ['sol', 'undetermined', 'who holds the role safety is not known'],
      ['sam', 'undetermined', 'who holds the role safety is not known'],
      ['sol', 'undetermined', 'whether @sol signed for safety-impact as well is not known'],
    ],
  },
  {
    name: 'F23: nobody knows who signed the analysis, so it may have been the approver',
    change: (given) => {
      given.approval.notSignersOf = ['safety-impact'];
      addComments(given.issue, {
        ...toComment('/sign safety-impact review', sol, '2026-11-02T11:30:00Z'),
        author: notKnown,
      });
    },
    outcome: 'held',
    statuses: { approval: 'unknown' },
    says: { approval: ['whether @quinn signed for safety-impact as well is not known'] },
  },

  {
    name: 'F31: approved after the analysis was signed, where the policy asks for that',
    change: (given) => {
      given.approval.after = ['safety-impact'];
    },
    outcome: 'released',
  },
  {
    name: 'F31: approved before the analysis was signed',
    change: (given) => {
      given.approval.after = ['safety-impact'];
      given.issue.comments = {
        known: true,
        value: [toComment('/sign approval approval', quinn, '2026-11-02T10:30:00Z')],
      };
    },
    ...held,
    says: {
      approval: ['it was signed before safety-impact was signed in full, which it was at 2026-11-02 11:00:00 UTC'],
    },
    refused: [['quinn', 'refused', 'before safety-impact was signed in full']],
  },
  {
    name: 'F31: approved in the second in which the analysis was signed',
    change: (given) => {
      given.approval.after = ['safety-impact'];
      given.issue.comments = {
        known: true,
        value: [toComment('/sign approval approval', quinn, '2026-11-02T11:00:00Z')],
      };
    },
    ...held,
  },
  {
    name: 'F31: approved after one of two analysts, where both must sign first',
    change: (given) => {
      given.approval.after = ['safety-impact'];
      given.approval.beforeImplementation = false;
      given.safety.signOffs[0].quorum = 2;
      addComments(given.issue, toComment('/sign safety-impact review', sol, '2026-11-02T12:30:00Z'));
    },
    ...held,
    refused: [['quinn', 'refused', 'which it was at 2026-11-02 12:30:00 UTC']],
  },
  {
    name: 'F31: the analysis is not signed at all: the finding says what comes first',
    change: (given) => {
      given.approval.after = ['safety-impact'];
      given.approval.beforeImplementation = false;
      given.issue.labels = ['change-request'];
    },
    outcome: 'held',
    statuses: { 'safety-impact': 'failed', approval: 'failed' },
    says: { approval: ['First safety-impact must have signed in full. Comment /sign approval approval'] },
  },
  {
    name: 'F31: when the analysis was signed is not known',
    change: (given) => {
      given.approval.after = ['safety-impact'];
      given.facts.roles['safety'] = notKnown;
    },
    outcome: 'held',
    statuses: { 'safety-impact': 'unknown', approval: 'unknown' },
    says: { approval: ['when safety-impact was signed in full is not known'] },
  },
  {
    name: 'F31: a gate that waits for one which the policy switched off can never be fulfilled, and says so',
    change: (given) => {
      given.approval.after = ['safety-impact'];
      given.gates.safetyImpact = { required: false, reason: 'not here' };
    },
    outcome: 'held',
    statuses: { 'safety-impact': 'not-applicable', approval: 'failed' },
    refused: [['quinn', 'refused', 'before safety-impact was signed in full']],
  },
  {
    name: 'F31: the analysis may come after the approval, if the policy says so',
    change: (given) => {
      given.safety.after = ['approval'];
      given.issue.labels = ['change-request', 'safety-assessed'];
      valueOf(given.issue.labelEvents).push(toLabelEvent('safety-assessed', sol, '2026-11-02T14:00:00Z'));
    },
    outcome: 'released',
    signers: ['quinn', 'sol'],
  },
  {
    name: 'F31: of gates that wait for one another, which no policy without a problem has, nothing is said to be signed',
    change: (given) => {
      given.safety.after = ['approval'];
      given.approval.notSignersOf = ['safety-impact'];
      given.issue.labels = ['change-request', 'safety-assessed'];
      valueOf(given.issue.labelEvents).push(toLabelEvent('safety-assessed', sol, '2026-11-02T14:00:00Z'));
    },
    outcome: 'held',
    statuses: { 'safety-impact': 'unknown' },
    signers: ['quinn'],
  },
  {
    name: 'F31: who may have signed the analysis, in a role of which nobody knows who holds it, does not approve',
    change: ({ safety, approval, issue, facts }) => {
      safety.signOffs[0].role = 'board';
      approval.notSignersOf = ['safety-impact'];
      facts.roles['quality'] = { known: true, value: [sam, quinn] };
      issue.comments = {
        known: true,
        value: [
          toComment('/sign safety-impact review', sam, '2026-11-02T11:30:00Z'),
          toComment('/sign approval approval', sam, '2026-11-02T12:00:00Z'),
        ],
      };
    },
    outcome: 'held',
    statuses: { 'safety-impact': 'unknown', approval: 'unknown' },
    signers: [],
  },
  {
    name: 'F22: a second approver too many does no harm',
    change: ({ issue }) => {
      addComments(issue, toComment('/sign approval approval', quade, '2026-11-02T13:00:00Z'));
    },
    outcome: 'released',
    signers: ['sam', 'quinn', 'quade'],
  },
  {
    name: 'F31: a gate and a role come first, and neither has signed: the finding names both',
    change: withBoard((given) => {
      given.approval.after = ['safety-impact'];
      given.approval.inOrder = true;
      given.approval.beforeImplementation = false;
      given.issue.labels = ['change-request'];
    }),
    outcome: 'held',
    statuses: { 'safety-impact': 'failed', approval: 'failed' },
    says: { approval: ['First safety-impact and safety must have signed in full. Comment /sign approval approval'] },
  },
  {
    name: 'F31: of two gates that come first one has signed: the finding names the other alone',
    change: withBoard((given) => {
      given.approval.after = ['safety-impact'];
      given.approval.inOrder = true;
      given.approval.beforeImplementation = false;
    }),
    ...held,
    says: { approval: ['First safety must have signed in full. Comment /sign approval approval'] },
  },
  {
    name: 'F22: of many sign-offs that do not count the finding tells the last two',
    change: withBoard((given) => {
      given.approval.beforeImplementation = false;
      addComments(
        given.issue,
        sign(olaf, 'review', 12),
        sign(robot, 'review', 13),
        sign(rita, 'review', 14),
        toComment('/sign approval approval', quinn, '2026-11-02T15:00:00Z'),
      );
    }),
    ...held,
    says: {
      approval: [
        'with the meaning review. What @robot[bot] signed at 2026-11-02 13:00:00 UTC does not count',
        'What @rita signed at 2026-11-02 14:00:00 UTC does not count',
      ],
    },
  },
  {
    name: 'F22: of two roles that lack one has nobody left: the finding names those of the other',
    change: (given) => {
      given.safety.signOffs = [
        { role: 'safety', quorum: 1, meaning: 'review' },
        { role: 'quality', quorum: 1, meaning: 'review' },
      ];
      given.issue.labels = ['change-request'];
      given.facts.roles['safety'] = { known: true, value: [] };
    },
    outcome: 'held',
    statuses: { 'safety-impact': 'failed' },
  },
];
