import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';
import type { Description, Operation, Schema } from './description.ts';
import { correct } from './errata.ts';
import { findOperation } from './find-operation.ts';

/** ajv-formats is CommonJS: its types put the function under `default`, at run time it is both. */
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => void;

const description = correct(
  JSON.parse(readFileSync(new URL('github-openapi.json', import.meta.url), 'utf8')) as Description,
);
const names = Object.keys(description.operations);
const compiled = new Map<Schema, ValidateFunction>();
let ajv: Ajv | undefined;

/**
 * What of a request departs from GitHub's OpenAPI description, one line each (`body/head_sha: must be string`);
 * empty when nothing does. An operation outside the extract has nothing to depart from here; its answer has.
 */
export function validateRequest(request: {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}): string[] {
  const found = findOperation(names, request.method, request.path);
  const operation = found === null ? undefined : description.operations[found.name];
  if (found === null || operation === undefined) return [];
  const departures = operation.parameters.flatMap((parameter) => {
    const text = parameter.in === 'path' ? found.parameters[parameter.name] : request.query.get(parameter.name);
    if (text === undefined || text === null)
      return parameter.required ? [`${parameter.in} ${parameter.name}: missing`] : [];
    return check(parameter.schema, text, `${parameter.in} ${parameter.name}`, true);
  });
  return [...departures, ...bodyDepartures(operation, request.body)];
}

function bodyDepartures(operation: Operation, body: unknown): string[] {
  if (operation.body === null) return [];
  if (body === undefined) return operation.body.required ? ['body: missing'] : [];
  return check(operation.body.schema, body, 'body', false);
}

/** As `validateRequest`, for the simulator's own answer: a departure is a fault of the simulator. */
export function validateResponse(
  request: { method: string; path: string },
  response: { status: number; body: unknown },
): string[] {
  const found = findOperation(names, request.method, request.path);
  const operation = found === null ? undefined : description.operations[found.name];
  if (response.status >= 400) return errorDepartures(operation, response.status, response.body);
  if (operation === undefined) {
    return [`${request.method} ${request.path}: not among the operations of simulator/openapi/operations.ts`];
  }
  const schema = operation.responses[String(response.status)];
  if (schema === undefined) return [`response: status ${response.status} is not described for ${found?.name}`];
  if (response.status === 204 || response.status === 304) {
    return response.body === undefined ? [] : [`response: status ${response.status} has no body`];
  }
  return schema === null ? [] : check(schema, response.body, 'response', false);
}

const ERROR: Schema = { type: 'object', required: ['message'], properties: { message: { type: 'string' } } };

/** GitHub does not describe every error of every operation, but every error has a message. */
function errorDepartures(operation: Operation | undefined, status: number, body: unknown): string[] {
  const described = operation?.responses[String(status)] ?? ERROR;
  return [...new Set([...check(ERROR, body, 'response', false), ...check(described, body, 'response', false)])];
}

function check(schema: Schema, value: unknown, where: string, isText: boolean): string[] {
  const validate = compile(schema);
  const candidates = isText ? readings(String(value)) : [value];
  for (const candidate of candidates) if (validate(candidate)) return [];
  validate(candidates.at(-1));
  return [...new Set((validate.errors ?? []).map((error) => `${where}${toLine(error)}`))];
}

/** What a parameter's text may mean: a number, a boolean, a list or itself. */
function readings(text: string): unknown[] {
  const number = /^-?\d+$/.test(text) ? [Number(text)] : [];
  const boolean = text === 'true' || text === 'false' ? [text === 'true'] : [];
  return [...number, ...boolean, text.split(','), text];
}

function toLine(error: ErrorObject): string {
  const allowed = Array.isArray(error.params.allowedValues) ? ` (${error.params.allowedValues.join(', ')})` : '';
  return `${error.instancePath}: ${error.message ?? error.keyword}${allowed}`;
}

/** Each component is compiled once, when first needed: compiling all of them takes seconds. */
function compile(schema: Schema): ValidateFunction {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    ajv ??= createAjv();
    validate = ajv.compile(schema);
    compiled.set(schema, validate);
  }
  return validate;
}

function createAjv(): Ajv {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    validateSchema: false,
    inlineRefs: false,
    validateFormats: true,
  });
  addFormats(ajv);
  ajv.addFormat('timestamp', true);
  ajv.addFormat('repo.nwo', true);
  for (const [name, schema] of Object.entries(description.schemas)) ajv.addSchema(schema, `github:${name}`);
  return ajv;
}
