/** What is in a release: everything since the previous one, and how it came there. */

import { nobody, notKnown } from './case.ts';
import { at, type ReleaseCase } from './release-case.ts';
import { addStray, deviate, merge, stray } from './release-edits.ts';
import { before, merged, sha, toRangeCommit } from './release-parts.ts';

const held = { outcome: 'held', statuses: { range: 'failed' } } as const;
const open = { outcome: 'deviation' } as const;

export const rangeCases: readonly ReleaseCase[] = [
  {
    name: 'F39: every commit came through a released pull request',
    outcome: 'released',
    says: { range: ['Since v1.0.0 3 commits came, through 2 pull requests that were released.'] },
    deviations: [],
  },
  {
    name: 'F39: a commit came without a pull request',
    change: addStray,
    ...held,
    says: {
      range: [
        'A commit came without a pull request: eeeeeee',
        'Change eeee by @dana',
        'Somebody who holds the role quality and had no part in it',
        '/deviation REASON',
      ],
    },
    deviations: [],
  },
  {
    name: 'F39: two commits came without a pull request, one by nobody knows whom',
    change: (given) => {
      addStray(given);
      const second = toRangeCommit(sha('ed'), [merged], []);
      second.author = nobody('x@nowhere.example');
      at(given.range.commits, 3).parents = [second.sha];
      given.range.commits.push(second);
    },
    ...held,
    says: { range: ['2 commits came without a pull request', 'by somebody'] },
  },
  {
    name: 'F39: the merge had no verdict',
    change: (given) => merge(given, null),
    ...held,
    says: { range: ['#32', 'is in it, and no verdict was given before the merge.'] },
  },
  {
    name: 'F37 F39: merged without a released verdict',
    change: (given) => merge(given, open),
    ...held,
    says: { range: ['merged without a released verdict, which is an open deviation'] },
  },
  {
    name: 'F37 F39: that deviation was closed',
    change: (given) => merge(given, { outcome: 'settled' }),
    outcome: 'released',
  },
  {
    name: 'F39: no policy governed the merge',
    change: (given) => merge(given, { outcome: 'not-governed' }),
    ...held,
    says: { range: ['no policy governed the merge'] },
  },
  {
    name: 'F37 F39: what no policy governed is let through by a deviation',
    change: deviate((given) => merge(given, { outcome: 'not-governed' })),
    outcome: 'released',
    deviations: [['quade', 'Seen and reviewed by hand in DHF-7.']],
  },
  {
    name: 'F27 F39: merged with another head than the one that was released',
    change: ({ range }) => {
      at(range.pullRequests, 1).headSha = sha('d2');
    },
    ...held,
    says: { range: ['merged with another head than the one that was released'] },
  },
  {
    name: 'F39: several pull requests lack the same',
    change: ({ range }) => {
      for (const one of range.pullRequests) one.merge = null;
    },
    ...held,
    says: { range: ['are in it, and no verdict was given before the merge'] },
  },
  {
    name: 'F34 F39: nobody was asked who brought a commit',
    change: ({ range }) => {
      at(range.commits, 0).pullRequests = null;
    },
    outcome: 'held',
    statuses: { range: 'unknown' },
    says: { range: ['Through which pull requests aaaaaaa', 'came is not known: nobody was asked'] },
  },
  {
    name: 'F34 F39: a deviation does not let through what is not known',
    change: deviate(({ range }) => {
      at(range.commits, 0).pullRequests = null;
    }),
    outcome: 'held',
    statuses: { range: 'unknown' },
  },
  {
    name: 'F39: a commit that no other leads to came by nobody’s pull request',
    change: ({ range }) => {
      range.commits.push(toRangeCommit(stray, [before], []));
    },
    ...held,
    says: { range: ['A commit came without a pull request: eeeeeee'] },
  },
  {
    name: 'F34: what is in it is not known',
    change: ({ facts }) => {
      facts.range = notKnown;
    },
    outcome: 'held',
    statuses: { range: 'unknown', changes: 'unknown', artifacts: 'unknown' },
    says: { range: ['What is in this release is not known: GitHub answered 502'] },
  },
  {
    name: 'F34: a range without a single commit',
    change: ({ range }) => {
      Object.assign(range, { commits: [], pullRequests: [], changeRequests: [] });
    },
    outcome: 'held',
    statuses: { range: 'unknown' },
  },
];
