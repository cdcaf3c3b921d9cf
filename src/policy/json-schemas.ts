import { z } from 'zod';
import { writtenAuthoritySchema } from './written-authority.ts';
import { writtenPolicySchema } from './written-policy.ts';

/**
 * What people write, as JSON Schema for editors, by the name of the schema's file. Draft 7: the newest that the YAML
 * support of common editors reads whole.
 */
export const toJsonSchemas = (): Readonly<Record<string, Record<string, unknown>>> => ({
  'policy.schema.json': toJsonSchema(
    writtenPolicySchema,
    'policy',
    '.github/holdpoint.yml, and holdpoint-baseline.yml of an organisation: what a change must carry before it is released.',
  ),
  'authority.schema.json': toJsonSchema(
    writtenAuthoritySchema,
    'authority file',
    '.github/holdpoint-authority.yml on the default branch: who has authority in which role, and when.',
  ),
});

const toJsonSchema = (written: z.ZodType, noun: string, description: string): Record<string, unknown> => {
  const { $schema, ...schema } = z.toJSONSchema(written, { target: 'draft-7', io: 'input' });
  return {
    $schema,
    $id: `urn:holdpoint:${noun.replace(' ', '-')}`,
    title: `Holdpoint ${noun}`,
    description,
    ...schema,
  };
};
