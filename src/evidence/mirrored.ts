import * as z from 'zod';
import { canonicalJson } from './canonical-json.ts';

/** How far a copy of a chain goes that is kept elsewhere; `head`: the digest of its last entry. */
export type CopiedTo = { readonly entries: number; readonly head: string };

const lineSchema = z.strictObject({
  repository: z.string(),
  entries: z.int().positive(),
  head: z.string().regex(/^sha256:[0-9a-f]{64}$/),
});

/**
 * How far a mirror holds each chain, by repository: what `toMirrored` wrote there.
 *
 * @throws Error when it is anything else: then nobody knows what the mirror holds.
 */
export const parseMirrored = (text: string): ReadonlyMap<string, CopiedTo> => {
  try {
    const lines = text.split('\n').filter((line) => line !== '');
    return new Map(
      lines.map((line) => {
        const { repository, ...copied } = lineSchema.parse(JSON.parse(line));
        return [repository, copied];
      }),
    );
  } catch (error) {
    throw new Error('what the mirror says that it holds cannot be read', { cause: error });
  }
};

/** A line a chain, in the order of their names, so that a commit of the mirror shows which ones grew. */
export const toMirrored = (copied: ReadonlyMap<string, CopiedTo>): string =>
  [...copied]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([repository, { entries, head }]) => `${canonicalJson({ repository, entries, head })}\n`)
    .join('');
