/** The signatures on the record of a release. */

import { notKnown, olaf, quinn, rewrite, robot } from './case.ts';
import { type ReleaseCase, type ReleaseGiven } from './release-case.ts';
import { remy, rosa, toWord } from './release-parts.ts';

const words = ({ record }: ReleaseGiven): ReturnType<typeof toWord>[] =>
  record.comments.known ? record.comments.value : [];

export const releaseApprovalCases: readonly ReleaseCase[] = [
  {
    name: 'F25 F44: signed by the release manager and by quality',
    outcome: 'released',
    signers: ['remy', 'quinn'],
    says: { release: ['acme/pump#50 signed by @remy at', 'as release, meaning responsibility', 'by @quinn at'] },
  },
  {
    name: 'F44: nobody has signed',
    change: ({ record }) => {
      record.comments = { known: true, value: [] };
    },
    outcome: 'held',
    statuses: { release: 'failed' },
    says: { release: ['/sign release responsibility', '/sign release approval', '@quade', '@rosa'] },
  },
  {
    name: 'F44: quality has not signed',
    change: (given) => void words(given).pop(),
    outcome: 'held',
    statuses: { release: 'failed' },
    signers: ['remy'],
  },
  {
    name: 'F25: the other meaning is not what is asked for',
    change: (given) => {
      words(given).splice(1, 1, toWord('/sign release review', quinn, '2026-11-05T12:00:00Z'));
    },
    outcome: 'held',
    statuses: { release: 'failed' },
    signers: ['remy'],
    refused: [['quinn', 'refused', 'review']],
  },
  {
    name: 'F44: somebody in no role signs',
    change: (given) => {
      words(given).splice(1, 1, toWord('/sign release approval', olaf, '2026-11-05T12:00:00Z'));
    },
    outcome: 'held',
    statuses: { release: 'failed' },
    signers: ['remy'],
    refused: [['olaf', 'refused', 'does not hold the role']],
  },
  {
    name: 'F44: a bot signs',
    change: (given) => {
      if (given.facts.roles['quality']?.known === true) given.facts.roles['quality'].value.push(robot);
      words(given).splice(1, 1, toWord('/sign release approval', robot, '2026-11-05T12:00:00Z'));
    },
    outcome: 'held',
    statuses: { release: 'failed' },
    refused: [['robot[bot]', 'refused', 'is not a person']],
  },
  {
    name: 'F44: one person who holds both roles signs for one of them',
    change: (given) => {
      if (given.facts.roles['quality']?.known === true) given.facts.roles['quality'].value.push(remy);
      words(given).splice(1, 1, toWord('/sign release approval', remy, '2026-11-05T12:00:00Z'));
    },
    outcome: 'held',
    statuses: { release: 'failed' },
  },
  {
    name: 'F26 F27: the record was edited after it was signed',
    change: ({ record }) => {
      record.body = record.body.replace('Letter 12', 'Letter 13');
      if (record.revisions.known) {
        record.revisions.value.push({
          at: '2026-11-05T11:30:00Z',
          editor: { known: true, value: olaf },
          body: { known: true, value: record.body },
          source: 'history',
        });
      }
    },
    outcome: 'held',
    statuses: { release: 'failed' },
    signers: ['quinn'],
    refused: [['remy', 'lapsed', 'the record was edited by']],
  },
  {
    name: 'F28: a signature was taken back',
    change: (given) => void words(given).push(toWord('/revoke release', quinn, '2026-11-05T13:00:00Z')),
    outcome: 'held',
    statuses: { release: 'failed' },
    signers: ['remy'],
    refused: [['quinn', 'revoked', '']],
  },
  {
    name: 'F26: signed before the checklist was complete',
    change: (given) => {
      words(given).splice(0, 1, toWord('/sign release responsibility', remy, '2026-11-05T09:30:00Z'));
    },
    outcome: 'held',
    statuses: { release: 'failed' },
    signers: ['quinn'],
    refused: [['remy', 'refused', 'was not complete when it was signed']],
  },
  {
    name: 'F44: a box is not ticked',
    change: ({ record }) => rewrite(record, (body) => body.replace('[x] Residual anomalies', '[ ] Residual anomalies')),
    outcome: 'held',
    statuses: { release: 'failed' },
  },
  {
    name: 'F38: what was signed at a gate of pull requests is no release',
    change: (given) => {
      words(given).splice(1, 1, toWord('/sign approval approval', quinn, '2026-11-05T12:00:00Z'));
    },
    outcome: 'held',
    statuses: { release: 'failed' },
    refused: [['quinn', 'refused', 'is signed on a change request']],
  },
  {
    name: 'F21: the policy may ask that quality signs last, and quality signed first',
    change: (given) => {
      given.release.approval.inOrder = true;
      words(given).splice(0, 2, ...toReversedTimes());
    },
    outcome: 'held',
    statuses: { release: 'failed' },
  },
  {
    name: 'F44: the policy may say that the author of the record does not sign it',
    change: (given) => {
      given.release.approval.recordAuthorMaySign = false;
    },
    outcome: 'held',
    statuses: { release: 'failed' },
    refused: [['remy', 'refused', 'its author may not sign it']],
  },
  {
    name: 'F44: somebody else in the role signs then',
    change: (given) => {
      given.release.approval.recordAuthorMaySign = false;
      words(given).splice(0, 1, toWord('/sign release responsibility', rosa, '2026-11-05T11:00:00Z'));
    },
    outcome: 'released',
    signers: ['rosa', 'quinn'],
  },
  {
    name: 'F34: who holds a role is not known',
    change: ({ facts }) => {
      facts.roles['quality'] = notKnown;
    },
    outcome: 'held',
    statuses: { release: 'unknown' },
  },
  {
    name: 'F34: the comments of the record are not known',
    change: ({ record }) => {
      record.comments = notKnown;
    },
    outcome: 'held',
    statuses: { release: 'unknown' },
    says: { release: ['Whether a comment signs or revokes is not known'] },
  },
  {
    name: 'F27: when the record was last edited is not known',
    change: ({ record }) => {
      record.revisions = notKnown;
    },
    outcome: 'held',
    statuses: { release: 'unknown' },
  },
];

const toReversedTimes = () => [
  toWord('/sign release approval', quinn, '2026-11-05T11:00:00Z'),
  toWord('/sign release responsibility', remy, '2026-11-05T12:00:00Z'),
];
