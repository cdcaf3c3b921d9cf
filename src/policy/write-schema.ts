/** Writes the JSON Schemas for editors; with `--check`, says whether the written ones are current. */

// oxlint-disable-next-line no-restricted-imports -- a script of its own, which nothing imports
import { readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchemas } from './json-schemas.ts';

const folder = new URL('../../schema/', import.meta.url);

const readWritten = (file: URL): string | null => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
};

for (const [name, value] of Object.entries(toJsonSchemas())) {
  const file = new URL(name, folder);
  const schema = `${JSON.stringify(value, null, 2)}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(file, schema);
  } else if (readWritten(file) !== schema) {
    console.error(`schema/${name} is not what src/policy/ says: run “npm run schema”.`);
    process.exitCode = 1;
  }
}
