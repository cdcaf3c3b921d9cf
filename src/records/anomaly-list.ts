import { collapse } from './plain-text.ts';
import type { IssueRef } from './reference.ts';
import { findReferences, readVisible } from './references.ts';
import type { Home } from './trailers.ts';
import { toWords } from './words.ts';

/** What is said of one problem report. */
export type NamedAnomaly = { readonly ref: IssueRef; readonly words: number };

/**
 * Reads which issues a Markdown text names, and how many words stand with each: in the same line, or in the lines below
 * it up to the next one that names an issue. Of an issue that is named twice the longer one counts. What nobody reads,
 * as in a comment, and what is code or struck out names nothing and says nothing; nor does a text that cannot be read.
 * @param read what of the text is visible, where that is remembered.
 */
export const parseAnomalies = (text: string, home: Home, read = readVisible): readonly NamedAnomaly[] => {
  const found = new Map<string, NamedAnomaly>();
  let open: readonly IssueRef[] = [];
  let words = 0;
  const close = (): void => {
    for (const ref of open) {
      const key = `${ref.owner}/${ref.name}#${ref.number}`.toLowerCase();
      if ((found.get(key)?.words ?? -1) < words) found.set(key, { ref, words });
    }
  };
  const visible = read(text);
  for (const line of (visible.readable ? visible.value : '').split('\n').map(collapse)) {
    const named = findReferences(line, home);
    if (named.length > 0) {
      close();
      open = named;
      words = 0;
    }
    words += toWords(line.replaceAll(/\S*#\d+|https?:\S+|\bGH-\d+/gi, ' ')).length;
  }
  close();
  return [...found.values()];
};
