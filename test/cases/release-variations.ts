/** Steps by which a release that may come becomes something else, at random. */

import * as fc from 'fast-check';
import type { Account } from '../../src/decision/facts.ts';
import { allReleaseCases } from './all-release-cases.ts';
import { type Mutable, notKnown, olaf, quade, quinn, rewrite } from './case.ts';
import { type ReleaseGiven, toReleaseGiven } from './release-case.ts';
import { remy, rosa, sha, toRangeCommit, toRangePull, toWord } from './release-parts.ts';

type ReleaseStep = { readonly words: string; readonly change: (given: ReleaseGiven) => void };

const step = <T>(
  name: string,
  values: fc.Arbitrary<T>,
  change: (given: ReleaseGiven, value: T) => void,
): fc.Arbitrary<ReleaseStep> =>
  values.map((value) => ({
    words: `${name} ${JSON.stringify(value)}`,
    change: (given) => change(given, structuredClone(value)),
  }));

const person = fc.constantFrom<Account>(remy, rosa, quinn, quade, olaf);
const time = fc.constantFrom(
  '2026-11-05T08:30:00Z',
  '2026-11-05T10:00:00Z',
  '2026-11-05T11:30:00Z',
  '2026-11-05T12:00:00Z',
  '2026-11-05T12:30:00Z',
  '2026-11-05T13:00:00Z',
);
const words = fc.constantFrom(
  '/sign release responsibility',
  '/sign release approval',
  '/sign release approval Fine',
  '/sign release review',
  '/revoke release',
  '/revoke deviation',
  '/deviation Seen and reviewed in DHF-7.',
  '/deviation',
  'LGTM',
);

const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];

const own: readonly fc.Arbitrary<ReleaseStep>[] = [
  step('comment', fc.tuple(words, person, time), ({ record }, [text, author, at]) => {
    if (record.comments.known) record.comments.value.push(toWord(text, author, at));
  }),
  step('edit', time, ({ record }, at) => {
    rewrite(record, (body) => body);
    record.body = record.body.replace('Letter 12', 'Letter 14');
    const body = { known: true as const, value: record.body };
    if (record.revisions.known) {
      record.revisions.value.push({ at, editor: { known: true, value: olaf }, body, source: 'history' });
    }
  }),
  step('withdrawn', fc.tuple(fc.nat({ max: 2 }), fc.boolean()), ({ facts }, [which, isWithdrawn]) => {
    const one = facts.records.known ? pick(facts.records.value, which) : undefined;
    if (one !== undefined) one.isWithdrawn = isWithdrawn;
  }),
  step('parents', fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })), ({ range }, [which, to]) => {
    const [commit, parent] = [pick(range.commits, which), range.commits[to]];
    if (commit === undefined || parent === undefined) return;
    // Only what comes later in the list may be a parent: history has no circles.
    if (range.commits.indexOf(parent) > range.commits.indexOf(commit)) commit.parents.push(parent.sha);
  }),
  step(
    'names',
    fc.tuple(fc.nat({ max: 5 }), fc.constantFrom<number[] | null>(null, [], [31], [32], [31, 32])),
    ({ range }, [which, to]) => {
      const commit = pick(range.commits, which);
      if (commit !== undefined) commit.pullRequests = to;
    },
  ),
  step(
    'commit',
    fc.tuple(fc.nat({ max: 5 }), fc.constantFrom('ab', 'cd'), person),
    ({ range }, [which, name, author]) => {
      const child = pick(range.commits, which);
      if (child === undefined || range.commits.some((one) => one.sha === sha(name))) return;
      range.commits.splice(range.commits.indexOf(child) + 1, 0, toRangeCommit(sha(name), child.parents, [32], author));
      child.parents = [sha(name)];
    },
  ),
  step(
    'pull request',
    fc.tuple(fc.constantFrom('ab', 'cd', 'f1'), fc.integer({ min: 1, max: 3 })),
    ({ range }, [name, commits]) => {
      const made: Mutable<ReturnType<typeof toRangePull>> = toRangePull(33, sha('d7'), sha(name), commits);
      if (range.pullRequests.every(({ number }) => number !== 33))
        range.pullRequests.push({ ...made, merge: { outcome: 'settled' } });
    },
  ),
  step('commits of it', fc.tuple(fc.nat({ max: 2 }), fc.integer({ min: 1, max: 3 })), ({ range }, [which, commits]) => {
    const one = pick(range.pullRequests, which);
    if (one !== undefined) one.commits = commits;
  }),
  step(
    'deviation of a commit',
    fc.tuple(fc.nat({ max: 5 }), fc.constantFrom('open' as const, 'settled' as const, null)),
    ({ range }, [which, to]) => {
      const commit = pick(range.commits, which);
      if (commit !== undefined) commit.deviation = to;
    },
  ),
  step(
    'not known',
    fc.constantFrom('range', 'page', 'tagged', 'openMatters', 'problemReports', 'previous'),
    ({ facts }, key) => {
      Object.assign(facts, { [key]: notKnown });
    },
  ),
  step(
    'asked',
    fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 2 }), fc.boolean()),
    ({ release }, [inOrder, quorum, ticks]) => {
      Object.assign(release.approval, { inOrder, ...(ticks ? {} : { checklist: null }) });
      const [, second] = release.approval.signOffs;
      if (second !== undefined) second.quorum = quorum;
    },
  ),
];

const named = fc.constantFrom(...allReleaseCases).map(
  ({ name, change }): ReleaseStep => ({
    words: name,
    change: (given) => {
      try {
        change?.(given);
      } catch {
        // It no longer finds what it changes.
      }
    },
  }),
);

/** Up to five, one upon the other. */
export const releaseSteps: fc.Arbitrary<readonly ReleaseStep[]> = fc.array(
  fc.oneof({ weight: 1, arbitrary: named }, { weight: 1, arbitrary: fc.oneof(...own) }),
  { maxLength: 5 },
);

/** A release with all of that; each commit and each pull request is there once, as GitHub has it. */
export const toVariedRelease = (taken: readonly ReleaseStep[]): ReleaseGiven =>
  toReleaseGiven((given) => {
    for (const { change } of taken) change(given);
    const { range } = given;
    range.commits = range.commits.filter(
      ({ sha: name }, index) => range.commits.findIndex((one) => one.sha === name) === index,
    );
    range.pullRequests = range.pullRequests.filter(
      ({ number }, index) => range.pullRequests.findIndex((one) => one.number === number) === index,
    );
  });
