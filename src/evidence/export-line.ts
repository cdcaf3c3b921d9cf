import * as z from 'zod';

/** Names the form of an export; another form gets another name. */
export const exportFormat = 'holdpoint-evidence/1';

/** Names the form of a part that goes on where a whole export, or another part, ended. */
export const partFormat = 'holdpoint-evidence-part/1';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const repository = z.string().regex(/^[a-z0-9._-]+\/[a-z0-9._-]+$/);

/** Any JSON; that it is canonical is checked of the whole line. */
const anything = z.custom<unknown>((value) => value !== undefined, 'something is missing');

/** Which statements an export holds; of the others only their places in the chain. */
const selectionSchema = z.union([
  z.strictObject({ all: z.literal(true) }),
  z.strictObject({ pullRequest: z.int().positive() }),
  /** Of a release: its own statements, and those about the pull requests that are in it. */
  z.strictObject({ release: z.string().min(1), pullRequests: z.array(z.int().positive()) }),
  z.strictObject({ since: z.iso.datetime() }),
]);
export type Selection = z.infer<typeof selectionSchema>;

/**
 * A line of an export: one JSON value in canonical form (RFC 8785), ended by a newline. First the header, then keys,
 * checkpoints, entries in their order, each after the facts that it is the first to name, and the end. A part begins with a
 * line of its own in the place of the header. docs/evidence.md
 */
export const exportLineSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('header'),
    format: z.literal(exportFormat),
    repository,
    selection: selectionSchema,
  }),
  z.strictObject({
    type: z.literal('part'),
    format: z.literal(partFormat),
    repository,
    /** How many entries stand before it, in other files. */
    after: z.int().positive(),
  }),
  z.strictObject({ type: z.literal('key'), keyId: digest, publicKey: z.string(), firstUsedAt: z.string() }),
  z.strictObject({ type: z.literal('checkpoint'), note: z.string() }),
  z.strictObject({ type: z.literal('facts'), digest, facts: anything }),
  z.strictObject({
    type: z.literal('entry'),
    repository,
    seq: z.int().positive(),
    previous: digest.nullable(),
    envelopeDigest: digest,
    digest,
    /** Null: left out by the selection. */
    envelope: anything,
  }),
  z.strictObject({
    type: z.literal('end'),
    entries: z.int().nonnegative(),
    statements: z.int().nonnegative(),
    /** Of all the bytes before this line, from the header or the beginning of the part on. */
    sha256: digest,
  }),
]);
export type ExportLine = z.infer<typeof exportLineSchema>;
