import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { accountFor, type RangeAccount } from '../../../src/decision/release/account.ts';
import type { RangeCommit, RangePullRequest } from '../../../src/decision/release/release-facts.ts';
import { toRangeCommit, toRangePull } from '../../cases/release-parts.ts';

type Range = {
  readonly head: string;
  readonly commits: readonly RangeCommit[];
  readonly pullRequests: readonly RangePullRequest[];
};

const kinds = ['squash', 'rebase', 'merge', 'push', 'merge by hand', 'octopus', 'own commit, then squash'] as const;

/** One thing that happens to the main line: how, with how many commits, from how far back. */
const event = fc.record({
  how: fc.constantFrom(...kinds),
  commits: fc.integer({ min: 1, max: 4 }),
  /** How many of them a rebase leaves out. */
  dropped: fc.nat({ max: 2 }),
  /** So many places behind the newest the branch begins. */
  back: fc.nat({ max: 3 }),
  /** Whether the main line was merged into the branch at its end. */
  isUpdated: fc.boolean(),
});
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

const toSha = (number: number): string => number.toString(16).padStart(40, '0');

/** Plays the events; every commit names the pull requests that GitHub would. */
const play = (events: readonly Event[]): Range => {
  const commits: RangeCommit[] = [];
  const pullRequests: RangePullRequest[] = [];
  const main: string[] = [toSha(0)];
  const make = (parents: readonly string[], names: readonly number[]): string => {
    const sha = toSha(commits.length + 1);
    commits.push(toRangeCommit(sha, parents, names));
    return sha;
  };
  const tip = (): string => main.at(-1) ?? '';
  for (const [index, { how, commits: size, dropped, back, isUpdated }] of events.entries()) {
    const number = index + 1;
    const isPull = how !== 'push' && how !== 'merge by hand' && how !== 'octopus';
    const names = isPull ? [number] : [];
    const branch = (from: string): string => {
      let end = from;
      for (let count = 0; count < size; count += 1) end = make([end], names);
      return isUpdated && end !== tip() ? make([end, tip()], names) : end;
    };
    const start = main[Math.max(0, main.length - 1 - back)] ?? '';
    const land = (headSha: string, merge: string, count: number): void => {
      pullRequests.push(toRangePull(number, headSha, merge, count));
      main.push(merge);
    };
    if (how === 'push') main.push(make([tip()], names));
    else if (how === 'squash') land(`f${toSha(number).slice(1)}`, make([tip()], names), size);
    else if (how === 'rebase') {
      for (let count = dropped + 1; count < size; count += 1) main.push(make([tip()], names));
      land(`f${toSha(number).slice(1)}`, make([tip()], names), size);
    } else if (how === 'own commit, then squash') {
      const own = make([tip()], names);
      main.push(own);
      land(`f${toSha(number).slice(1)}`, make([own], names), size + 1);
    } else if (how === 'octopus') {
      const [one, other] = [branch(start), branch(start)];
      main.push(make([tip(), one, other], names));
    } else {
      const end = branch(start);
      const merge = make([tip(), end], names);
      if (how === 'merge') land(end, merge, size);
      else main.push(merge);
    }
  }
  return { head: tip(), commits: commits.toReversed(), pullRequests };
};

const plausible: fc.Arbitrary<Range> = fc.array(event, { maxLength: 12 }).map(play);

/** Anything at all: any parents before them, any names, any pull requests. */
const wild: fc.Arbitrary<Range> = fc
  .integer({ min: 1, max: 12 })
  .chain((size) =>
    fc.record({
      shapes: fc.array(
        fc.record({
          parents: fc.uniqueArray(fc.nat({ max: 11 }), { maxLength: 3 }),
          names: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }), { freq: 5 }),
        }),
        { minLength: size, maxLength: size },
      ),
      pulls: fc.uniqueArray(
        fc.record({
          number: fc.integer({ min: 1, max: 4 }),
          head: fc.nat({ max: 12 }),
          merge: fc.option(fc.nat({ max: 12 }), { freq: 9 }),
          commits: fc.integer({ min: 1, max: 3 }),
        }),
        { maxLength: 4, selector: ({ number }) => number },
      ),
      head: fc.nat({ max: 13 }),
    }),
  )
  .map(({ shapes, pulls, head }) => ({
    head: toSha(head),
    commits: shapes.map(({ parents, names }, index) =>
      toRangeCommit(toSha(index + 1), parents.filter((one) => one <= index).map(toSha), names),
    ),
    pullRequests: pulls.map(({ number, head: tip, merge, commits }) =>
      toRangePull(number, toSha(tip), merge === null ? null : toSha(merge), commits),
    ),
  }));

/** How often each commit is accounted for; what several pull requests brought is brought once. */
const expectOnce = ({ commits }: Range, account: RangeAccount): void => {
  const brought = new Set([...account.commitsOf.values()].flat().map(({ sha }) => sha));
  const places = [...brought, ...account.strays.map(({ sha }) => sha), ...account.unasked, ...account.waiting];
  expect(places.toSorted()).toEqual(commits.map(({ sha }) => sha).toSorted());
};

/** As GitHub is asked: of nothing at first, then of whatever is not known, until nothing is. */
const ask = (range: Range): Range => {
  let commits = range.commits.map((commit): RangeCommit => ({ ...commit, pullRequests: null }));
  for (let round = 0; round <= commits.length; round += 1) {
    const known = { ...range, commits };
    const open = new Set(accountFor(known).unasked);
    if (open.size === 0) return known;
    commits = commits.map((commit, index) =>
      open.has(commit.sha) ? { ...commit, pullRequests: range.commits[index]?.pullRequests ?? [] } : commit,
    );
  }
  throw new Error('It never comes to an end.');
};

const strays = (range: Range): readonly string[] =>
  accountFor(range)
    .strays.map(({ sha }) => sha)
    .toSorted();

test('F39: every commit of a range is accounted for exactly once', () => {
  fc.assert(
    fc.property(fc.oneof(plausible, wild), (range) => {
      expectOnce(range, accountFor(range));
    }),
    { numRuns: 5000 },
  );
});

test('F39: asked step by step, as few commits as there need be, the account comes out the same', () => {
  fc.assert(
    fc.property(plausible, (range) => {
      const asked = ask(range);
      expectOnce(asked, accountFor(asked));
      expect(strays(asked)).toEqual(strays(range));
      expect(accountFor(asked).brought.map(({ number }) => number)).toEqual(
        accountFor(range).brought.map(({ number }) => number),
      );
    }),
    { numRuns: 2000 },
  );
});

test('F39: asking comes to an end, whatever GitHub says', () => {
  fc.assert(
    fc.property(wild, (range) => {
      const asked = ask(range);
      expectOnce(asked, accountFor(asked));
    }),
    { numRuns: 2000 },
  );
});

test('F39: without one of the pull requests there are never fewer strays', () => {
  fc.assert(
    fc.property(plausible, fc.nat(), (range, pick) => {
      fc.pre(range.pullRequests.length > 0);
      const left = range.pullRequests.filter((_, index) => index !== pick % range.pullRequests.length);
      const [before, after] = [strays(range), strays({ ...range, pullRequests: left })];
      expect(after).toEqual(expect.arrayContaining([...before]));
    }),
    { numRuns: 5000 },
  );
});

test('F39: no pull request brings more commits of the line than it has', () => {
  fc.assert(
    fc.property(wild, (range) => {
      const { brought, commitsOf } = accountFor(range);
      for (const { number, commits, headSha, mergeCommitSha } of brought) {
        const merge = range.commits.find(({ sha }) => sha === mergeCommitSha);
        const isMerge = merge?.parents.length === 2 && merge.parents[1] === headSha;
        if (!isMerge) expect(commitsOf.get(number)?.length).toBeLessThanOrEqual(commits);
      }
    }),
    { numRuns: 5000 },
  );
});

test('F39: what was pushed or merged by hand is a stray, whatever stands around it', () => {
  fc.assert(
    fc.property(plausible, (range) => {
      const found = new Set(strays(range));
      const merges = new Set(range.pullRequests.map(({ mergeCommitSha }) => mergeCommitSha));
      const { commitsOf } = accountFor(range);
      const hidden = new Set([...commitsOf.values()].flat().map(({ sha }) => sha));
      for (const { sha, parents, pullRequests } of range.commits) {
        const isByHand = parents.length > 1 ? !merges.has(sha) : pullRequests?.length === 0;
        if (isByHand && !hidden.has(sha)) expect(found).toContain(sha);
      }
      // What no merge of a pull request leads to is hidden behind none.
      if (merges.size === 0) expect(found.size).toBe(range.commits.length);
    }),
    { numRuns: 2000 },
  );
});
