import { describe, expect, test } from '@jest/globals';
import { assert, boolean, integer, nat, property } from 'fast-check';
import { createComment } from '../../simulator/actions/comments.ts';
import { paginate } from '../../simulator/graphql/connection.ts';
import { ask, at } from './ask-graphql.ts';
import { createSampleWorld } from './sample-world.ts';

const { world, callers, issue } = createSampleWorld();
for (let count = 2; count <= 5; count += 1) {
  world.clock.step();
  createComment(world, callers.sam, issue, `comment ${count}`);
}

type Page = {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  nodes: { body: string }[];
};
const PAGE = 'totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { body }';

async function comments(args: string) {
  const query = `{ repository(owner: "acme", name: "pump") { issue(number: 1) { comments${args} { ${PAGE} } } } }`;
  const { data, errors } = await ask(world, callers.app, query);
  return { page: at(data, 'repository.issue.comments') as Page | undefined, errors };
}

describe('pages of a connection', () => {
  test('forwards: every item once, in order', async () => {
    const seen: string[] = [];
    let after = '';
    for (let pages = 0; pages < 9; pages += 1) {
      const { page } = await comments(`(first: 2${after})`);
      if (page === undefined) throw new Error('no page');
      seen.push(...page.nodes.map((node) => node.body.split('\n')[0] ?? ''));
      expect(page.totalCount).toBe(5);
      expect(page.pageInfo.hasPreviousPage).toBe(after !== '');
      if (!page.pageInfo.hasNextPage) break;
      after = `, after: "${page.pageInfo.endCursor}"`;
    }
    expect(seen).toEqual(['/sign safety-impact review', 'comment 2', 'comment 3', 'comment 4', 'comment 5']);
  });

  test('backwards: the last ones in the same order, then those before them', async () => {
    const last = (await comments('(last: 2)')).page;
    expect(last?.nodes.map((node) => node.body)).toEqual(['comment 4', 'comment 5']);
    expect(last?.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const before = (await comments(`(last: 2, before: "${last?.pageInfo.startCursor}")`)).page;
    expect(before?.nodes.map((node) => node.body)).toEqual(['comment 2', 'comment 3']);
    expect(before?.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  test.each([
    [
      '',
      'MISSING_PAGINATION_BOUNDARIES',
      'You must provide a `first` or `last` value to properly paginate the `comments` connection.',
    ],
    [
      '(first: 101)',
      'EXCESSIVE_PAGINATION',
      'Requesting 101 records on the `comments` connection exceeds the `first` limit of 100 records.',
    ],
    [
      '(last: 101)',
      'EXCESSIVE_PAGINATION',
      'Requesting 101 records on the `comments` connection exceeds the `last` limit of 100 records.',
    ],
    ['(first: 1, after: "nonsense")', 'INVALID_CURSOR_ARGUMENTS', '`nonsense` does not appear to be a valid cursor.'],
  ])('comments%s is refused as GitHub refuses it', async (args, type, message) => {
    const { errors } = await comments(args);
    expect(errors).toMatchObject([{ type, message, path: ['repository', 'issue', 'comments'] }]);
  });

  test('whatever the page size, walking in either direction meets every item once', () => {
    assert(
      property(nat(30), integer({ min: 1, max: 7 }), boolean(), (length, size, forwards) => {
        const items = Array.from({ length }, (_, index) => ({ nodeId: `N_${index}` }));
        const seen: unknown[] = [];
        let cursor: string | null = null;
        for (let more = true; more; ) {
          const args = forwards ? { first: size, after: cursor } : { last: size, before: cursor };
          const page = paginate(items, args, (node) => ({ node }));
          if (forwards) seen.push(...page.page);
          else seen.unshift(...page.page);
          more = forwards ? page.hasNextPage : page.hasPreviousPage;
          const edge = page.page.at(forwards ? -1 : 0) as { nodeId: string } | undefined;
          cursor = edge === undefined ? null : Buffer.from(`cursor:v2:${edge.nodeId}`).toString('base64');
        }
        expect(seen).toEqual(items);
      }),
    );
  });
});
