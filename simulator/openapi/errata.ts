import type { Description, Schema } from './description.ts';
import { isRecord } from './to-json-schema.ts';

/**
 * Corrects what GitHub's description gets wrong, where its own answers differ:
 * - the items of GET /app/installations demand an account that is a user and an enterprise at once (`allOf` for what its
 *   component writes as `anyOf`);
 * - the addresses of a deployment status must be addresses, but are empty where none was given, and the state of what
 *   waits for an environment's protection is missing.
 */
export function correct(description: Description): Description {
  const operation = description.operations['GET /app/installations'];
  if (operation !== undefined) operation.responses['200'] = { type: 'array', items: { $ref: 'github:installation' } };
  const status = propertiesOf(description.schemas['deployment-status']);
  for (const name of ['target_url', 'environment_url', 'log_url']) status[name] = { type: 'string' };
  const { state } = status;
  if (isRecord(state) && Array.isArray(state['enum'])) state['enum'] = [...state['enum'], 'waiting'];
  return description;
}

const propertiesOf = (schema: Schema | undefined): Record<string, unknown> =>
  isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : {};
