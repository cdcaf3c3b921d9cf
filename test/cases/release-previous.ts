/** What a release is built on: the one before it, or nothing. */

import { notKnown, rewrite } from './case.ts';
import type { ReleaseCase } from './release-case.ts';
import { deviate } from './release-edits.ts';
import { before, merged, released, sha, toRangeCommit, toRangePull } from './release-parts.ts';

const held = { outcome: 'held', statuses: { range: 'failed' } } as const;

export const previousCases: readonly ReleaseCase[] = [
  {
    name: 'F38: the record does not say on what it is built',
    change: ({ record }) => rewrite(record, (body) => body.replace('v1.0.0', '_No response_')),
    outcome: 'held',
    statuses: { range: 'failed' },
    says: { range: ['Under Previous release acme/pump#50 names no tag, and not none.'] },
  },
  {
    name: 'F34: the previous release is not known',
    change: ({ facts }) => {
      facts.previous = notKnown;
    },
    outcome: 'held',
    statuses: { range: 'unknown' },
    says: { range: ['The previous release is not known'] },
  },
  {
    name: 'F38: there is no such previous release',
    change: ({ facts, range }) => {
      facts.previous = { known: true, value: { tag: 'v1.0.0', commitSha: null, noted: null } };
      range.base = null;
    },
    outcome: 'held',
    statuses: { range: 'failed' },
    says: { range: ['The previous release is v1.0.0, and there is no such tag.'] },
  },
  {
    name: 'F37: the tag of the previous release was moved',
    change: ({ facts, range }) => {
      const noted = { commitSha: sha('b9'), outcome: 'covered' as const, at: '2026-11-01T00:00:00Z' };
      facts.previous = { known: true, value: { tag: 'v1.0.0', commitSha: before, noted } };
      range.base = before;
    },
    ...held,
    says: { range: ['The tag v1.0.0 of the previous release was moved: it was on b9b9b9b'] },
  },
  {
    name: 'F37: the previous release is an open deviation',
    change: ({ facts }) => {
      const noted = { commitSha: before, outcome: 'deviation' as const, at: '2026-11-01T00:00:00Z' };
      facts.previous = { known: true, value: { tag: 'v1.0.0', commitSha: before, noted } };
    },
    ...held,
    says: { range: ['The previous release v1.0.0 came without a released verdict, and its deviation is open.'] },
  },
  {
    name: 'F37: a deviation on this record does not close that of the previous release',
    change: deviate(({ facts }) => {
      const noted = { commitSha: before, outcome: 'deviation' as const, at: '2026-11-01T00:00:00Z' };
      facts.previous = { known: true, value: { tag: 'v1.0.0', commitSha: before, noted } };
    }),
    ...held,
  },
  {
    name: 'F37: the deviation of the previous release was closed',
    change: ({ facts }) => {
      const noted = { commitSha: before, outcome: 'settled' as const, at: '2026-11-01T00:00:00Z' };
      facts.previous = { known: true, value: { tag: 'v1.0.0', commitSha: before, noted } };
    },
    outcome: 'released',
  },
  {
    name: 'F39: nothing is known of how the previous release came about',
    change: ({ facts }) => {
      facts.previous = { known: true, value: { tag: 'v1.0.0', commitSha: before, noted: null } };
    },
    ...held,
    says: { range: ['Nothing is known here of how the previous release v1.0.0 came about.', '/deviation REASON'] },
  },
  {
    name: 'F39: somebody answers for what was before',
    change: deviate(({ facts }) => {
      facts.previous = { known: true, value: { tag: 'v1.0.0', commitSha: before, noted: null } };
    }),
    outcome: 'released',
    deviations: [['quade', 'Seen and reviewed by hand in DHF-7.']],
  },
  {
    name: 'F39: the first release accounts for everything from the first commit on',
    change: ({ facts, range, record }) => {
      rewrite(record, (body) => body.replace('v1.0.0', 'None'));
      facts.previous = { known: true, value: null };
      range.base = null;
      range.commits.push(toRangeCommit(before, [], []));
    },
    ...held,
    says: { range: ['A commit came without a pull request: bbbbbbb'] },
  },
  {
    name: 'F39: the first release, all of it through pull requests',
    change: ({ facts, range, record }) => {
      rewrite(record, (body) => body.replace('v1.0.0', 'none'));
      facts.previous = { known: true, value: null };
      range.base = null;
      range.commits.push(toRangeCommit(before, [], [30]));
      range.pullRequests.push({ ...toRangePull(30, before, before), merge: { outcome: 'settled' } });
    },
    outcome: 'released',
    says: {
      range: ['From the first commit on 4 commits came, through 2 pull requests that were released. 1 came without'],
    },
  },
  {
    name: 'F38: the record says that it is the first, and a range since another release was read',
    change: ({ facts, record }) => {
      rewrite(record, (body) => body.replace('v1.0.0', 'none'));
      facts.previous = { known: true, value: null };
    },
    outcome: 'held',
    statuses: { range: 'unknown' },
    says: { range: ['the record was changed while it was being read'] },
  },
  {
    name: 'F38: another previous release was read than the record names',
    change: ({ record }) => rewrite(record, (body) => body.replace('v1.0.0', 'v0.9.0')),
    outcome: 'held',
    statuses: { range: 'unknown' },
  },
  {
    name: 'F38: a range up to another commit was read than the record names',
    change: ({ range }) => {
      range.head = merged;
      range.commits.shift();
    },
    outcome: 'held',
    statuses: { range: 'unknown' },
  },
  {
    name: 'F39: the previous release is no ancestor of this one',
    change: ({ range }) => {
      range.isDescendant = false;
    },
    ...held,
    says: { range: ['The previous release v1.0.0 is not among the ancestors of aaaaaaa'] },
  },
  {
    name: 'F34 F39: what is in it is built on something else, and the previous release is not known',
    change: ({ facts, range }) => {
      facts.previous = notKnown;
      range.isDescendant = false;
    },
    ...held,
    says: {
      range: ['The previous release is not known', 'The previous release is not among the ancestors of aaaaaaa'],
    },
  },
  {
    name: 'F39: the first release is built on something else',
    change: ({ facts, range, record }) => {
      rewrite(record, (body) => body.replace('v1.0.0', 'none'));
      facts.previous = { known: true, value: null };
      Object.assign(range, { base: null, isDescendant: false });
    },
    ...held,
    says: { range: ['The previous release is not among the ancestors of aaaaaaa'] },
  },
  {
    name: 'F39: a deviation does not make an ancestor of it',
    change: deviate(({ range }) => {
      range.isDescendant = false;
    }),
    ...held,
  },
  {
    name: 'F39: the same commit again: nothing is in it',
    change: ({ facts, range }) => {
      const noted = { commitSha: released, outcome: 'covered' as const, at: '2026-11-01T00:00:00Z' };
      facts.previous = { known: true, value: { tag: 'v1.0.0', commitSha: released, noted } };
      Object.assign(range, { base: released, commits: [], pullRequests: [], changeRequests: [] });
    },
    outcome: 'released',
    says: { changes: ['No change request is in it.'], range: ['Since v1.0.0 0 commits came'] },
  },
];
