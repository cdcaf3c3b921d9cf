import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse as parseYaml, stringify } from 'yaml';
import { z } from 'zod';
import { authorityPath, parseAuthority } from '../../src/policy/authority.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { SafetyClass } from '../../src/policy/policy.ts';
import { baselinePath } from '../../src/policy/policy-files.ts';
import { type Preset, presets } from '../../src/policy/presets.ts';
import { writtenAuthoritySchema } from '../../src/policy/written-authority.ts';
import { writtenGatesSchema } from '../../src/policy/written-gates.ts';
import { writtenPolicySchema } from '../../src/policy/written-policy.ts';
import { writtenReleaseSchema } from '../../src/policy/written-release.ts';
import { fiveLines, parse } from './policies.ts';
import { toRows } from './problem-rows.ts';

const page = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, example = '']) => example);

/** The tables of the presets as the page must have them: what each class asks for. */
const toTables = (): string => {
  const row = (text: string, has: (safetyClass: SafetyClass) => boolean) =>
    `| ${text} | ${(['A', 'B', 'C'] as const).map((safetyClass) => (has(safetyClass) ? '✓' : '')).join(' | ')} |`;
  const table = (title: string, of: (preset: Preset) => readonly string[]) =>
    [
      `| ${title} | A | B | C |`,
      '|---|---|---|---|',
      ...of(presets.C).map((text) => row(text, (safetyClass) => of(presets[safetyClass]).includes(text))),
    ].join('\n');
  const { checklists, dependencies, disposition, problemResolution } = presets.C;
  return [
    table('section of `record-complete`', ({ recordComplete }) => recordComplete.sections),
    table('question of `safety-impact`', ({ analysis }) => analysis.questions),
    ...Object.entries(checklists).map(([name, { heading }]) =>
      table(`item of “${heading}”`, ({ checklists }) => checklists[name]?.items ?? []),
    ),
    table('section of `problem-resolution`', ({ problemResolution }) => problemResolution.sections),
    table('section of `release.record`', ({ release }) => release.sections),
    `The response of \`problem-resolution\` stands under “${problemResolution.responseSection}”. The \`disposition\` stands under “${disposition.section}” and is “${disposition.software}” or “${disposition.environment}”.`,
    `\`dependencies\` asks for ${dependencies.sections.map((section) => `“${section}”`).join(', ')}. Its manifests are, each in any folder: ${dependencies.manifests.map((pattern) => `\`${pattern.replace('**/', '')}\``).join(', ')}.`,
  ].join('\n\n');
};

/** An example of a file of its own says which in its first line; any other goes with the smallest policy. */
const isOf = (path: string, example: string) => example.startsWith(`# ${path}\n`);

describe('docs/policy.md', () => {
  test('its first example is the smallest policy', () => {
    expect(examples[0]).toBe(fiveLines);
  });

  const others = [baselinePath, authorityPath];
  const parts = examples.filter((example) => !others.some((path) => isOf(path, example)));
  test.each(parts.map((example) => ({ example })))('an example that holds: $example', ({ example }) => {
    const text = stringify({ ...(parseYaml(fiveLines) as object), ...(parseYaml(example) as object) });
    expect(toRows(parse(text))).toEqual([]);
  });

  test('F74: its example of a baseline holds', () => {
    const baselines = examples.filter((example) => isOf(baselinePath, example));
    expect(baselines).toHaveLength(1);
    for (const text of baselines) {
      expect(toRows(parsePolicy(text, { path: baselinePath, owner: 'acme', kind: 'baseline' }))).toEqual([]);
    }
  });

  test('F29: its example of an authority file holds', () => {
    const files = examples.filter((example) => isOf(authorityPath, example));
    expect(files).toHaveLength(1);
    for (const text of files) {
      expect(toRows(parseAuthority(text, { path: authorityPath, roles: ['safety', 'quality'] }))).toEqual([]);
    }
  });

  test('every key of the language is explained', () => {
    const keys = Object.keys(writtenPolicySchema.shape);
    const headings = [...page.matchAll(/^### `(.*)`$/gm)].map(([, key]) => key);
    expect(headings).toEqual(keys);
  });

  test('every key of every gate, and of the authority file, is explained', () => {
    const gates = writtenGatesSchema.shape;
    const release = Object.entries(writtenReleaseSchema.shape).flatMap(([key, schema]) => {
      const part = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
      return [key, ...(part instanceof z.ZodObject ? Object.keys(part.shape) : [])];
    });
    const keys = Object.entries(gates).flatMap(([gate, schema]) => [gate, ...Object.keys(schema.unwrap().shape)]);
    const entry = Object.keys(writtenAuthoritySchema.shape.authority.element.shape);
    const explained = (key: string) =>
      page.includes(`\`${key}\``) ||
      new RegExp(`^\\s*(?:- \\{ |\\w+: \\{ )?${key}:`, 'm').test(page) ||
      (key === 'skip' && page.includes('{ skip: '));
    expect([...keys, ...release, ...entry].filter((key) => !explained(key))).toEqual([]);
  });

  test('its tables say what the presets ask for', () => {
    expect(/<!-- presets: .*? -->\n(.*?)\n<!-- \/presets -->/s.exec(page)?.[1]).toBe(toTables());
  });
});
