import type { Problem } from './problem.ts';

/** A text that was refused, with every problem in the order of the file. */
export type Refusal = { readonly ok: false; readonly problems: readonly [Problem, ...Problem[]] };

/** More than these help nobody; the last of them says how many were left out. */
const mostProblems = 100;

/** @param problems at least one: a refusal without a reason is a mistake of ours. */
export const toRefusal = (problems: readonly Problem[]): Refusal => {
  const [first, ...rest] = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  if (first === undefined) throw new Error('A file was refused without a problem.');
  if (problems.length <= mostProblems) return { ok: false, problems: [first, ...rest] };
  const shown = rest.slice(0, mostProblems - 2);
  const last = rest[mostProblems - 2] ?? first;
  const message = `There are ${problems.length - mostProblems + 1} more problems from here on.`;
  return { ok: false, problems: [first, ...shown, { ...last, message, hint: null }] };
};
