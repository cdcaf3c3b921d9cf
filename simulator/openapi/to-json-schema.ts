import type { Schema } from './description.ts';

/** Keywords that say nothing about a value's validity, or that only OpenAPI has. `x-…` goes as well. */
const DROPPED = new Set([
  'description',
  'title',
  'example',
  'examples',
  'deprecated',
  'externalDocs',
  'default',
  'readOnly',
  'writeOnly',
  'xml',
  'discriminator',
]);
const BY_NAME = new Set(['properties', 'patternProperties']);
const COMPONENT = '#/components/schemas/';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An OpenAPI 3.0 schema as JSON Schema: `nullable` becomes a type, references become `github:NAME`, texts go.
 * `oneOf` becomes `anyOf`: GitHub's own answers match several branches of many of its `oneOf`s.
 */
export function toJsonSchema(schema: unknown): Schema {
  if (!isRecord(schema)) return true;
  if (typeof schema.$ref === 'string')
    return nullable(schema, { $ref: `github:${schema.$ref.replace(COMPONENT, '')}` });
  const result: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (DROPPED.has(keyword) || keyword === 'nullable' || keyword.startsWith('x-')) continue;
    result[keyword === 'oneOf' ? 'anyOf' : keyword] = toKeyword(keyword, value);
  }
  return nullable(schema, result);
}

function toKeyword(keyword: string, value: unknown): unknown {
  if (BY_NAME.has(keyword) && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, property]) => [name, toJsonSchema(property)]));
  }
  if (keyword === 'oneOf' || keyword === 'anyOf' || keyword === 'allOf') {
    return Array.isArray(value) ? value.map(toJsonSchema) : value;
  }
  if (keyword === 'items' || keyword === 'not' || (keyword === 'additionalProperties' && isRecord(value))) {
    return toJsonSchema(value);
  }
  return value;
}

function nullable(openapi: Record<string, unknown>, schema: Record<string, unknown>): Schema {
  if (openapi.nullable !== true) return schema;
  if (typeof schema.type !== 'string' || schema.allOf !== undefined || schema.anyOf !== undefined) {
    return { anyOf: [{ type: 'null' }, schema] };
  }
  const values = Array.isArray(schema.enum) && !schema.enum.includes(null) ? { enum: [...schema.enum, null] } : {};
  return { ...schema, ...values, type: [schema.type, 'null'] };
}

/** Names of the components that a value refers to, repetitions included. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner.replace(/^github:/, '')] : referencesIn(inner),
  );
}
