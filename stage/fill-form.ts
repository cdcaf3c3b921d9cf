import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** The part of GitHub's syntax for issue forms that says what becomes of the answers. */
const label = z.string();
const element = z.discriminatedUnion('type', [
  z.object({ type: z.literal('markdown') }),
  z.object({ type: z.literal('input'), attributes: z.object({ label }) }),
  z.object({ type: z.literal('textarea'), attributes: z.object({ label, render: z.string().optional() }) }),
  z.object({
    type: z.literal('dropdown'),
    attributes: z.object({ label, options: z.array(z.string()), multiple: z.boolean().optional() }),
  }),
  z.object({
    type: z.literal('checkboxes'),
    attributes: z.object({ label, options: z.array(z.object({ label })) }),
  }),
]);
const formSchema = z.object({ body: z.array(element) });

type Element = z.infer<typeof element>;

/** By the label of the element: the text, the options chosen, or the boxes ticked. Without an answer it stays blank. */
export type Answers = Readonly<Record<string, string | readonly string[]>>;

/** What GitHub writes where nothing was answered: one for texts, the other for a choice that nobody made. */
const nothing = '_No response_';
const nothingChosen = 'None';

const renderElement = (element: Element, answers: Answers): readonly string[] => {
  if (element.type === 'markdown') return [];
  const { type, attributes } = element;
  const answer = answers[attributes.label] ?? [];
  const given = typeof answer === 'string' ? [answer] : answer;
  const text = given.join(', ');
  const written = (): string => {
    if (type === 'checkboxes') {
      return attributes.options.map(({ label }) => `- [${given.includes(label) ? 'X' : ' '}] ${label}`).join('\n');
    }
    if (text === '') return type === 'dropdown' ? nothingChosen : nothing;
    return type === 'textarea' && attributes.render !== undefined
      ? `\`\`\`${attributes.render}\n${text}\n\`\`\``
      : text;
  };
  return [`### ${attributes.label}\n\n${written()}`];
};

/**
 * The body that GitHub makes of an issue form: a `###` heading for each element, the answer below it as it was written,
 * in a fence where the form says how to render it, options with commas between them, a task list for checkboxes.
 *
 * @param form text of the form's file
 */
export const renderForm = (form: string, answers: Answers): string =>
  formSchema
    .parse(parse(form))
    .body.flatMap((element) => renderElement(element, answers))
    .join('\n\n');

/** What only some records have: not answered unless somebody says so. */
const optional = new Set(['Period of the batch']);

/** An answer for everything that a form asks; each differs from every other, and those about one thing from another's. */
const answerAll = (form: string, about: string | undefined): Answers => {
  const of = about === undefined ? '' : `, “${about}”`;
  const answers = formSchema.parse(parse(form)).body.flatMap((element): (readonly [string, string])[] => {
    if (element.type === 'markdown' || element.type === 'checkboxes') return [];
    const { label } = element.attributes;
    if (optional.has(label)) return [];
    if (element.type === 'dropdown') return [[label, element.attributes.options[0] ?? '']];
    return [[label, `${label}: assessed for this change${of}; see the risk file, revision 12.`]];
  });
  return Object.fromEntries(answers);
};

/**
 * Fills a form of the repository in, as a person would who has thought about it.
 *
 * @param path of the form's file
 * @param answers by label; `all`: every element is answered, a choice with its first option
 * @param ticked labels of the checkbox groups that are ticked whole
 * @param about what the answers of `all` are about, so that no two records have the same text
 */
export const fillForm = (
  path: string,
  answers: Readonly<Record<string, string>> | 'all',
  ticked: readonly string[] = [],
  about?: string,
): string => {
  const form = readFileSync(path, 'utf8');
  const ticks = formSchema
    .parse(parse(form))
    .body.flatMap((element): (readonly [string, readonly string[]])[] =>
      element.type === 'checkboxes' && ticked.includes(element.attributes.label)
        ? [[element.attributes.label, element.attributes.options.map(({ label }) => label)]]
        : [],
    );
  return renderForm(form, { ...(answers === 'all' ? answerAll(form, about) : answers), ...Object.fromEntries(ticks) });
};
