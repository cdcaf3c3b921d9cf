import type { Policy } from './policy.ts';
import type { Problem } from './problem.ts';
import { toReadingProblems } from './reading-problems.ts';
import { toReferenceProblems } from './reference-problems.ts';
import { toRepeatProblems } from './repeat-problems.ts';
import { toShapeProblems } from './shape-problems.ts';
import { readSource } from './source.ts';
import { toPolicy } from './to-policy.ts';
import { writtenPolicySchema } from './written-policy.ts';

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly [Problem, ...Problem[]] };

/** More than these help nobody; the last of them says how many were left out. */
const mostProblems = 100;

/**
 * Reads a policy file. Any text gives an answer: a policy that holds somebody to something, or every problem found,
 * in the order of the file. Pure; never throws.
 *
 * @param origin where the text comes from: the file's path for the problems, and the repository's owner, whose teams
 * are meant where the policy names a team without its organisation.
 */
export const parsePolicy = (text: string, origin: { readonly path: string; readonly owner: string }): ParsedPolicy => {
  const { source, problems: readingProblems } = readSource(origin.path, text);
  if (source === null) return toRefusal(readingProblems);

  const shape = writtenPolicySchema.safeParse(source.value);
  const issues = shape.success ? [] : shape.error.issues;
  const whole = issues.every((issue) => issue.path[0] !== 'gates' && issue.path[0] !== 'records');
  const problems = [
    ...readingProblems,
    ...toShapeProblems(issues, source),
    ...toReferenceProblems(source, whole),
    ...toRepeatProblems(source, origin.owner),
    ...toReadingProblems(source),
  ];
  return shape.success && problems.length === 0
    ? { ok: true, policy: toPolicy(shape.data, origin.owner) }
    : toRefusal(problems);
};

const toRefusal = (problems: readonly Problem[]): ParsedPolicy => {
  const [first, ...rest] = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  if (first === undefined) throw new Error('A policy was refused without a problem.');
  if (problems.length <= mostProblems) return { ok: false, problems: [first, ...rest] };
  const shown = rest.slice(0, mostProblems - 2);
  const last = rest[mostProblems - 2] ?? first;
  const message = `There are ${problems.length - mostProblems + 1} more problems from here on.`;
  return { ok: false, problems: [first, ...shown, { ...last, message, hint: null }] };
};
