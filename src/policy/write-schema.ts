/** Writes the JSON Schema of the policy language for editors; with `--check`, says whether the written one is current. */

// oxlint-disable-next-line no-restricted-imports -- a script of its own, which nothing imports
import { readFileSync, writeFileSync } from 'node:fs';
import { toPolicyJsonSchema } from './policy-json-schema.ts';

const file = new URL('../../schema/policy.schema.json', import.meta.url);
const schema = `${JSON.stringify(toPolicyJsonSchema(), null, 2)}\n`;

const readWritten = (): string | null => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
};

if (!process.argv.includes('--check')) {
  writeFileSync(file, schema);
} else if (readWritten() !== schema) {
  console.error('schema/policy.schema.json is not what src/policy/written-policy.ts says: run “npm run schema”.');
  process.exitCode = 1;
}
