import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** The part of GitHub's issue-form syntax that the shipped forms use. */
const formSchema = z.object({
  body: z.array(
    z.object({
      type: z.enum(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']),
      attributes: z.object({ label: z.string().optional(), options: z.array(z.unknown()).optional() }),
    }),
  ),
});

const checkboxSchema = z.object({ label: z.string() });

/**
 * The body that GitHub makes of an issue form: a `###` heading for each element, the answer below it, `_No response_`
 * where none was given, a task list for checkboxes.
 *
 * @param answers by label; an element without one stays blank
 * @param ticked labels of the checkbox groups that are ticked whole
 */
export const fillForm = (
  path: string,
  answers: Readonly<Record<string, string>> | 'all',
  ticked: readonly string[] = [],
): string =>
  formSchema
    .parse(parse(readFileSync(path, 'utf8')))
    .body.filter(({ type }) => type !== 'markdown')
    .map(({ type, attributes: { label = '', options = [] } }) => {
      if (type === 'checkboxes') {
        const box = ticked.includes(label) ? '- [X]' : '- [ ]';
        return `### ${label}\n\n${options.map((option) => `${box} ${checkboxSchema.parse(option).label}`).join('\n')}`;
      }
      const answer =
        answers === 'all' ? `${label}: assessed for this change; see the risk file, revision 12.` : answers[label];
      return `### ${label}\n\n${answer ?? '_No response_'}`;
    })
    .join('\n\n');
