/** Looking into the schema of a file: what may stand under a path, and what it means. */

import { z } from 'zod';
import type { Path } from './source.ts';

type Schema = z.core.$ZodType | undefined;

/** The keys that may stand in the mapping under a path; none where there is no mapping. */
export const knownKeys = (schema: Schema, path: Path): string[] =>
  optionsOf(schemaAt(schema, path)).flatMap((option) =>
    option instanceof z.ZodObject ? Object.keys(option.shape) : [],
  );

/** What stands under a path, in words; null where the schema does not say. */
export const meaningOf = (schema: Schema, path: Path): string | null => {
  const found = schemaAt(schema, path);
  return found instanceof z.ZodType ? (found.description ?? null) : null;
};

const schemaAt = (schema: Schema, path: Path): Schema =>
  path.reduce<Schema>((schema, step) => {
    for (const option of optionsOf(schema)) {
      const child = toChild(option, step);
      if (child !== undefined) return unwrap(child);
    }
    return undefined;
  }, schema);

const toChild = (schema: Schema, step: string | number): Schema => {
  if (schema instanceof z.ZodArray) return typeof step === 'number' ? schema.element : undefined;
  if (schema instanceof z.ZodObject) return schema.shape[step] as Schema;
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
};

/** What may stand in one place is one thing, or one of several. */
const optionsOf = (schema: Schema): readonly Schema[] => (schema instanceof z.ZodUnion ? schema.options : [schema]);

const unwrap = (schema: Schema): Schema =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNonOptional ? unwrap(schema.unwrap()) : schema;
