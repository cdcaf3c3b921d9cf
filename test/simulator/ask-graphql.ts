import { ApiError } from '../../simulator/exchange.ts';
import { handleGraphql } from '../../simulator/graphql/handle-graphql.ts';
import type { Caller, World } from '../../simulator/state.ts';

export type Answer = {
  status: number;
  data: unknown;
  errors: { type?: string; message: string; path?: (string | number)[] }[];
};

/** What an answer has at a path of member names: `at(data, 'repository.issue.title')`; undefined when it has nothing. */
export function at(data: unknown, path: string): unknown {
  let current = data;
  for (const key of path.split('.')) current = (current as Record<string, unknown> | null | undefined)?.[key];
  return current;
}

/** Asks the simulator's GraphQL; a refusal (501, 401, …) is an answer with its message as the only error. */
export async function ask(
  world: World,
  caller: Caller,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer> {
  const request = {
    method: 'POST',
    path: '',
    query: new URLSearchParams(),
    headers: {},
    caller,
    body: { query, variables },
  };
  try {
    const { status, body } = await handleGraphql(world, request);
    const { data, errors } = body as { data?: unknown; errors?: Answer['errors'] };
    return { status, data: data ?? null, errors: errors ?? [] };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.status, data: null, errors: [{ message: error.message }] };
  }
}
