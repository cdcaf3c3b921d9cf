import type { PolicyKind } from './place-problems.ts';
import type { Policy } from './policy.ts';
import { toReadingProblems } from './reading-problems.ts';
import { toReferenceProblems } from './reference-problems.ts';
import { type Refusal, toRefusal } from './refusal.ts';
import { toRepeatProblems } from './repeat-problems.ts';
import { type Language, toShapeProblems } from './shape-problems.ts';
import { readSource } from './source.ts';
import { toPolicy } from './to-policy.ts';
import { writtenPolicySchema } from './written-policy.ts';

export type ParsedPolicy = { readonly ok: true; readonly policy: Policy } | Refusal;

const language: Language = {
  noun: 'policy',
  start: 'Start with product, safety_class and roles.',
  schema: writtenPolicySchema,
};

/**
 * Reads a policy file. Any text gives an answer: a policy that holds somebody to something, or every problem found,
 * in the order of the file. Pure; never throws.
 *
 * @param origin where the text comes from: the file's path for the problems, and the repository's owner, whose teams
 * are meant where the policy names a team without its organisation; `kind`, whether it is the repository's own policy
 * or the baseline of its organisation. Default: its own.
 */
export const parsePolicy = (
  text: string,
  origin: { readonly path: string; readonly owner: string; readonly kind?: PolicyKind },
): ParsedPolicy => {
  const { source, problems: readingProblems } = readSource(origin.path, text, language);
  if (source === null) return toRefusal(readingProblems);

  const shape = writtenPolicySchema.safeParse(source.value);
  const issues = shape.success ? [] : shape.error.issues;
  const whole = issues.every((issue) => issue.path[0] !== 'gates' && issue.path[0] !== 'records');
  const problems = [
    ...readingProblems,
    ...toShapeProblems(issues, source, language),
    ...toReferenceProblems(source, origin.kind ?? 'policy', whole),
    ...toRepeatProblems(source, origin.owner),
    ...toReadingProblems(source),
  ];
  return shape.success && problems.length === 0
    ? { ok: true, policy: toPolicy(shape.data, origin.owner, source) }
    : toRefusal(problems);
};
