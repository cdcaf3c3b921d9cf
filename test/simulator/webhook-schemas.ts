import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormatsModule from 'ajv-formats';
import type { Schema } from '../../simulator/openapi/description.ts';
import { isRecord, toJsonSchema } from '../../simulator/openapi/to-json-schema.ts';

/** ajv-formats is CommonJS: its types put the function under `default`, at run time it is both. */
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => void;

type Webhook = { post: { requestBody: { content: Record<string, { schema: { $ref: string } }> } } };
type Description = { webhooks: Record<string, Webhook>; components: { schemas: Record<string, unknown> } };

const path = createRequire(import.meta.url).resolve('@octokit/openapi-webhooks/package.json');
const description = JSON.parse(
  readFileSync(path.replace('package.json', 'generated/api.github.com.json'), 'utf8'),
) as Description;
const ajv = new Ajv({ strict: false, validateSchema: false, inlineRefs: false, allErrors: true });
addFormats(ajv);
// GitHub sends addresses of bots (`1+name[bot]@users.noreply.github.com`) where its schema says `email`.
ajv.addFormat('email', /^[^\s@]+@[^\s@]+$/);
// Where a deployment status has no address, GitHub sends an empty one.
ajv.addFormat('uri', (text: string) => text === '' || URL.canParse(text));
for (const name of Object.keys(description.components.schemas)) {
  ajv.addSchema(withGates(toJsonSchema(description.components.schemas[name])) as Schema, `github:${name}`);
}

/** GitHub's list of what an App may subscribe to, wherever it stands, has forgotten one event that GitHub does send. */
function withGates(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withGates);
  if (!isRecord(schema)) return schema;
  const inside = Object.entries(schema).map(([key, value]) => [key, withGates(value)] as const);
  const { enum: values } = schema;
  const isEvents = Array.isArray(values) && values.includes('deployment_status') && values.includes('check_suite');
  return { ...Object.fromEntries(inside), ...(isEvents ? { enum: [...values, 'deployment_protection_rule'] } : {}) };
}

/**
 * How a payload departs from the schema of its event and action in @octokit/openapi-webhooks, one line each; empty
 * when it does not.
 */
export function listDepartures(event: string, payload: Record<string, unknown>): string[] {
  const action =
    isRecord(payload) && typeof payload['action'] === 'string' ? `-${payload['action'].replaceAll('_', '-')}` : '';
  const webhook = description.webhooks[`${event.replaceAll('_', '-')}${action}`];
  const schema = webhook?.post.requestBody.content['application/json']?.schema.$ref;
  if (schema === undefined) return [`GitHub describes no ${event}${action}`];
  const id = `github:${schema.replace('#/components/schemas/', '')}`;
  const validate = ajv.getSchema(id);
  if (validate === undefined) return [`no schema ${id}`];
  if (validate(payload) === true) return [];
  return (validate.errors ?? []).map(
    (error) => `${event}${action}${error.instancePath}: ${error.message ?? error.keyword}`,
  );
}
