import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decide } from '../../src/decision/decide.ts';
import type { PullRequestFacts } from '../../src/decision/facts.ts';
import { parseCommand } from '../../src/records/command.ts';
import { allCases } from '../cases/all-cases.ts';
import type { Given, Mutable } from '../cases/case.ts';
import { dana, nobody, toCommit, toGiven } from '../cases/case.ts';

const cases = new Map(allCases.map((each) => [each.name, each]));

/** Up to three variations of the complete case, by name, one upon the other. */
const variations = fc.array(fc.constantFrom(...cases.keys()), { maxLength: 3 });

/** A variation that no longer finds what it changes leaves the rest as it is. */
const toVaried = (names: readonly string[]): Given =>
  toGiven((given) => {
    for (const name of names) {
      try {
        cases.get(name)?.change?.(given);
      } catch {}
    }
  });

const outcomeOf = ({ facts, policy }: Given) =>
  decide(facts, { own: { ok: true, policy }, baseline: 'absent' }).outcome;

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

/** Facts of the complete case that hold nothing, with the reason. */
const harmless: readonly (readonly [RegExp, string])[] = [
  [/revisions\.value\.\d+\.editor$/, 'who edited is told to the reader; that it was edited is what counts'],
  [/revisions\.value\.0\.body$/, 'an older revision, before anything was signed'],
  [/labelEvents\.value\.0\./, 'the setting of the label by which the record is recognised is no sign-off'],
  [/comments\.value\.0\.author$/, 'a comment that is no command'],
];

describe('decide', () => {
  test('F34: from a released change, each single fact that becomes unknown holds it', () => {
    const { facts, policy } = toGiven();
    const paths = toFactPaths(facts).map((path) => path.join('.'));
    expect(paths.length).toBeGreaterThan(25);
    const released = paths.filter(
      (path) =>
        decide(without(facts, path.split('.')), { own: { ok: true, policy }, baseline: 'absent' }).outcome ===
        'released',
    );
    expect(released.filter((path) => !harmless.some(([pattern]) => pattern.test(path)))).toEqual([]);
    for (const [pattern] of harmless) expect(released.some((path) => pattern.test(path))).toBe(true);
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
        fc.pre(outcomeOf(given) === 'held');
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
        const { facts, policy } = toVaried(names);
        // Two variations that add a commit make it one commit told in two ways, of which one is told first.
        const shas = facts.commits.known ? facts.commits.value.map(({ sha }) => sha) : [];
        fc.pre(new Set(shas).size === shas.length);
        const verdict = decide(facts, { own: { ok: true, policy }, baseline: 'absent' });
        expect(decide(structuredClone(facts), { own: { ok: true, policy }, baseline: 'absent' })).toEqual(verdict);
        expect(
          decide(JSON.parse(JSON.stringify(facts)) as PullRequestFacts, {
            own: { ok: true, policy },
            baseline: 'absent',
          }),
        ).toEqual(verdict);
        expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
        const later = { ...facts, observedAt: new Date(time).toISOString() };
        expect(decide(later, { own: { ok: true, policy }, baseline: 'absent' })).toEqual(verdict);
        expect(decide(shuffled(facts, random), { own: { ok: true, policy }, baseline: 'absent' })).toEqual(verdict);
      }),
      { numRuns: 150 },
    );
  });

  test('F35: deciding changes neither the facts nor the policy', () => {
    fc.assert(
      fc.property(variations, (names) => {
        const { facts, policy } = toVaried(names);
        const before = JSON.stringify({ facts, policy });
        decide(facts, { own: { ok: true, policy }, baseline: 'absent' });
        expect(JSON.stringify({ facts, policy })).toBe(before);
      }),
      { numRuns: 50 },
    );
  });
});

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
    remove(labels, (label) => only || label.toLowerCase() !== mark);
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
  for (const fact of [copy.links, copy.commits, copy.pushes, ...Object.values(copy.roles)]) {
    if (fact.known) shuffle(fact.value);
  }
  // Two readings of one issue in different orders would be two different readings.
  const [link, ...others] = copy.links.known ? copy.links.value : [];
  if (link?.issue.known && others.length === 0) shuffle(link.issue.value.labels);
  return copy;
};
