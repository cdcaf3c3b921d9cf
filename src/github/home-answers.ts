/** The shapes of a repository with the files that somebody answers for. */

import { z } from 'zod';
import { sha } from './shapes.ts';

const file = z
  .object({
    type: z.string(),
    object: z
      .object({
        __typename: z.string(),
        text: z.string().nullish(),
        isBinary: z.boolean().nullish(),
        isTruncated: z.boolean().optional(),
      })
      .nullable(),
  })
  .nullish();
export type FileAnswer = z.infer<typeof file>;

const commit = z.object({ oid: sha.optional(), file });
export type FileCommitAnswer = z.infer<typeof commit>;

const named = z.object({ name: z.string(), url: z.string(), owner: z.object({ login: z.string() }) });

export const homeShape = named.extend({
  databaseId: z.int(),
  defaultBranchRef: z.object({ name: z.string(), target: commit.extend({ authority: file }).nullable() }).nullable(),
});
export type HomeAnswer = z.infer<typeof homeShape>;

export const baselineShape = named
  .extend({ defaultBranchRef: z.object({ target: commit.nullable() }).nullable() })
  .nullable();
export type BaselineAnswer = z.infer<typeof baselineShape>;

export const policyAtAnswer = z.object({
  repository: z.object({ object: commit.nullable() }).nullable(),
});
