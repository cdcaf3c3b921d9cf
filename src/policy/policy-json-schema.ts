import { z } from 'zod';
import { writtenPolicySchema } from './written-policy.ts';

/** The policy language as JSON Schema, draft 7: the newest that the YAML support of common editors reads whole. */
export const toPolicyJsonSchema = (): Record<string, unknown> => {
  const { $schema, ...schema } = z.toJSONSchema(writtenPolicySchema, { target: 'draft-7', io: 'input' });
  return {
    $schema,
    $id: 'urn:holdpoint:policy',
    title: 'Holdpoint policy',
    description: '.github/holdpoint.yml on the default branch: what a change must carry before it is released.',
    ...schema,
  };
};
