import { z } from 'zod';
import { type Fact, known, unknown } from '../decision/facts.ts';

/** The shape of a list in GitHub's GraphQL, as far as it was asked for. */
export const connectionOf = <T>(node: z.ZodType<T>) =>
  z.object({
    totalCount: z.int(),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(node.nullable()).nullable(),
  });

type Page<T> = {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  nodes: (T | null)[] | null;
};

/** A list that is being read page by page. */
export type List<T> = {
  readonly nodes: readonly (T | null)[];
  readonly totalCount: number;
  /** Where the next page begins; null when there is none. */
  readonly next: string | null;
  /** Why the list cannot be whole, whatever further pages say. */
  readonly problem: string | null;
};

const notAnswered = 'GitHub did not answer with the list';

export const toList = <T>(page: Page<T> | null | undefined, problem: string | null = null): List<T> => {
  if (page?.nodes === null || page?.nodes === undefined) {
    return { nodes: [], totalCount: 0, next: null, problem: problem ?? notAnswered };
  }
  const { hasNextPage, endCursor } = page.pageInfo;
  return {
    nodes: page.nodes,
    totalCount: page.totalCount,
    next: hasNextPage ? endCursor : null,
    problem: problem ?? (hasNextPage && endCursor === null ? 'GitHub gave no way to the next page' : null),
  };
};

/** The list with one more page. */
export const joinPage = <T>(list: List<T>, page: List<T>): List<T> => ({
  ...page,
  nodes: [...list.nodes, ...page.nodes],
  problem: list.problem ?? page.problem,
});

/** Every item, or unknown when any is missing. `what` names the list in the reason. */
export const toWhole = <T>(what: string, list: List<T>): Fact<readonly T[]> => {
  if (list.problem !== null) return unknown(`${what} could not be read: ${list.problem}`);
  if (list.next !== null) return unknown(`${what} were cut off after ${list.nodes.length}`);
  const items = list.nodes.filter((node) => node !== null);
  return items.length === list.totalCount && items.length === list.nodes.length
    ? known(items)
    : unknown(`GitHub counts ${list.totalCount} ${what} and shows ${items.length}`);
};
