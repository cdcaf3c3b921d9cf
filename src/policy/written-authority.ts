/** The shape of the authority file as people write it. */

import { z } from 'zod';
import { type FormatName, formats } from './formats.ts';
import { word } from './written-words.ts';

/** A day that the calendar has. */
const date = z
  .string()
  .regex(formats.date.pattern, { message: 'date' satisfies FormatName, abort: true })
  .refine((text) => isDay(text), 'date' satisfies FormatName);

const isDay = (text: string): boolean => {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};

const entry = z
  .strictObject({
    person: word('user').describe('The login of the person who has authority.'),
    id: z
      .int()
      .min(1)
      .describe('The number of the account on GitHub, which stays when the login is changed or taken by another.')
      .optional(),
    role: word('role reference').describe('The role, as the policy names it; `baseline/NAME` for one of the baseline.'),
    from: date.describe('The first day of the authority, UTC.').optional(),
    until: date.describe('The last day of the authority, UTC.').optional(),
    trained_until: date.describe('The last day for which the training holds, UTC.').optional(),
    delegated_by: word('user').describe('The login of the person who delegated the role.').optional(),
  })
  .describe('One person’s authority in one role, as `{ person: login, role: safety }`.');

export const writtenAuthoritySchema = z.strictObject({
  authority: z.array(entry).min(1).max(1000).describe('Who has authority in which role, and when.'),
});

export type WrittenEntry = z.infer<typeof entry>;

/** The last day of an entry: the authority's or the training's, whichever is the earlier; null: none. */
export const toEnd = ({ until, trained_until: trained }: WrittenEntry): string | null => {
  if (until === undefined || trained === undefined) return until ?? trained ?? null;
  return until < trained ? until : trained;
};
