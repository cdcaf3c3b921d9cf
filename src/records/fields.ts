/** Words for writing down the fields of a record; a field is demanded from class A on unless one of them says else. */

import type { GateId, SafetyClass } from '../policy/policy.ts';
import type { Answer, Field, Item } from './record-definition.ts';

const field = (id: string, heading: string, help: string, answer: Answer): Field => ({
  id,
  heading,
  help,
  answer,
  from: 'A',
  gate: null,
});

export const text = (id: string, heading: string, help: string): Field => field(id, heading, help, { kind: 'text' });

export const verbatim = (id: string, heading: string, help: string): Field =>
  field(id, heading, help, { kind: 'verbatim' });

export const line = (id: string, heading: string, help: string, placeholder: string | null = null): Field =>
  field(id, heading, help, { kind: 'line', placeholder });

/** One of them is chosen. */
export const choice = (id: string, heading: string, help: string, options: readonly string[]): Field =>
  field(id, heading, help, { kind: 'choice', options, several: false });

/** Several of them may be chosen. */
export const choices = (id: string, heading: string, help: string, options: readonly string[]): Field =>
  field(id, heading, help, { kind: 'choice', options, several: true });

/** Items that are plain texts are asked for from class A on. */
export const checklist = (id: string, heading: string, help: string, items: readonly (string | Item)[]): Field =>
  field(id, heading, help, {
    kind: 'checklist',
    items: items.map((item) => (typeof item === 'string' ? { from: 'A', text: item } : item)),
  });

export const from = (safetyClass: SafetyClass, demanded: Field): Field => ({ ...demanded, from: safetyClass });

export const optional = (demanded: Field): Field => ({ ...demanded, from: null });

export const demandedBy = (gate: GateId, fields: readonly Field[]): readonly Field[] =>
  fields.map((demanded) => ({ ...demanded, gate }));
