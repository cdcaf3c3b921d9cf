import { withoutHidden } from './plain-text.ts';

const spaceless = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]';
const word = new RegExp(`${spaceless}{1,2}|[[\\p{L}\\p{M}\\p{N}]--${spaceless}]+`, 'gv');

/**
 * The words of a text in the order in which they stand: NFKC, lower case, without punctuation, apostrophes and
 * characters that cannot be seen. Of scripts that put no spaces between words, every two letters count as one.
 */
export const toWords = (text: string): readonly string[] =>
  withoutHidden(text.normalize('NFKC').replace(/\p{White_Space}/gu, ' '))
    .toLowerCase()
    .replace(/['’]/g, '')
    .match(word) ?? [];
