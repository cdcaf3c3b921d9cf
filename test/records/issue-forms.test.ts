import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { formsFolder, toFormFiles } from '../../src/records/form-files.ts';
import type { RecordDefinition } from '../../src/records/record-definition.ts';
import { recordTypes } from '../../src/records/record-types.ts';
import { type Form, readForm } from './form-rules.ts';

const folder = new URL(`../../${formsFolder}/`, import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const records = recordTypes.map((record) => [record.id, record] as const);

describe('the issue forms of this repository', () => {
  test('F78: are those of the records, and nothing else', () => {
    expect(readdirSync(folder).sort()).toEqual([...records.map(([id]) => `${id}.yml`), 'config.yml'].sort());
  });

  test.each(toFormFiles())('F78: $name is as “holdpoint forms . --force” writes it', ({ name, text }) => {
    expect(read(name)).toBe(text);
  });

  test.each(records)('F8: the form of a %s keeps GitHub’s rules', (id) => {
    expect(readForm(read(`${id}.yml`)).problems).toEqual([]);
  });

  test('F8: each has a name and a label of its own', () => {
    for (const values of [records.map(([, { name }]) => name), records.map(([, { label }]) => label)]) {
      expect(new Set(values).size).toBe(values.length);
    }
  });

  test('F78: blank issues are left to those who may write', () => {
    expect(parse(read('config.yml'))).toEqual({ blank_issues_enabled: false });
  });
});

describe('GitHub’s rules', () => {
  const good = `name: A
description: B
body:
  - { type: markdown, attributes: { value: C } }
  - { type: textarea, id: d, attributes: { label: D } }
  - { type: dropdown, id: e, attributes: { label: E, options: [f, g] } }
  - { type: checkboxes, id: h, attributes: { label: H, options: [{ label: i }, { label: j }] } }
`;

  test('F8: let a good form through', () => expect(readForm(good).problems).toEqual([]));

  test.each([
    ['without a name', 'name: A\n', ''],
    ['without a description', 'description: B\n', ''],
    ['with a blank name', 'name: A', 'name: " "'],
    ['with a key that is not one', 'name: A', 'name: A\nhello: world'],
    ['with a type that is none', 'type: textarea', 'type: text'],
    ['with an element without a label', '{ label: D }', '{ description: D }'],
    ['with an attribute that is none', '{ label: D }', '{ label: D, options: [a] }'],
    ['with a key beside type that is none', 'id: d,', 'id: d, label: D,'],
    ['with an id of several words', 'id: d', 'id: d d'],
    ['with an id twice', 'id: e', 'id: d'],
    ['with a label twice', 'label: E', 'label: D'],
    ['with labels too similar', 'label: E', 'label: D?'],
    ['with an option twice', '[f, g]', '[f, f]'],
    ['with the option none', '[f, g]', '[f, None]'],
    ['with an option that YAML takes for yes or no', '[f, g]', '[f, no]'],
    ['with an option that YAML takes for a date', '[f, g]', '[f, 2026-11-30]'],
    ['with an option that is empty', '[f, g]', '[f, ""]'],
    ['without options', '[f, g]', '[]'],
    ['with a box twice', 'label: j', 'label: i'],
    ['with a box named like a field', 'label: j', 'label: D'],
    ['with a word that GitHub forbids', 'label: D', 'label: Password'],
    ['with nothing to fill in', good.slice(good.indexOf('  - { type: textarea')), ''],
    ['without elements', good.slice(good.indexOf('body:')), 'body: []\n'],
  ])('F8: refuse a form %s', (_, from, to) => {
    expect(good).toContain(from);
    expect(readForm(good.replace(from, to)).problems).not.toEqual([]);
  });
});

type Shape = { readonly heading: string; readonly answer: string };

const toShape = ({ fields }: RecordDefinition): readonly Shape[] =>
  fields.map(({ heading, answer }) => {
    if (answer.kind === 'choice') return { heading, answer: `dropdown ${answer.several}: ${answer.options.join('|')}` };
    if (answer.kind === 'checklist') {
      return { heading, answer: `checkboxes: ${answer.items.map(({ text }) => text).join('|')}` };
    }
    return { heading, answer: { text: 'textarea', verbatim: 'textarea text', line: 'input' }[answer.kind] };
  });

const toFormShape = ({ body }: Form): readonly Shape[] =>
  body.flatMap((element): readonly Shape[] => {
    if (element.type === 'markdown') return [];
    const { label: heading } = element.attributes;
    if (element.type === 'input') return [{ heading, answer: 'input' }];
    if (element.type === 'textarea') {
      const { render } = element.attributes;
      return [{ heading, answer: render === undefined ? 'textarea' : `textarea ${render}` }];
    }
    const { options } = element.attributes;
    const names = options.map((option) => (typeof option === 'string' ? option : option.label)).join('|');
    return element.type === 'dropdown'
      ? [{ heading, answer: `dropdown ${element.attributes.multiple === true}: ${names}` }]
      : [{ heading, answer: `checkboxes: ${names}` }];
  });

/** What stands on one side only. */
const toDifference = (source: string, record: RecordDefinition): readonly string[] => {
  const { form } = readForm(source);
  const [inForm, inRecord] = [form === null ? [] : toFormShape(form), toShape(record)].map((shapes) =>
    shapes.map((shape) => JSON.stringify(shape)),
  );
  return [
    ...(inForm ?? []).filter((shape) => !inRecord?.includes(shape)).map((shape) => `only in the form: ${shape}`),
    ...(inRecord ?? []).filter((shape) => !inForm?.includes(shape)).map((shape) => `only in the record: ${shape}`),
  ];
};

describe('a form and the definition of its record', () => {
  test.each(records)('F8: have the same fields: %s', (id, record) => {
    expect(toDifference(read(`${id}.yml`), record)).toEqual([]);
  });

  test.each(records)('F8: a field of one that the other lacks is noticed: %s', (id, record) => {
    const source = read(`${id}.yml`);
    const [first, ...others] = record.fields;
    expect(toDifference(`${source}  - { type: input, id: more, attributes: { label: More } }\n`, record)).toEqual([
      'only in the form: {"heading":"More","answer":"input"}',
    ]);
    expect(toDifference(source, { ...record, fields: others })).toEqual([
      expect.stringContaining(`only in the form: {"heading":${JSON.stringify(first?.heading)}`),
    ]);
    const more = {
      id: 'more',
      heading: 'More',
      help: 'More',
      from: null,
      gate: null,
      answer: { kind: 'text' },
    } as const;
    expect(toDifference(source, { ...record, fields: [...record.fields, more] })).toEqual([
      'only in the record: {"heading":"More","answer":"textarea"}',
    ]);
  });

  test.each(records)('F8: every field has an id, a heading and help of its own: %s', (_, { fields }) => {
    for (const values of [
      fields.map(({ id }) => id),
      fields.map(({ heading }) => heading),
      fields.map(({ help }) => help),
    ]) {
      expect(new Set(values).size).toBe(values.length);
      expect(values.filter((value) => value.trim() !== value || value === '')).toEqual([]);
    }
  });

  test.each(records)('F8: its options have no commas, and none says that nothing applies: %s', (_, { fields }) => {
    const options = fields.flatMap(({ answer }) => (answer.kind === 'choice' ? answer.options : []));
    expect(options.filter((option) => option.includes(','))).toEqual([]);
  });
});
