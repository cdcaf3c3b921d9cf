import { stringify } from 'yaml';
import type { Field, RecordDefinition } from './record-definition.ts';
import { recordTypes } from './record-types.ts';

/** Where GitHub looks for issue forms, from a repository's root. */
export const formsFolder = '.github/ISSUE_TEMPLATE';

const comment = `# Written by “holdpoint forms”; the headings and items are those that the policy's presets ask for.
# Nothing is required on opening: a record is filled in as the work on it goes on, and the check run says what is blank.
`;

/** Blank issues are left to those who may write to the repository: whatever else comes in, comes in as a record. */
const config = 'blank_issues_enabled: false\n';

const toElement = ({ id, heading, help, answer }: Field): object => {
  const attributes = { label: heading, description: help };
  switch (answer.kind) {
    case 'text':
      return { type: 'textarea', id, attributes };
    case 'verbatim':
      return { type: 'textarea', id, attributes: { ...attributes, render: 'text' } };
    case 'line': {
      const { placeholder } = answer;
      return { type: 'input', id, attributes: { ...attributes, ...(placeholder === null ? {} : { placeholder }) } };
    }
    case 'choice': {
      const { options, several } = answer;
      return { type: 'dropdown', id, attributes: { ...attributes, ...(several ? { multiple: true } : {}), options } };
    }
    case 'checklist': {
      const options = answer.items.map(({ text }) => ({ label: text }));
      return { type: 'checkboxes', id, attributes: { ...attributes, options } };
    }
  }
};

const toFormFile = ({ name, purpose, title, label, introduction, fields }: RecordDefinition): string => {
  const body = [{ type: 'markdown', attributes: { value: introduction } }, ...fields.map(toElement)];
  return (
    comment + stringify({ name, description: purpose, title, labels: [label], body }, { lineWidth: 0, version: '1.1' })
  );
};

/**
 * The issue forms of every record and the configuration of the page on which one is chosen, by GitHub's syntax for them:
 * names of files in `formsFolder`, and their text.
 */
export const toFormFiles = (): readonly { readonly name: string; readonly text: string }[] => [
  ...recordTypes.map((record) => ({ name: `${record.id}.yml`, text: toFormFile(record) })),
  { name: 'config.yml', text: config },
];
