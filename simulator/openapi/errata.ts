import type { Description } from './description.ts';

/**
 * Corrects what GitHub's description gets wrong, where its own answers differ: the items of GET /app/installations
 * demand an account that is a user and an enterprise at once (`allOf` for what its component writes as `anyOf`).
 */
export function correct(description: Description): Description {
  const operation = description.operations['GET /app/installations'];
  if (operation !== undefined) operation.responses['200'] = { type: 'array', items: { $ref: 'github:installation' } };
  return description;
}
