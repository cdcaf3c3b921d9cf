import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { presets } from '../../src/policy/presets.ts';

/** The part of GitHub's syntax for issue forms that this form uses. */
const element = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: z.string() }) }),
  z.strictObject({
    type: z.enum(['input', 'textarea']),
    id: z.string().regex(/^[a-z-]+$/),
    attributes: z.strictObject({ label: z.string(), description: z.string().optional() }),
  }),
  z.strictObject({
    type: z.literal('checkboxes'),
    id: z.string().regex(/^[a-z-]+$/),
    attributes: z.strictObject({
      label: z.string(),
      description: z.string().optional(),
      options: z.array(z.strictObject({ label: z.string() })),
    }),
  }),
]);
const formSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  title: z.string(),
  labels: z.array(z.string()),
  body: z.array(element),
});

const file = new URL('../../.github/ISSUE_TEMPLATE/change-request.yml', import.meta.url);
const form = formSchema.parse(parse(readFileSync(file, 'utf8')));
const fields = form.body.flatMap((element) => (element.type === 'markdown' ? [] : [element]));

test.each(['A', 'B', 'C'] as const)(
  'F30: the form has every section and every item that class %s asks for',
  (safetyClass) => {
    const preset = presets[safetyClass];
    const headings = fields.flatMap(({ type, attributes }) => (type === 'checkboxes' ? [] : [attributes.label]));
    expect(headings).toEqual(expect.arrayContaining([...preset.sections]));
    for (const { heading, items } of Object.values(preset.checklists)) {
      const boxes = fields.find(({ attributes }) => attributes.label === heading);
      const labels = boxes?.type === 'checkboxes' ? boxes.attributes.options.map(({ label }) => label) : [];
      expect(labels).toEqual(expect.arrayContaining([...items]));
    }
    expect(form.labels).toEqual([preset.changeRequest.label]);
  },
);

test('the form asks for nothing that class C does not', () => {
  const { sections, checklists } = presets.C;
  const headings = [...sections, ...Object.values(checklists).map(({ heading }) => heading)];
  expect(fields.map(({ attributes }) => attributes.label)).toEqual(headings);
  const items = fields.flatMap((field) => (field.type === 'checkboxes' ? field.attributes.options : []));
  expect(items.map(({ label }) => label)).toEqual(Object.values(checklists).flatMap(({ items }) => items));
});

test('ids and headings are each given once', () => {
  expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
  expect(new Set(fields.map(({ attributes }) => attributes.label)).size).toBe(fields.length);
});
