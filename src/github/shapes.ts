/** Shapes that stand in the answers to several queries. */

import { z } from 'zod';

export const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
export const sha = z.string().regex(/^[0-9a-f]{40,64}$/);

export const accountShape = z.object({
  __typename: z.string(),
  login: z.string(),
  databaseId: z.int().nullish(),
  name: z.string().nullish(),
});
export type AccountAnswer = z.infer<typeof accountShape>;
export const actor = accountShape.nullable();

export const gitActor = z.object({
  name: z.string().nullable(),
  email: z.string().nullable(),
  user: actor,
});
export type GitActorAnswer = z.infer<typeof gitActor>;

export const repositoryName = z.object({ name: z.string(), owner: z.object({ login: z.string() }) });

/** A list of which no further pages are read. */
export const listOf = <T>(node: z.ZodType<T>) => z.object({ nodes: z.array(node.nullable()).nullable() });

/** The same, with how many there are. */
export const countedListOf = <T>(node: z.ZodType<T>) => listOf(node).extend({ totalCount: z.int() });
