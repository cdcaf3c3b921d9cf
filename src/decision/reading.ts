import { parseCommand } from '../records/command.ts';
import { parseIssueForm } from '../records/issue-form.ts';
import { materialDigest } from '../records/material-content.ts';
import { readVisible } from '../records/references.ts';
import { type ReleaseAnswers, toReleaseAnswers } from '../records/release-answers.ts';

/** Reads the texts of records. One is made for each decision, so that a text that several gates ask for is parsed once. */
export type Reading = {
  readonly toForm: typeof parseIssueForm;
  readonly toDigest: typeof materialDigest;
  readonly toCommand: typeof parseCommand;
  readonly toReleaseAnswers: (body: string) => ReleaseAnswers;
  readonly toVisible: typeof readVisible;
};

export const toReading = (): Reading => {
  const toForm = remembering(parseIssueForm);
  return {
    toForm,
    toDigest: remembering(materialDigest),
    toCommand: remembering(parseCommand),
    toReleaseAnswers: remembering((body) => toReleaseAnswers(toForm(body))),
    toVisible: remembering(readVisible),
  };
};

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
