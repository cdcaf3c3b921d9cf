import { join, resolve } from 'node:path';
import { bothChecklists, toChangeRequestBody } from './change.ts';
import { fillForm } from './fill-form.ts';
import type { Stage } from './stage.ts';

type Home = { readonly owner: string; readonly repo: string };

/** An issue by its number, as REST names one. */
export type IssuePlace = Home & { readonly issue_number: number };

const problemReportForm = join(resolve(import.meta.dirname, '..'), '.github/ISSUE_TEMPLATE/problem-report.yml');

/** The body of the shipped problem-report form, filled in by GitHub's rules; see `fillForm`. */
export const toProblemReportBody = (answers: Readonly<Record<string, string>> | 'all', about?: string): string =>
  fillForm(problemReportForm, answers, [], about);

/** Puts another answer under a heading of a filled form. */
export const answer = (body: string, heading: string, text: string): string => {
  const parts = body.split(/^(?=### )/m);
  const index = parts.findIndex((part) => part.startsWith(`### ${heading}\n`));
  if (index < 0) throw new Error(`the form has no heading ${heading}`);
  return parts.with(index, `### ${heading}\n\n${text}\n\n`).join('').trimEnd();
};

/** Opens an issue with labels; where it stands. */
export const openRecord = async (
  stage: Stage,
  home: Home,
  {
    title,
    body,
    labels = ['change-request'],
    login = 'dana',
  }: { title: string; body: string; labels?: string[]; login?: string },
): Promise<IssuePlace> => {
  const { data } = await stage.as(login).rest.issues.create({ ...home, title, body, labels });
  return { ...home, issue_number: data.number };
};

/** A change request that is complete and that nobody has signed. */
export const openRequest = (stage: Stage, home: Home, title: string, login = 'dana'): Promise<IssuePlace> =>
  openRecord(stage, home, { title, body: toChangeRequestBody('all', bothChecklists, title), login });

/** Says something on an issue or a pull request: a remark, or a command; the comment's id. */
export const comment = async (stage: Stage, login: string, at: IssuePlace, body: string): Promise<number> =>
  (await stage.as(login).rest.issues.createComment({ ...at, body })).data.id;

export const setLabel = async (stage: Stage, login: string, at: IssuePlace, label: string): Promise<void> => {
  await stage.as(login).rest.issues.addLabels({ ...at, labels: [label] });
};

/** The two signatures of the presets, each by the label of its gate. */
export const signBoth = async (stage: Stage, at: IssuePlace): Promise<void> => {
  await setLabel(stage, 'sam', at, 'safety-impact-assessed');
  await setLabel(stage, 'quinn', at, 'change-approved');
};
