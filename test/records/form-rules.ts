import { parse } from 'yaml';
import { z } from 'zod';

/**
 * GitHub's rules for issue forms, as its documentation has them: “Syntax for issue forms”, “Syntax for GitHub's form
 * schema”, “Common validation errors when creating issue forms”. GitHub reads YAML 1.1, in which `no` and `2026-11-30`
 * are no texts.
 */

const text = z.string().regex(/\S/, 'is blank');
const id = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .optional();
const validations = z.strictObject({ required: z.boolean().optional() }).optional();
const about = { label: text, description: text.optional() };
const written = { ...about, placeholder: text.optional(), value: text.optional() };
const option = text.refine((value) => value.toLowerCase() !== 'none', 'is a word that GitHub keeps for itself');

const element = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: text }) }),
  z.strictObject({ type: z.literal('input'), id, attributes: z.strictObject(written), validations }),
  z.strictObject({
    type: z.literal('textarea'),
    id,
    attributes: z.strictObject({ ...written, render: text.optional() }),
    validations,
  }),
  z.strictObject({
    type: z.literal('dropdown'),
    id,
    attributes: z.strictObject({
      ...about,
      multiple: z.boolean().optional(),
      options: z.array(option).min(1),
      default: z.int().nonnegative().optional(),
    }),
    validations,
  }),
  z.strictObject({
    type: z.literal('checkboxes'),
    id,
    attributes: z.strictObject({
      ...about,
      options: z.array(z.strictObject({ label: text, required: z.boolean().optional() })).min(1),
    }),
    validations,
  }),
]);

const names = z.array(text).min(1).optional();

const formSchema = z.strictObject({
  name: text,
  description: text,
  body: z.array(element).min(1),
  title: text.optional(),
  labels: names,
  assignees: names,
  projects: names,
  type: text.optional(),
});

export type Form = z.infer<typeof formSchema>;

const toRepeated = (values: readonly string[], what: string): readonly string[] =>
  [...new Set(values.filter((value, index) => values.indexOf(value) !== index))].map(
    (value) => `${what} “${value}” stands there more than once`,
  );

/** What GitHub makes of a label where an element has no id. */
const parameterize = (label: string): string =>
  label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^-|-$/g, '');

/** Everything by which GitHub would refuse the form, or read something else than is meant; and the form, if it has a form's shape. */
export const readForm = (source: string): { readonly form: Form | null; readonly problems: readonly string[] } => {
  const [older, newer]: readonly unknown[] = [parse(source, { version: '1.1' }), parse(source)];
  const parsed = formSchema.safeParse(older);
  if (!parsed.success) return { form: null, problems: [z.prettifyError(parsed.error)] };
  const form = parsed.data;
  const fields = form.body.flatMap((element) => (element.type === 'markdown' ? [] : [element]));
  const labels = fields.map(({ attributes }) => attributes.label);
  const problems = [
    ...(JSON.stringify(older) === JSON.stringify(newer) ? [] : ['YAML 1.1 and 1.2 differ on it']),
    ...(fields.length === 0 ? ['nothing can be filled in'] : []),
    ...toRepeated(
      fields.map((field) => field.id ?? parameterize(field.attributes.label)),
      'the id',
    ),
    ...toRepeated(labels.map(parameterize), 'the label'),
    ...labels
      .filter((label) => /password|passwd|secret|credential|token/i.test(label))
      .map((label) => `forbidden: ${label}`),
    ...fields.flatMap((field) => {
      if (field.type === 'dropdown') return toRepeated(field.attributes.options, 'the option');
      if (field.type !== 'checkboxes') return [];
      const boxes = field.attributes.options.map(({ label }) => label);
      return [
        ...toRepeated(boxes, 'the box'),
        ...boxes.filter((box) => labels.includes(box)).map((box) => `box and label: ${box}`),
      ];
    }),
  ];
  return { form, problems };
};
