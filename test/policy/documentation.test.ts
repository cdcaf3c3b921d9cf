import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse as parseYaml, stringify } from 'yaml';
import { presets } from '../../src/policy/presets.ts';
import { writtenPolicySchema } from '../../src/policy/written-policy.ts';
import { fiveLines, parse } from './policies.ts';

const page = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, example = '']) => example);

/** The tables of the presets as the page must have them: what each class asks for. */
const toTables = (): string => {
  const row = (text: string, has: (safetyClass: 'A' | 'B' | 'C') => boolean) =>
    `| ${text} | ${(['A', 'B', 'C'] as const).map((safetyClass) => (has(safetyClass) ? '✓' : '')).join(' | ')} |`;
  const table = (title: string, texts: readonly string[], of: (safetyClass: 'A' | 'B' | 'C') => readonly string[]) =>
    [
      `| ${title} | A | B | C |`,
      '|---|---|---|---|',
      ...texts.map((text) => row(text, (c) => of(c).includes(text))),
    ].join('\n');
  const { sections, checklists } = presets.C;
  return [
    table('section', sections, (c) => presets[c].sections),
    ...Object.entries(checklists).map(([name, { heading, items }]) =>
      table(`item of “${heading}”`, items, (c) => presets[c].checklists[name]?.items ?? []),
    ),
  ].join('\n\n');
};

describe('docs/policy.md', () => {
  test('its first example is the smallest policy', () => {
    expect(examples[0]).toBe(fiveLines);
  });

  test.each(examples.map((example) => ({ example })))('an example that holds: $example', ({ example }) => {
    const text = stringify({ ...(parseYaml(fiveLines) as object), ...(parseYaml(example) as object) });
    expect(parse(text)).toMatchObject({ ok: true });
  });

  test('every key of the language is explained', () => {
    const keys = Object.keys(writtenPolicySchema.shape);
    const headings = [...page.matchAll(/^### `(.*)`$/gm)].map(([, key]) => key);
    expect(headings).toEqual(keys);
  });

  test('its tables say what the presets ask for', () => {
    expect(/<!-- presets: .*? -->\n(.*?)\n<!-- \/presets -->/s.exec(page)?.[1]).toBe(toTables());
  });
});
