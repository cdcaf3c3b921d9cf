import type { Case, Given } from './case.ts';
import { notKnown, olaf, quade, quinn, rita, robot, sam, toComment, valueOf } from './case.ts';

const later = '2026-11-02T13:00:00Z';

/** Puts other comments in the place of the approval. */
const withComments =
  (...comments: readonly ReturnType<typeof toComment>[]) =>
  ({ issue }: Given): void => {
    issue.comments = { known: true, value: structuredClone([...comments]) };
  };

const held = { outcome: 'held', statuses: { approval: 'failed' } } as const;

export const commentCases: readonly Case[] = [
  {
    name: 'F22: nobody approved; the finding says who may, how, and that it had to come before the work',
    change: withComments(),
    ...held,
    says: {
      approval: [
        'acme/pump#7 has 0 of the 1 sign-offs',
        'role quality',
        'meaning approval',
        '@quade or @quinn (role quality)',
        'implementation has begun',
      ],
    },
    signers: ['sam'],
  },
  {
    name: 'F22: nobody approved, and the policy lets approval come later: the finding gives the command',
    change: (given) => {
      given.approval.beforeImplementation = false;
      withComments()(given);
    },
    ...held,
    says: { approval: ['/sign approval approval', 'on a line of its own', '@quade or @quinn (role quality)'] },
  },
  ...[
    'LGTM',
    '👍',
    'I would /sign approval approval if I could',
    '> /sign approval approval',
    '`/sign approval approval`',
  ].map(
    (text): Case => ({
      name: `F25 (peers: an approval is a substring): ${JSON.stringify(text)} is no sign-off`,
      change: withComments(toComment(text, quinn, later)),
      ...held,
      signers: ['sam'],
    }),
  ),
  {
    name: 'F26 (peers: an edited comment keeps counting): the comment was edited',
    change: withComments(toComment('/sign approval approval', quinn, '2026-11-02T12:00:00Z', later)),
    ...held,
    says: { approval: ['the comment was edited at 2026-11-02 13:00:00 UTC'] },
    refused: [['quinn', 'refused', 'the comment was edited']],
  },
  {
    name: 'F25: a sign-off with another meaning',
    change: withComments(toComment('/sign approval review', quinn, later)),
    ...held,
    says: { approval: ['it means review, and the gate asks for approval'] },
    refused: [['quinn', 'refused', 'it means review']],
  },
  {
    name: 'F25: a sign-off for another gate does not count here',
    change: withComments(toComment('/sign safety-impact review', quinn, later)),
    ...held,
    refused: [['quinn', 'refused', 'does not hold the role safety']],
  },
  {
    name: 'F25: a command that names no gate is kept and shown',
    change: ({ issue }) => {
      valueOf(issue.comments).push(toComment('/sign aproval approval', quade, later));
    },
    outcome: 'released',
    refused: [['quade', 'refused', 'aproval']],
  },
  {
    name: 'F25: a command for a gate that takes no signatures',
    change: ({ issue }) => {
      valueOf(issue.comments).push(toComment('/sign linked-change approval', quade, later));
    },
    outcome: 'released',
    refused: [['quade', 'refused', 'linked-change']],
  },
  {
    name: 'F22: somebody outside the role signed',
    change: withComments(toComment('/sign approval approval', olaf, later)),
    ...held,
    says: { approval: ['What @olaf signed', '@olaf does not hold the role quality', '@quade or @quinn'] },
    refused: [['olaf', 'refused', 'does not hold the role quality']],
  },
  {
    name: 'F22: another person with the same login is another person',
    change: withComments(toComment('/sign approval approval', { ...quinn, id: 9021 }, later)),
    ...held,
    refused: [['quinn', 'refused', 'does not hold the role']],
  },
  {
    name: 'F22: a person who changed login since is the same person',
    change: withComments(toComment('/sign approval approval', { ...quinn, login: 'quinn-was' }, later)),
    outcome: 'released',
  },
  {
    name: 'F23: a bot in the role signed',
    change: (given) => {
      given.facts.roles.quality = { known: true, value: [quinn, robot] };
      withComments(toComment('/sign approval approval', robot, later))(given);
    },
    ...held,
    says: { approval: ['have the change request signed by @quinn (role quality)'] },
    refused: [['robot[bot]', 'refused', 'is not a person']],
  },
  {
    name: 'F23: the record’s author may not approve it',
    change: (given) => {
      given.facts.roles.quality = { known: true, value: [quinn, rita] };
      withComments(toComment('/sign approval approval', rita, later))(given);
    },
    ...held,
    says: { approval: ['@rita wrote the record', '@quinn (role quality)'] },
    refused: [['rita', 'refused', 'wrote the record']],
  },
  {
    name: 'F23: the record’s author may sign where the policy says so',
    change: (given) => {
      given.facts.roles.quality = { known: true, value: [quinn, rita] };
      given.approval.recordAuthorMaySign = true;
      withComments(toComment('/sign approval approval', rita, later))(given);
    },
    outcome: 'released',
  },
  {
    name: 'F23: who wrote the record is not known, so nobody can be told from its author',
    change: ({ issue }) => {
      issue.author = notKnown;
    },
    outcome: 'held',
    statuses: { approval: 'unknown' },
    says: { approval: ['Who wrote it, and so may not sign it is not known'] },
    signers: ['sam'],
  },
  {
    name: 'F22: GitHub does not name who signed',
    change: withComments({ ...toComment('/sign approval approval', quinn, later), author: notKnown }),
    ...held,
    says: { approval: ['somebody whom GitHub does not name'] },
  },
  {
    name: 'F22: the comments were cut off',
    change: ({ issue }) => {
      issue.comments = notKnown;
    },
    outcome: 'held',
    statuses: { 'safety-impact': 'unknown', approval: 'unknown' },
    says: { approval: ['Whether a comment signs or revokes is not known: GitHub answered 502'] },
  },
  {
    name: 'F28: the signer revoked',
    change: ({ issue }) => {
      valueOf(issue.comments).push(toComment('/revoke approval', quinn, later));
    },
    ...held,
    refused: [['quinn', 'revoked', 'it was revoked by the signer at 2026-11-02 13:00:00 UTC']],
  },
  ...[
    '/revoke approval I found a hazard',
    '/revoke approval\n\nI found a hazard.',
    '/Revoke approval',
    '/revoke approval\n/revoke safety-impact',
    '/revoke aproval',
    '/revoke',
  ].map(
    (text): Case => ({
      name: `F28: taking back is never refused for its form: ${JSON.stringify(text)}`,
      change: ({ issue }) => {
        valueOf(issue.comments).push(toComment(text, quinn, later));
      },
      ...held,
      says: { approval: ['it was revoked by the signer at 2026-11-02 13:00:00 UTC'] },
      signers: ['sam'],
      refused: [
        ['quinn', 'revoked', 'revoked by the signer'],
        ['quinn', 'refused', 'is revoked all the same.'],
      ],
    }),
  ),
  {
    name: 'F28: a sentence about revoking revokes nothing',
    change: ({ issue }) => {
      valueOf(issue.comments).push(toComment('/revoke is there if you need it', quinn, later));
    },
    outcome: 'released',
  },
  {
    name: 'F28: an edited revocation still revokes',
    change: ({ issue }) => {
      valueOf(issue.comments).push(toComment('/revoke approval', quinn, later, '2026-11-02T14:00:00Z'));
    },
    ...held,
    refused: [['quinn', 'revoked', '2026-11-02 14:00:00 UTC']],
  },
  {
    name: 'F28: revoked in the second of signing counts as revoked',
    change: ({ issue }) => {
      valueOf(issue.comments).push(toComment('/revoke approval', quinn, '2026-11-02T12:00:00Z'));
    },
    ...held,
  },
  {
    name: 'F28: revoked and signed again',
    change: ({ issue }) => {
      valueOf(issue.comments).push(
        toComment('/revoke approval', quinn, later),
        toComment('/sign approval approval', quinn, '2026-11-02T14:00:00Z'),
      );
    },
    outcome: 'released',
    refused: [['quinn', 'revoked', 'revoked by the signer']],
  },
  {
    name: 'F28: nobody revokes for somebody else',
    change: ({ issue }) => {
      valueOf(issue.comments).push(toComment('/revoke approval', quade, later));
    },
    outcome: 'released',
  },
  {
    name: 'F28: revoking one gate leaves the other',
    change: ({ issue }) => {
      valueOf(issue.comments).push(toComment('/revoke safety-impact', quinn, later));
    },
    outcome: 'released',
  },
  {
    name: 'F28: a revocation by nobody knows whom casts a doubt on what was signed before it',
    change: ({ issue }) => {
      valueOf(issue.comments).push({ ...toComment('/revoke approval', quinn, later), author: notKnown });
    },
    outcome: 'held',
    statuses: { approval: 'unknown' },
    says: { approval: ['may have been revoked at 2026-11-02 13:00:00 UTC by an unknown account'] },
  },
  {
    name: 'F22: a quorum of two needs two people',
    change: ({ approval, issue }) => {
      approval.signOffs[0].quorum = 2;
      valueOf(issue.comments).push(toComment('/sign approval approval', quinn, later));
    },
    ...held,
    says: { approval: ['has 1 of the 2 sign-offs'] },
  },
  {
    name: 'F22: a quorum of two is met by two people',
    change: ({ approval, issue }) => {
      approval.signOffs[0].quorum = 2;
      valueOf(issue.comments).push(toComment('/sign approval approval', quade, later));
    },
    outcome: 'released',
    signers: ['sam', 'quinn', 'quade'],
  },
  {
    name: 'F22: a quorum of none asks for one all the same',
    change: (given) => {
      given.approval.signOffs[0].quorum = 0;
      withComments()(given);
    },
    ...held,
  },
  {
    name: 'F22: a role that nobody holds',
    change: ({ facts }) => {
      facts.roles.quality = { known: true, value: [] };
    },
    ...held,
    says: { approval: ['Nobody holds the role quality', 'roles: quality'] },
  },
  {
    name: 'F22: a role that only a bot holds',
    change: ({ facts }) => {
      facts.roles.quality = { known: true, value: [robot] };
    },
    ...held,
    says: { approval: ['Nobody holds the role quality'] },
  },
  {
    name: 'F22: who holds the role is not known',
    change: ({ facts }) => {
      facts.roles.quality = notKnown;
    },
    outcome: 'held',
    statuses: { approval: 'unknown' },
    says: { approval: ['Who holds the role quality is not known: GitHub answered 502'] },
    refused: [['quinn', 'undetermined', 'who holds the role quality is not known']],
  },
  {
    name: 'F22: the role was never read',
    change: ({ facts }) => {
      facts.roles = { safety: { known: true, value: [sam] } };
    },
    outcome: 'held',
    statuses: { approval: 'unknown' },
  },
  ...['constructor', '__proto__'].map(
    (role): Case => ({
      name: `F22: a role by the name of something that every object has was not read: ${role}`,
      change: ({ approval }) => {
        approval.signOffs[0].role = role;
      },
      outcome: 'held',
      statuses: { approval: 'unknown' },
      says: { approval: ['is not known: the role was not read'] },
    }),
  ),
  {
    name: 'F22: more than ten people may sign: ten are named',
    change: (given) => {
      given.approval.beforeImplementation = false;
      given.facts.roles.quality = {
        known: true,
        value: Array.from({ length: 13 }, (_, i) => ({
          ...quinn,
          id: 600 + i,
          login: `q${String(i).padStart(2, '0')}`,
        })),
      };
      withComments()(given);
    },
    ...held,
    says: { approval: ['@q00', '@q09 and 3 more'] },
  },
];
