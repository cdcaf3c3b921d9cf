/**
 * Refreshes `github-openapi.json` from GitHub's OpenAPI description:
 *
 *   npm i --prefix /tmp/openapi @octokit/openapi
 *   npm run simulator:openapi -- /tmp/openapi/node_modules/@octokit/openapi/generated/api.github.com.json
 *
 * The package is 385 MB, so it is no dependency; the extract keeps the operations in use and what they reach.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Description, Operation, Schema } from './description.ts';
import { OPERATIONS } from './operations.ts';
import { isRecord, referencesIn, toJsonSchema } from './to-json-schema.ts';

type Json = Record<string, unknown>;

/** Keeps `operations` of an OpenAPI 3.0 description with the components they reach. Throws on an unknown operation. */
export function extract(openapi: Json, operations: readonly string[]): Description {
  const kept: Record<string, Operation> = {};
  for (const name of operations) kept[name] = extractOperation(openapi, name);
  const schemas: Record<string, Schema> = {};
  const pending = referencesIn(kept);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (schemas[name] !== undefined) continue;
    schemas[name] = toJsonSchema(at(openapi, 'components', 'schemas', name));
    pending.push(...referencesIn(schemas[name]));
  }
  const info = at(openapi, 'info');
  return { source: `${String(info.title)} ${String(info.version)}`, operations: kept, schemas };
}

function extractOperation(openapi: Json, name: string): Operation {
  const [method = '', path = ''] = name.split(' ');
  const operation = at(openapi, 'paths', path, method.toLowerCase());
  const parameters = (Array.isArray(operation.parameters) ? operation.parameters : []).map((raw) =>
    dereference(openapi, raw),
  );
  const body = isRecord(operation.requestBody) ? dereference(openapi, operation.requestBody) : null;
  const bodySchema = body === null ? undefined : jsonSchemaOf(body);
  return {
    parameters: parameters
      .filter((parameter) => parameter.in === 'path' || parameter.in === 'query')
      .map((parameter) => ({
        name: String(parameter.name),
        in: parameter.in as 'path' | 'query',
        required: parameter.required === true,
        schema: toJsonSchema(parameter.schema),
      })),
    body: bodySchema === undefined ? null : { required: body?.required === true, schema: toJsonSchema(bodySchema) },
    responses: Object.fromEntries(
      Object.entries(at(operation, 'responses')).map(([status, response]) => {
        const schema = jsonSchemaOf(dereference(openapi, response));
        return [status, schema === undefined ? null : toJsonSchema(schema)];
      }),
    ),
  };
}

/** The schema of an `application/json` content, or of GitHub's other JSON types; undefined when there is none. */
function jsonSchemaOf(holder: Json): unknown {
  const content = isRecord(holder.content) ? holder.content : {};
  const types = ['application/json', ...Object.keys(content).filter((type) => /json/.test(type))];
  const schemas = [...new Set(types)]
    .map((type) => content[type])
    .filter(isRecord)
    .map((media) => media.schema);
  return schemas.length > 1 ? { anyOf: schemas } : schemas[0];
}

function dereference(openapi: Json, value: unknown): Json {
  if (!isRecord(value)) throw new Error('not an object in the description');
  if (typeof value.$ref !== 'string') return value;
  return at(openapi, ...value.$ref.replace(/^#\//, '').split('/'));
}

function at(value: Json, ...keys: string[]): Json {
  let current: unknown = value;
  for (const key of keys) current = isRecord(current) ? current[key] : undefined;
  if (!isRecord(current)) throw new Error(`the description has no ${keys.join(' ')}`);
  return current;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [source] = process.argv.slice(2);
  if (source === undefined) {
    console.error('usage: npm run simulator:openapi -- PATH/TO/api.github.com.json');
    process.exitCode = 2;
  } else {
    const target = join(dirname(fileURLToPath(import.meta.url)), 'github-openapi.json');
    const description = extract(JSON.parse(readFileSync(source, 'utf8')) as Json, OPERATIONS);
    writeFileSync(target, `${JSON.stringify(description)}\n`);
    console.log(
      `${target}: ${Object.keys(description.operations).length} operations, ${Object.keys(description.schemas).length} components`,
    );
  }
}
