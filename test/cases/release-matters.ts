/** The change requests of what is in a release, and what is open in the repository. */

import { notKnown, quade } from './case.ts';
import { at, type ReleaseCase, type ReleaseGiven } from './release-case.ts';
import { addWord } from './release-edits.ts';
import { sha, toRangePull, toWord } from './release-parts.ts';

const first = ({ range }: ReleaseGiven) => at(range.changeRequests, 0);

export const changesCases: readonly ReleaseCase[] = [
  {
    name: 'F38: every change request is closed',
    outcome: 'released',
    says: { changes: ['Approved, verified and closed: acme/pump#7 and acme/pump#8.'] },
  },
  {
    name: 'F38: a change request is open',
    change: (given) => {
      first(given).state = { known: true, value: 'open' };
    },
    outcome: 'held',
    statuses: { changes: 'failed' },
    says: { changes: ['The change request acme/pump#7 is open, and #31', 'Close it once the change is verified'] },
  },
  {
    name: 'F38: a change request was closed as not planned, and carried out',
    change: (given) => {
      first(given).state = { known: true, value: 'not-planned' };
    },
    outcome: 'held',
    statuses: { changes: 'failed' },
    says: { changes: ['was closed as not planned'] },
  },
  {
    name: 'F34 F38: a change request cannot be read',
    change: (given) => {
      first(given).state = notKnown;
    },
    outcome: 'held',
    statuses: { changes: 'unknown' },
    says: { changes: ['acme/pump#7 of #31', 'cannot be read: GitHub answered 502'] },
  },
  {
    name: 'F34 F38: how a change request stands was not asked',
    change: ({ range }) => void range.changeRequests.pop(),
    outcome: 'held',
    statuses: { changes: 'unknown' },
    says: { changes: ['The change request acme/pump#8 of #32', 'cannot be read'] },
  },
  {
    name: 'F38: one of a pull request that is not in it is not looked at',
    change: ({ range }) => {
      range.pullRequests.push(toRangePull(33, sha('d3'), sha('d4')));
      const ref = { owner: 'acme', name: 'pump', number: 9 };
      range.changeRequests.push({ ref, pullRequests: [33], state: { known: true, value: 'open' } });
    },
    outcome: 'released',
  },
  {
    name: 'F38: one of two pull requests, of which one is in it, is looked at',
    change: (given) => {
      first(given).pullRequests.push(99);
      first(given).state = { known: true, value: 'open' };
    },
    outcome: 'held',
    statuses: { changes: 'failed' },
  },
  {
    name: 'F38: two pull requests carried out one change request',
    change: ({ range }) => {
      const state = { known: true as const, value: 'open' as const };
      range.changeRequests = [
        { ...at(range.changeRequests, 0), pullRequests: [31, 32], state },
        at(range.changeRequests, 1),
      ];
    },
    outcome: 'held',
    statuses: { changes: 'failed' },
    says: { changes: ['#31', ' and #32'] },
  },
];

const matter = (kind: 'owed' | 'deviation', dueAt: string | null) => ({
  kind,
  what: 'direct push of ccccccc to main',
  url: 'https://github.com/acme/pump/issues/60',
  since: '2026-11-04T09:00:00Z',
  dueAt,
});

export const openMatterCases: readonly ReleaseCase[] = [
  {
    name: 'F37: nothing is open',
    outcome: 'released',
    says: { 'open-matters': ['No deviation is open, and nothing is owed.'] },
  },
  {
    name: 'F37: a deviation is open in the repository',
    change: ({ facts }) => {
      facts.openMatters = { known: true, value: [matter('deviation', null)] };
    },
    outcome: 'held',
    statuses: { 'open-matters': 'failed' },
    says: { 'open-matters': ['Open since 2026-11-04 09:00:00 UTC: direct push of ccccccc to main.', '/issues/60'] },
  },
  {
    name: 'F37 (peers: a bypass is forgotten by the next release): a deviation on the record does not close it',
    change: (given) => {
      given.facts.openMatters = { known: true, value: [matter('deviation', null)] };
      addWord(given, toWord('/deviation Seen.', quade, '2026-11-05T13:00:00Z'));
    },
    outcome: 'held',
    statuses: { 'open-matters': 'failed' },
  },
  {
    name: 'F37: something is owed, and not due yet',
    change: ({ facts }) => {
      facts.openMatters = { known: true, value: [{ ...matter('owed', '2026-11-30T09:00:00Z'), url: null }] };
    },
    outcome: 'held',
    statuses: { 'open-matters': 'failed' },
    says: { 'open-matters': ['Owed since', 'due 2026-11-30 09:00:00 UTC', 'It closes by itself'] },
  },
  {
    name: 'F34: what is open is not known',
    change: ({ facts }) => {
      facts.openMatters = notKnown;
    },
    outcome: 'held',
    statuses: { 'open-matters': 'unknown' },
    says: { 'open-matters': ['What is open in this repository is not known'] },
  },
];
