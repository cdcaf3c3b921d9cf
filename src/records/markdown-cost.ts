/**
 * What a text may cost to parse. The parser needs time quadratic in some structures (a hundred seconds for 65,536
 * characters of `**`), and anybody who may open an issue can write them; GitHub's clock for us is short. The figures
 * behind the limits are in docs/decisions/markdown-budget.md.
 */

const maxLines = 10_000;
/** Changes of nesting from line to line, and underlines of headings: each is paid with the size of the whole text. */
const maxStructure = 2_000;
/** Columns up to where the last container marker (`>`, bullets, numbers) of a line stands; a level needs two or more. */
const maxIndent = 200;
/** Delimiters of a paragraph, heading or cell, times its length; summed over the text. */
const maxInline = 2.5e7;

const bullet = /^(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)/;
const delimiter = /[[\]*_~<!`]/g;
const underline = /^[ \t>]*(?:=+|-+)[ \t]*$/;
const tag = /^[ \t>]*</;
const newBlock = /^ {0,3}(?:[-*+] +\S|#{1,6}(?:[ \t]|$))/;

type Line = { readonly text: string; readonly markers: number; readonly quoted: boolean; readonly prefix: string };

const toColumns = (prefix: string): number => prefix.replaceAll('\t', '    ').length;

/** Splits off the container markers that a line starts with, whether or not they will turn out to be such. */
const toLine = (text: string): Line => {
  let [at, markers, quoted, prefix] = [0, 0, false, ''];
  while (at < text.length) {
    const character = text.charAt(at);
    const marker = bullet.exec(text.slice(at, at + 12))?.[0];
    if (character !== ' ' && character !== '\t' && character !== '>' && marker === undefined) break;
    if (character === '>') quoted = true;
    if (character === '>' || marker !== undefined) markers += 1;
    prefix += marker === undefined ? character : '-';
    at += marker?.length ?? 1;
  }
  return { text, markers, quoted, prefix: at === text.length && markers === 0 ? '' : prefix };
};

/**
 * Takes out fenced code, which costs nothing, if it is certain to be that: an opening fence in the first column is
 * always one, except in an HTML block, which needs a line that starts with `<`.
 */
const withoutFences = (lines: readonly string[]): readonly string[] => {
  if (lines.some((line) => /^ {0,3}</.test(line))) return lines;
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of lines) {
    if (fence === null) {
      fence = /^(`{3,})[^`]*$/.exec(line)?.[1] ?? /^(~{3,})/.exec(line)?.[1] ?? null;
      kept.push(fence === null ? line : '');
    } else if (/^ {0,3}(?:`{3,}|~{3,})[ \t]*$/.test(line) && line.trim().startsWith(fence)) fence = null;
  }
  return kept;
};

/** Why `text` is too expensive to parse, in words for the person who wrote it; null when it is not. */
export const toExcess = (text: string): string | null => {
  let [structure, inline, delimiters, length, quoted, prefix] = [0, 0, 0, 0, false, ''];
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length > maxLines) return `it has more than ${maxLines} lines`;
  for (const source of withoutFences(lines)) {
    const line = toLine(source);
    if (line.markers > 0 && toColumns(line.prefix) > maxIndent) return 'a line is nested too deeply';
    const blank = line.text.trim() === '';
    if (blank || newBlock.test(line.text)) {
      inline += delimiters * length;
      [delimiters, length] = [0, 0];
    }
    quoted = !blank && (quoted || line.quoted);
    structure +=
      Math.max(0, line.markers - 1) +
      Number(quoted || line.prefix !== prefix || underline.test(line.text) || tag.test(line.text));
    prefix = line.prefix;
    delimiters += line.text.match(delimiter)?.length ?? 0;
    length += line.text.length + 1;
  }
  if (structure > maxStructure) return 'it changes its nesting of lists and quotes too often';
  return inline + delimiters * length > maxInline ? 'one paragraph has too many brackets, asterisks or tags' : null;
};
