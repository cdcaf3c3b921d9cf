import { describe, expect, test } from '@jest/globals';
import { joinPage, toList, toWhole } from '../../src/github/connection.ts';

const page = (nodes: (number | null)[], totalCount: number, next: string | null = null) => ({
  totalCount,
  pageInfo: { hasNextPage: next !== null, endCursor: next },
  nodes,
});

describe('a list is whole only when nothing is missing from it', () => {
  test.each([
    ['all on one page', toList(page([1, 2], 2)), { known: true, value: [1, 2] }],
    ['nothing, and nothing counted', toList(page([], 0)), { known: true, value: [] }],
    ['two pages', joinPage(toList(page([1], 2, 'c')), toList(page([2], 2))), { known: true, value: [1, 2] }],
    [
      'a further page, though as many as counted',
      toList(page([1], 1, 'c')),
      { known: false, reason: 'items were cut off after 1' },
    ],
    ['fewer than counted', toList(page([1], 2)), { known: false, reason: 'GitHub counts 2 items and shows 1' }],
    ['more than counted', toList(page([1, 2], 1)), { known: false, reason: 'GitHub counts 1 items and shows 2' }],
    ['a hole', toList(page([1, null], 2)), { known: false, reason: 'GitHub counts 2 items and shows 1' }],
    [
      'a hole that is not counted',
      toList(page([1, null], 1)),
      { known: false, reason: 'GitHub counts 1 items and shows 1' },
    ],
    ['no list', toList(null), { known: false, reason: 'items could not be read: GitHub did not answer with the list' }],
    [
      'a second page that failed',
      joinPage(toList(page([1], 2, 'c')), toList(null)),
      { known: false, reason: expect.any(String) },
    ],
    [
      'a first page that failed',
      joinPage(toList(page([1], 2, 'c'), 'no'), toList(page([2], 2))),
      { known: false, reason: 'items could not be read: no' },
    ],
    [
      'a further page without a way to it',
      toList({ ...page([1], 2), pageInfo: { hasNextPage: true, endCursor: null } }),
      { known: false, reason: 'items could not be read: GitHub gave no way to the next page' },
    ],
  ])('%s', (_name, list, expected) => {
    expect(toWhole('items', list)).toEqual(expected);
  });
});
