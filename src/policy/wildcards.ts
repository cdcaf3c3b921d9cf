/**
 * Whether a name made of segments between slashes matches a pattern. `*` stands for any characters within a segment, `?`
 * for one; `**` alone between slashes for any number of segments, and for at least one at the end. Every other character
 * stands for itself, and case counts. Takes time in proportion to pattern times name at most: whoever opens a pull
 * request chooses the names.
 */
export const matchesWildcards = (pattern: string, name: string): boolean => {
  if (pattern === '**' || pattern === name) return true;
  const segments = pattern.split('/');
  return matchesRun(segments.at(-1) === '**' ? [...segments.slice(0, -1), '*', '**'] : segments, name.split('/'), {
    spans: (segment) => segment === '**',
    fits: matchesSegment,
  });
};

const matchesSegment = (pattern: string, segment: string): boolean =>
  matchesRun(Array.from(pattern), Array.from(segment), {
    spans: (character) => character === '*',
    fits: (character, other) => character === '?' || character === other,
  });

type Rules = {
  /** Whether a part of the pattern stands for any number of items. */
  readonly spans: (part: string) => boolean;
  readonly fits: (part: string, item: string) => boolean;
};

/** Where something does not fit, only the newest spanning part can help, by one item more: no other way is tried again. */
const matchesRun = (pattern: readonly string[], items: readonly string[], { spans, fits }: Rules): boolean => {
  let at = 0;
  let newest: { readonly part: number; readonly end: number } | null = null;
  for (let index = 0; index < items.length; ) {
    const part = pattern[at];
    if (part !== undefined && spans(part)) {
      newest = { part: at, end: index };
      at += 1;
    } else if (part !== undefined && fits(part, items[index] ?? '')) {
      at += 1;
      index += 1;
    } else if (newest !== null) {
      newest = { part: newest.part, end: newest.end + 1 };
      at = newest.part + 1;
      index = newest.end;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every(spans);
};
