import type { Checklist, GateId, SafetyClass } from '../policy/policy.ts';

/**
 * A record that people keep as an issue. Its issue form is written from this, the policy's presets take their headings
 * and items from it, and the form's own wording is told by it from what somebody wrote.
 */
export type RecordDefinition = {
  /** Name of the form's file, without its ending. */
  readonly id: string;
  readonly name: string;
  /** What it is for, for whoever chooses among the forms. */
  readonly purpose: string;
  /** How the title begins. */
  readonly title: string;
  /** By which the record is recognised. */
  readonly label: string;
  /** Markdown above the form. */
  readonly introduction: string;
  readonly fields: readonly Field[];
};

export type Field = {
  readonly id: string;
  readonly heading: string;
  /** Short help, with the numbers of the clauses that ask for it. */
  readonly help: string;
  /** From which class on it must be answered: class B asks for all that A does, C for all that B does; null: never. */
  readonly from: SafetyClass | null;
  /** The gate that demands the answer; null: none does yet. */
  readonly gate: GateId | null;
  readonly answer: Answer;
};

export type Answer =
  | { readonly kind: 'text' }
  /** Shown as it was written, as code. */
  | { readonly kind: 'verbatim' }
  | { readonly kind: 'line'; readonly placeholder: string | null }
  /** Options without commas: GitHub joins several with one. */
  | { readonly kind: 'choice'; readonly options: readonly string[]; readonly several: boolean }
  | { readonly kind: 'checklist'; readonly items: readonly Item[] };

export type Item = { readonly from: SafetyClass; readonly text: string };

const demands = (from: SafetyClass | null, safetyClass: SafetyClass): boolean => from !== null && from <= safetyClass;

/** Headings that a gate demands an answer under, at a class; checklists left out. In the order of the form. */
export const toHeadings = ({ fields }: RecordDefinition, gate: GateId, safetyClass: SafetyClass): readonly string[] =>
  fields.flatMap((field) =>
    field.gate === gate && field.answer.kind !== 'checklist' && demands(field.from, safetyClass) ? [field.heading] : [],
  );

/**
 * The checklist that belongs to a gate, with the items that a class asks for.
 *
 * @throws when the record has none, which is a mistake in our own code.
 */
export const toChecklist = ({ id, fields }: RecordDefinition, gate: GateId, safetyClass: SafetyClass): Checklist => {
  for (const { heading, answer, gate: of } of fields) {
    if (of !== gate || answer.kind !== 'checklist') continue;
    const items = answer.items.filter(({ from }) => demands(from, safetyClass)).map(({ text }) => text);
    return { heading, items };
  }
  throw new Error(`The ${id} has no checklist for the gate ${gate}.`);
};
