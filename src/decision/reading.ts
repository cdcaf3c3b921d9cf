import { parseCommand } from '../records/command.ts';
import { parseIssueForm } from '../records/issue-form.ts';
import { materialDigest } from '../records/material-content.ts';

/** Reads the texts of records. One is made for each decision, so that a text that several gates ask for is parsed once. */
export type Reading = {
  readonly toForm: typeof parseIssueForm;
  readonly toDigest: typeof materialDigest;
  readonly toCommand: typeof parseCommand;
};

export const toReading = (): Reading => ({
  toForm: remembering(parseIssueForm),
  toDigest: remembering(materialDigest),
  toCommand: remembering(parseCommand),
});

const remembering = <T>(read: (text: string) => T): ((text: string) => T) => {
  const results = new Map<string, T>();
  return (text) => {
    const earlier = results.get(text);
    if (earlier !== undefined) return earlier;
    const result = read(text);
    results.set(text, result);
    return result;
  };
};
