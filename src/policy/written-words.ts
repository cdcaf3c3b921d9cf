/** Of what the shape of every file is made: text on one line, words with a format, lists. */

import { z } from 'zod';
import { hasHidden, saysSomething } from '../records/plain-text.ts';
import { type FormatName, formats, toOneLine } from './formats.ts';

/** One line of text; line breaks and runs of spaces count as one space, as they do in Markdown. */
export const text = (longest: number) =>
  z
    .string()
    .overwrite(toOneLine)
    .min(1)
    .max(longest)
    .refine((text) => !hasHidden(text), 'visible' satisfies FormatName)
    .refine((text) => text === '' || saysSomething(text), 'words' satisfies FormatName);

/** A list that people can still read; checking it against records takes time that grows faster than its length. */
export const list = <T extends z.ZodType>(entry: T) => z.array(entry).max(100);

export const word = (format: Exclude<FormatName, 'visible' | 'words' | 'date'>) =>
  z.string().regex(formats[format].pattern, format);

export const flag = z.boolean();

export const heading = text(200).describe('The heading as it stands in the issue form, without `#`.');
