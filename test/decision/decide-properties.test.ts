import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decide } from '../../src/decision/decide.ts';
import type { PullRequestFacts } from '../../src/decision/facts.ts';
import { toReading } from '../../src/decision/reading.ts';
import { gateIds } from '../../src/policy/policy.ts';
import { parseCommand } from '../../src/records/command.ts';
import { allCases } from '../cases/all-cases.ts';
import type { Given, Mutable } from '../cases/case.ts';
import { dana, nobody, toCommit, toGiven, toPolicies } from '../cases/case.ts';
import { toWhole } from '../cases/whole.ts';

const cases = new Map(allCases.map((each) => [each.name, each]));
const bases = [toGiven, toWhole];

/** One of the complete cases, and up to three variations of it, by name, one upon the other. */
const variations = fc.tuple(
  fc.nat({ max: bases.length - 1 }),
  fc.array(fc.constantFrom(...cases.keys()), { maxLength: 3 }),
);

/** A variation that no longer finds what it changes leaves the rest as it is. */
const toVaried = ([base, names]: readonly [number, readonly string[]]): Given =>
  (bases[base] ?? toGiven)((given) => {
    for (const name of names) {
      try {
        cases.get(name)?.change?.(given);
      } catch {}
    }
  });

/** The texts are few: each is parsed once. */
const reading = toReading();

const verdictOf = (given: Given) => decide(given.facts, toPolicies(given), reading);
const outcomeOf = (given: Given) => verdictOf(given).outcome;

/** The places of everything in the facts that may be unknown. */
const toFactPaths = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] => {
  if (typeof value !== 'object' || value === null) return [];
  const here = 'known' in value && value.known === true ? [path] : [];
  return [...here, ...Object.entries(value).flatMap(([key, part]) => toFactPaths(part, [...path, key]))];
};

/** The facts with what stands at the path made unknown; a path that leads nowhere any more changes nothing. */
const without = (facts: Mutable<PullRequestFacts>, path: readonly string[]): Mutable<PullRequestFacts> => {
  const copy = structuredClone(facts);
  let place: unknown = copy;
  for (const key of path.slice(0, -1)) place = at(place, key);
  if (at(place, path.at(-1) ?? '') !== undefined) {
    Object.assign(place as object, { [path.at(-1) ?? '']: { known: false, reason: 'nobody knows' } });
  }
  return copy;
};
const at = (place: unknown, key: string): unknown =>
  typeof place === 'object' && place !== null ? Reflect.get(place, key) : undefined;

/** Facts of the whole case that hold nothing, with the reason. */
const harmless: readonly (readonly [RegExp, string])[] = [
  [/revisions\.value\.0\.body$/, 'an older revision, before anything was ticked or signed'],
  [/revisions\.value\.0\.editor$/, 'who wrote the first text is told by the author of the record'],
  [/^remembered\.value\.0\.contributor\.account$/, 'a commit of now bears the same address, and its account is known'],
  [/labelEvents\.value\.0\./, 'the setting of the label by which the record is recognised is no sign-off'],
  [/comments\.value\.0\.author$/, 'a comment that is no command'],
  [/^enforcement$/, 'whether somebody minds the red changes nothing about it; it is said and kept'],
  [/^openMatters$/, 'what is open elsewhere is shown, and holds releases but no pull request'],
  [
    /^origins\.value\.0\.issue\.value\./,
    'of a problem report its text counts; who reported it, labelled it and wrote to it is not asked',
  ],
];

describe('decide', () => {
  test('F34: from a released change, each single fact that becomes unknown holds it', () => {
    const given = toWhole();
    expect(verdictOf(given)).toMatchObject({ outcome: 'released' });
    const paths = toFactPaths(given.facts).map((path) => path.join('.'));
    expect(paths.length).toBeGreaterThan(50);
    const released = paths.filter(
      (path) => outcomeOf({ ...given, facts: without(given.facts, path.split('.')) }) === 'released',
    );
    expect(released.filter((path) => !harmless.some(([pattern]) => pattern.test(path)))).toEqual([]);
    for (const [pattern] of harmless) expect(released.some((path) => pattern.test(path))).toBe(true);
  });

  test('F1: the whole case passes every gate that says anything', () => {
    const verdict = verdictOf(toWhole());
    if (verdict.outcome === 'not-governed' || verdict.cause !== 'gates') throw new Error('judged by no gate');
    expect(verdict.findings.map(({ gate, status }) => [gate, status])).toEqual(
      gateIds.filter((id) => id !== 'emergency').map((id) => [id, 'passed']),
    );
  });

  test('F34: making facts unknown never releases what was held', () => {
    fc.assert(
      fc.property(variations, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (names, picks) => {
        const given = toVaried(names);
        fc.pre(outcomeOf(given) === 'held');
        const paths = toFactPaths(given.facts);
        const chosen = picks.flatMap((pick) => [paths[pick % paths.length] ?? []]);
        const facts = chosen.reduce(without, given.facts);
        expect([outcomeOf({ ...given, facts }), chosen.join(' ')]).toEqual(['held', chosen.join(' ')]);
      }),
      { numRuns: 300 },
    );
  });

  test('F22 F30: taking away a sign-off, a label, a holder of a role or the only link never releases', () => {
    fc.assert(
      fc.property(variations, fc.nat(), (names, pick) => {
        const given = toVaried(names);
        fc.pre(outcomeOf(given) === 'held' && !hasVeto(given));
        const poorer = structuredClone({ facts: given.facts, policy: given.policy });
        const takeAway = toRemovals(poorer.facts, given.policy);
        fc.pre(takeAway.length > 0);
        takeAway[pick % takeAway.length]?.();
        expect(outcomeOf({ ...given, ...poorer })).toBe('held');
      }),
      { numRuns: 300 },
    );
  });

  test('F23: one more commit by somebody without an account is never released', () => {
    fc.assert(
      fc.property(variations, fc.nat(), fc.boolean(), (names, position, isCommitter) => {
        const given = toVaried(names);
        const facts = structuredClone(given.facts);
        fc.pre(facts.commits.known);
        if (!facts.commits.known) return;
        const commit = toCommit('f'.repeat(40), dana);
        const stranger = nobody('stranger@nowhere.example');
        const added = structuredClone(
          isCommitter ? { ...commit, committer: stranger } : { ...commit, authors: [stranger] },
        );
        facts.commits.value.splice(position % (facts.commits.value.length + 1), 0, added);
        expect(outcomeOf({ ...given, facts })).not.toBe('released');
      }),
      { numRuns: 100 },
    );
  });

  test('F26: the same facts give the same verdict, through JSON, in another order and at another time', () => {
    fc.assert(
      fc.property(variations, fc.infiniteStream(fc.nat()), fc.nat(), (names, random, time) => {
        const given = toVaried(names);
        const { facts } = given;
        // Two variations that add a commit make it one commit told in two ways, of which one is told first.
        const shas = facts.commits.known ? facts.commits.value.map(({ sha }) => sha) : [];
        fc.pre(new Set(shas).size === shas.length);
        const verdict = verdictOf(given);
        const again = (changed: PullRequestFacts) => decide(changed, toPolicies(given));
        expect(again(structuredClone(facts))).toEqual(verdict);
        expect(again(JSON.parse(JSON.stringify(facts)) as PullRequestFacts)).toEqual(verdict);
        expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
        expect(again({ ...facts, observedAt: new Date(time).toISOString() })).toEqual(verdict);
        expect(again(shuffled(facts, random))).toEqual(verdict);
      }),
      { numRuns: 150 },
    );
  });

  test('F35: deciding changes neither the facts nor the policy', () => {
    fc.assert(
      fc.property(variations, (names) => {
        const given = toVaried(names);
        const before = JSON.stringify(given);
        verdictOf(given);
        expect(JSON.stringify(given)).toBe(before);
      }),
      { numRuns: 50 },
    );
  });
});

/** Labels by which more is asked of a record: to take one off may release, and rightly. */
const demanding = ['dependency-batch', 'problem-report'];

/** Whether something holds by what somebody entitled did: without them, or without that, it may be released, and rightly. */
const hasVeto = ({ facts, policy, gates, safety, approval }: Given): boolean => {
  const reviews = facts.reviews.known && gates.review !== null ? facts.reviews.value : [];
  return (
    policy.emergency !== null ||
    [...safety.notSignersOf, ...approval.notSignersOf].length > 0 ||
    reviews.some(({ state }) => state === 'changes-requested')
  );
};

/** Every single thing that can be taken away, as a way to do so. */
const toRemovals = (facts: Mutable<PullRequestFacts>, policy: Given['policy']): readonly (() => void)[] => {
  const removals: (() => void)[] = [];
  const remove = <T>(list: T[], isMeant: (item: T) => boolean): void => {
    for (const item of list.filter(isMeant)) removals.push(() => list.splice(list.indexOf(item), 1));
  };
  for (const role of Object.values(facts.roles)) if (role.known) remove(role.value, () => true);
  if (!facts.links.known) return removals;
  const only = facts.links.value.length === 1;
  if (only) remove(facts.links.value, () => true);
  for (const { issue } of facts.links.value) {
    if (!issue.known) continue;
    const { labels, labelEvents, comments } = issue.value;
    // A second record that loses its mark is no change request any more: that may release, and rightly.
    const mark = policy.changeRequest.label?.toLowerCase();
    remove(labels, (label) => (only || label.toLowerCase() !== mark) && !demanding.includes(label.toLowerCase()));
    if (labelEvents.known) remove(labelEvents.value, ({ action }) => action === 'labeled');
    if (comments.known) remove(comments.value, ({ body }) => parseCommand(body).kind === 'sign');
  }
  return removals;
};

/** The same facts with everything in another order whose order says nothing. */
const shuffled = (facts: Mutable<PullRequestFacts>, random: Iterator<number>): Mutable<PullRequestFacts> => {
  const copy = structuredClone(facts);
  const shuffle = (list: unknown[]): void => {
    for (let i = list.length - 1; i > 0; i--) {
      const j = (random.next().value ?? 0) % (i + 1);
      [list[i], list[j]] = [list[j], list[i]];
    }
  };
  const { links, commits, pushes, files, checks, reviews, origins, remembered, witnessed, roles } = copy;
  for (const fact of [
    links,
    commits,
    pushes,
    files,
    checks,
    reviews,
    origins,
    remembered,
    witnessed,
    ...Object.values(roles),
  ]) {
    if (fact.known) shuffle(fact.value);
  }
  // Two readings of one issue in different orders would be two different readings.
  const [link, ...others] = copy.links.known ? copy.links.value : [];
  if (link?.issue.known && others.length === 0) shuffle(link.issue.value.labels);
  return copy;
};
