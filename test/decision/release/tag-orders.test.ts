import { describe, expect, test } from '@jest/globals';
import { toRoleBook } from '../../../src/decision/authority.ts';
import { toReading } from '../../../src/decision/reading.ts';
import { judgeTagOrders } from '../../../src/decision/release/tag-orders.ts';
import { robot } from '../../cases/case.ts';
import { type ReleaseGiven, toReleaseGiven } from '../../cases/release-case.ts';
import { releaseBody, releaseDraft, remy, rosa, toWord } from '../../cases/release-parts.ts';

const asked = '2026-11-05T13:00:00Z';
const later = '2026-11-05T13:30:00Z';
const order = toWord('/release', remy, asked);

const edit = ({ record }: ReleaseGiven, body: string, at = later): void => {
  record.body = body;
  if (!record.revisions.known) return;
  const editor = { known: true, value: rosa } as const;
  record.revisions.value.push({ at, editor, body: { known: true, value: body }, source: 'history' });
};

const judge = (change: (given: ReleaseGiven) => void) => {
  const given = toReleaseGiven(({ record }) => {
    if (record.comments.known) record.comments.value.push(structuredClone(order));
  });
  change(given);
  const roles = toRoleBook(given.facts, given.policy, '');
  return judgeTagOrders(given.record, given.release, { roles, reading: toReading() });
};

const write = (word: ReturnType<typeof toWord>) => (given: ReleaseGiven) => {
  if (given.record.comments.known) given.record.comments.value.splice(-1, 1, word);
};

describe('F38: a tag that is asked for by /release', () => {
  test.each<readonly [name: string, change: (given: ReleaseGiven) => void]>([
    ['of the record as it is', () => {}],
    ['by another of the role', write(toWord('/release now', rosa, asked))],
    ['before boxes were ticked or unticked', (given) => edit(given, releaseDraft)],
    [
      'before boxes were unticked, and ticked again',
      (given) => {
        edit(given, releaseDraft);
        edit(given, releaseBody, '2026-11-05T13:40:00Z');
      },
    ],
  ])('%s may be made', (_, change) => {
    const { orders, refused } = judge(change);
    expect(orders).toHaveLength(1);
    expect(refused).toEqual([]);
  });

  test.each<readonly [name: string, change: (given: ReleaseGiven) => void, kind: string, because: string]>([
    [
      'before the record was edited',
      (given) => edit(given, releaseBody.replace('Letter 12', 'Letter 13')),
      'lapsed',
      'no longer says what was signed',
    ],
    [
      'before the record was edited, and put back',
      (given) => {
        edit(given, releaseBody.replace('Letter 12', 'Letter 13'));
        edit(given, releaseBody, '2026-11-05T13:40:00Z');
      },
      'lapsed',
      'no longer says what was signed',
    ],
    [
      'before a revision that is gone from the history',
      (given) => {
        edit(given, releaseBody);
        edit(given, releaseBody, '2026-11-05T13:40:00Z');
        const revision = given.record.revisions.known ? given.record.revisions.value.at(-2) : undefined;
        if (revision) revision.body = { known: false, reason: 'it was deleted' };
      },
      'lapsed',
      'no longer says what was signed',
    ],
    [
      'of a record whose history is not known',
      ({ record }) => {
        record.revisions = { known: false, reason: 'GitHub answered 502' };
      },
      'undetermined',
      'when the record was last edited is not known',
    ],
    ['by a bot', write(toWord('/release', robot, asked)), 'refused', 'is not a person'],
    [
      'in a comment that was edited',
      write({ ...toWord('/release', remy, asked), editedAt: later }),
      'refused',
      'the comment was edited',
    ],
  ])('%s is not', (_, change, kind, because) => {
    const { orders, refused } = judge(change);
    expect(orders).toEqual([]);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.kind).toBe(kind);
    expect(JSON.stringify(refused[0]?.because)).toContain(because);
  });
});
