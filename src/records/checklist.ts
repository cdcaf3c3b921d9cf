import { findLookalikes, findSections, type IssueForm } from './issue-form.ts';
import { toComparable } from './plain-text.ts';

/** What stands in the way of judging a checklist at all. */
export type ChecklistProblem =
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'no-section' }
  | { readonly kind: 'several-sections'; readonly count: number }
  /** A heading that is told from the right one only by characters that cannot be seen; untrusted. */
  | { readonly kind: 'lookalike'; readonly heading: string }
  /** Nothing under the heading can be ticked, and nothing is required: an empty list completes nothing. */
  | { readonly kind: 'no-items' };

export type ChecklistState = {
  readonly complete: boolean;
  /** Required items that do not stand under the heading, as the policy words them. */
  readonly missing: readonly string[];
  /** Boxes under the heading that are not ticked, as the record words them; untrusted. */
  readonly unticked: readonly string[];
  readonly problems: readonly ChecklistProblem[];
};

/**
 * Whether a checklist is complete: exactly one section bears its heading, every required item stands there as an item
 * of a list of its own, and every box there, however deep, is ticked. Supports IEC 62304 8.2.1, 7.4.1.
 */
export const evaluateChecklist = (
  form: IssueForm,
  checklist: { readonly heading: string; readonly items: readonly string[] },
): ChecklistState => {
  const sections = findSections(form, checklist.heading);
  const tasks = sections.flatMap((section) => section.checklist);
  const present = new Set(tasks.filter((task) => task.topLevel).map((task) => toComparable(task.text)));
  const missing = checklist.items.filter((item) => !present.has(toComparable(item)));
  const unticked = tasks.filter((task) => !task.ticked).map((task) => task.text);

  const problems: ChecklistProblem[] = findLookalikes(form, checklist.heading).map(({ heading }) => ({
    kind: 'lookalike',
    heading,
  }));
  if (form.unreadable !== null) problems.push({ kind: 'unreadable', reason: form.unreadable });
  else if (sections.length === 0) problems.push({ kind: 'no-section' });
  else if (sections.length > 1) problems.push({ kind: 'several-sections', count: sections.length });
  else if (tasks.length === 0 && checklist.items.length === 0) problems.push({ kind: 'no-items' });

  return {
    complete: missing.length === 0 && unticked.length === 0 && problems.length === 0,
    missing,
    unticked,
    problems,
  };
};
