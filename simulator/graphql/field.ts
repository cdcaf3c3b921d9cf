import type { Caller, World } from '../state.ts';

/** What every resolver is given beside its object and arguments. */
export type GraphqlContext = {
  world: World;
  caller: Caller;
  /** Points, by GitHub's published rule (see cost.ts). */
  cost: number;
  nodeCount: number;
};

/** Arguments by name, already checked against the schema by graphql-js. */
export type Arguments = Readonly<Record<string, unknown>>;

/** One field of one type. `args` are the arguments it honours: a request that gives another one is answered 501. */
export type FieldImplementation<Source> = {
  args: readonly string[];
  resolve: (source: Source, args: Arguments, context: GraphqlContext) => unknown;
};
export type Fields<Source> = Record<string, FieldImplementation<Source>>;

export function field<Source>(
  resolve: FieldImplementation<Source>['resolve'],
  ...args: string[]
): FieldImplementation<Source> {
  return { resolve, args };
}

/** Optional arguments and filters may be left out or be null. */
export const isGiven = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

/** A string argument; empty when it is not given. */
export const textOf = (args: Arguments, name: string): string => {
  const value = args[name];
  return typeof value === 'string' ? value : '';
};
