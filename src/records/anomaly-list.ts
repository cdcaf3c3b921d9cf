import { collapse } from './plain-text.ts';
import type { IssueRef } from './reference.ts';
import { parseReferences } from './references.ts';
import type { Home } from './trailers.ts';
import { toWords } from './words.ts';

/** What is said of one problem report. */
export type NamedAnomaly = { readonly ref: IssueRef; readonly words: number };

/**
 * Reads which issues a text names, and how many words stand with each: in the same line, or in the lines below it up to
 * the next one that names an issue. Of an issue that is named twice the longer one counts.
 */
export const parseAnomalies = (text: string, home: Home): readonly NamedAnomaly[] => {
  const found = new Map<string, NamedAnomaly>();
  let open: readonly IssueRef[] = [];
  let words = 0;
  const close = (): void => {
    for (const ref of open) {
      const key = `${ref.owner}/${ref.name}#${ref.number}`.toLowerCase();
      if ((found.get(key)?.words ?? -1) < words) found.set(key, { ref, words });
    }
  };
  for (const line of text.split('\n').map(collapse)) {
    const named = parseReferences(line, home);
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
