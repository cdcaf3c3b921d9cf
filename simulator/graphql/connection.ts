import { canSee } from './access.ts';
import { type Arguments, type FieldImplementation, type GraphqlContext, isGiven, textOf } from './field.ts';
import { GraphqlProblem } from './graphql-problem.ts';

const PAGE_ARGUMENTS = ['first', 'last', 'after', 'before'] as const;

/** A page of a connection, resolved by the `…Connection`, `…Edge` and `PageInfo` types. */
export type Connection = {
  kind: 'Connection';
  /** Every item of the connection that the caller may see. */
  items: readonly unknown[];
  /** The items left by `after` and `before`. */
  within: readonly unknown[];
  page: readonly unknown[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  /** What an edge says beyond its node, such as a team member's role. */
  toEdge: (item: unknown) => { node: unknown; [name: string]: unknown };
};

type ItemsOf<Source> = (source: Source, args: Arguments, context: GraphqlContext) => readonly unknown[];

/** A field that is a connection over `itemsOf`; it honours GitHub's page arguments and `args`. */
export function connection<Source>(itemsOf: ItemsOf<Source>, ...args: string[]): FieldImplementation<Source> {
  return connectionWithEdges(itemsOf, (item) => ({ node: item }), ...args);
}

export function connectionWithEdges<Source>(
  itemsOf: ItemsOf<Source>,
  toEdge: Connection['toEdge'],
  ...args: string[]
): FieldImplementation<Source> {
  return {
    args: [...PAGE_ARGUMENTS, ...args],
    resolve: (source, given, context) => {
      const items = itemsOf(source, given, context).filter((item) => canSee(context, toEdge(item).node));
      return paginate(items, given, toEdge);
    },
  };
}

/**
 * One page by the rules of the GraphQL cursor connections specification, except that `hasNextPage` and
 * `hasPreviousPage` are always true to the list. The limits on `first` and `last` are checked in check-pages.ts.
 */
export function paginate(items: readonly unknown[], args: Arguments, toEdge: Connection['toEdge']): Connection {
  const keys = items.map((item) => cursorOf(toEdge(item).node));
  const start = isGiven(args.after) ? indexOfCursor(keys, textOf(args, 'after')) + 1 : 0;
  const end = isGiven(args.before) ? indexOfCursor(keys, textOf(args, 'before')) : items.length;
  let from = start;
  let to = Math.max(start, end);
  if (typeof args.first === 'number') to = Math.min(to, from + args.first);
  if (typeof args.last === 'number') from = Math.max(from, to - args.last);
  return {
    kind: 'Connection',
    items,
    within: items.slice(start, Math.max(start, end)),
    page: items.slice(from, to),
    hasNextPage: to < items.length,
    hasPreviousPage: from > 0,
    toEdge,
  };
}

/** Cursors name the item, not its place: an item that is added meanwhile cannot shift a page. */
export function cursorOf(node: unknown): string {
  const { nodeId } = node as { nodeId: string };
  return Buffer.from(`cursor:v2:${nodeId}`).toString('base64');
}

function indexOfCursor(keys: readonly string[], cursor: string): number {
  const index = keys.indexOf(cursor);
  if (index === -1) {
    throw new GraphqlProblem('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`);
  }
  return index;
}
