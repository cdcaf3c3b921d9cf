import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';

/** ajv-formats is CommonJS: its types put the function under `default`, at run time it is both. */
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => void;

const require = createRequire(import.meta.url);
const addMoreFormats = require('ajv-formats-draft2019') as (ajv: Ajv, options: { readonly formats: string[] }) => void;

/** The versions that have a schema in JSON. */
export const cycloneDxVersions = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'] as const;
type Version = (typeof cycloneDxVersions)[number];

/** Schemas by the address at which they name one another. */
const shared = ['spdx', 'cryptography-defs', 'jsf-0.82'].map(
  (name) => [`http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`, `${name}.SNAPSHOT.schema.json`] as const,
);

const readSchema = async (name: string): Promise<object> => {
  const library = dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json'));
  return JSON.parse(await readFile(join(library, 'res/schema', name), 'utf8')) as object;
};

const prints = new WeakMap<object, string>();

/** The same for values that are equal, in whatever order their keys stand, and for no others. Each part is looked at once. */
const toPrint = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const earlier = prints.get(value);
  if (earlier !== undefined) return earlier;
  const text = Array.isArray(value)
    ? `[${value.map(toPrint).join(',')}]`
    : `{${Object.entries(value)
        .map(([key, inner]) => `${JSON.stringify(key)}:${toPrint(inner)}`)
        .sort()
        .join(',')}}`;
  const print = hash('sha256', text);
  prints.set(value, print);
  return print;
};

/** The same for values that are equal, and cheap; for most others another. */
const toSketch = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
  if (Array.isArray(value)) return `list ${value.length}`;
  const plain: string[] = [];
  for (const [key, inner] of Object.entries(value))
    if (typeof inner !== 'object') plain.push(`${key}:${String(inner)}`);
  return plain.sort().join(',');
};

/** In time that grows with what they say, whatever that is: only those that look the same are looked into. */
const areDistinct = (items: readonly unknown[]): boolean => {
  if (items.length < 2) return true;
  const alike = Map.groupBy(items, toSketch);
  if (alike.size === items.length) return true;
  return [...alike.values()].every((some) => some.length < 2 || new Set(some.map(toPrint)).size === some.length);
};

/**
 * The check that `@cyclonedx/cyclonedx-library` makes, by its schemas and with its settings, but for one keyword: there each
 * part of a list is held against each, which takes minutes of ten thousand (docs/decisions/reading-sboms.md).
 */
const compile = async (version: Version): Promise<ValidateFunction> => {
  const schemas = await Promise.all(shared.map(async ([address, name]) => [address, await readSchema(name)] as const));
  const ajv = new Ajv({ strict: false, addUsedSchema: false, schemas: Object.fromEntries(schemas) });
  addFormats(ajv);
  addMoreFormats(ajv, { formats: ['idn-email'] });
  ajv.addFormat('iri-reference', true);
  ajv.removeKeyword('uniqueItems').addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (isAsked: boolean, items: readonly unknown[]) => !isAsked || areDistinct(items),
    error: { message: 'must NOT have duplicate items' },
  });
  return ajv.compile(await readSchema(`bom-${version}.SNAPSHOT.schema.json`));
};

const compiled = new Map<Version, ValidateFunction>();

/** The first thing by which a value is no CycloneDX of a version; null: it is one. */
export const findDeparture = async (
  version: Version,
  value: unknown,
): Promise<{ readonly path: string; readonly message: string } | null> => {
  const check = compiled.get(version) ?? (await compile(version));
  compiled.set(version, check);
  if (check(value)) return null;
  const [first] = check.errors ?? [];
  return { path: first?.instancePath ?? '', message: first?.message ?? '' };
};
