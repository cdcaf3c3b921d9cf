/** What a record says, read no more cleverly than the texts of `test/cases` need. */

import type { Instant, IssueFacts, Revision } from '../../../src/decision/facts.ts';
import type { Checklist } from '../../../src/policy/policy.ts';

export const lower = (text: string): string => text.toLowerCase();

/** Texts and times are few, and each is read for many releases. */
const remembering = <T>(read: (text: string, heading: string) => T): ((text: string, heading?: string) => T) => {
  const results = new Map<string, Map<string, T>>();
  return (text, heading = '') => {
    const own = results.get(heading) ?? new Map<string, T>();
    results.set(heading, own);
    if (own.size > 5_000) own.clear();
    const result = own.get(text) ?? read(text, heading);
    own.set(text, result);
    return result;
  };
};

/** A time up to its second, as text that can be compared; null when it is none. */
const toText = remembering((at: Instant): string | null =>
  Number.isNaN(Date.parse(at)) ? null : new Date(at).toISOString().slice(0, 19),
);

/** The day in UTC; null when it is no time. */
export const dayOf = (at: Instant): string | null => toText(at)?.slice(0, 10) ?? null;

/** Certainly earlier: in an earlier second. */
export const earlier = (a: Instant, b: Instant): boolean => {
  const [first, second] = [toText(a), toText(b)];
  return first !== null && second !== null && first < second;
};

/** Oldest first; what has no time may be the newest. */
export const inOrder = <T extends { readonly at: Instant }>(list: readonly T[]): readonly T[] => {
  const key = ({ at }: T): string => toText(at) ?? '9999';
  return list.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
};

/** The lines of each section with this heading; none when a heading only looks like it, or when tags fold it away. */
export const sections = remembering((body, heading): readonly string[][] => {
  if (/^<[a-z]/m.test(body)) return [];
  const parts = body
    .replace(/\r/g, '')
    .replace(/^```\w*$.*?^```$/gms, (code) => code.replace(/^#/gm, ' #'))
    .split(/^### /m)
    .slice(1)
    .map((part) => part.split('\n'));
  const visible = ([title = '']: string[]): string => title.replace(/\u200B/g, '');
  const alike = parts.filter((part) => visible(part) === heading);
  return alike.some(([title]) => title !== heading) ? [] : alike.map((part) => part.slice(1));
});

/** What is answered under a heading; null when it stands there not once, or nothing is said. */
export const answer = (body: string, heading: string): string | null => {
  const [lines, ...others] = sections(body, heading);
  const text = (lines ?? [])
    .join('\n')
    .replace(/<!--.*?-->/gs, '')
    .replace('_No response_', '')
    .trim();
  return lines !== undefined && others.length === 0 && /[a-z0-9]/i.test(text) ? text : null;
};

const nothing = /\b(?:n\/a|not applicable|not relevant|none|nil|no)\b/gi;

/** `bare`: it says that it does not apply and nothing else; `reasoned`: and why. */
export const applicability = (text: string): 'applies' | 'bare' | 'reasoned' => {
  if (!/^(?:n\/a|not applicable|not relevant|none|nil|no)\b/i.test(text)) return 'applies';
  const rest = text.replace(nothing, ' ').split(/[^\p{L}\p{N}]+/u);
  return rest.filter((word) => word !== '').length < 3 ? 'bare' : 'reasoned';
};

/** Answered, and not by saying that it does not apply and leaving it at that. */
export const isAnswered = (body: string, heading: string): boolean => {
  const text = answer(body, heading);
  return text !== null && applicability(text) !== 'bare';
};

export const isTicked = (body: string, { heading, items }: Checklist): boolean => {
  const [lines, ...others] = sections(body, heading);
  if (lines === undefined || others.length > 0) return false;
  const boxes = lines.flatMap((line) => /^- \[([xX ])\] (.*)$/.exec(line) ?? []);
  const labels = tickedItems(body, heading);
  return !boxes.includes(' ') && items.every((item) => labels.has(item)) && labels.size > 0;
};

const tickedItems = (body: string, heading: string): ReadonlySet<string> =>
  new Set((sections(body, heading)[0] ?? []).flatMap((line) => /^- \[[xX]\] (.*)$/.exec(line)?.[1] ?? []));

const material = remembering((body) =>
  body
    .replace(/^( *[-*] )\[[xX ]\] /gm, '$1[ ] ')
    .replace(/\s+/g, ' ')
    .trim(),
);

/** When the record came to say what it says; null when that cannot be told. */
export const lastEdit = ({ revisions, body }: IssueFacts): Instant | null => {
  if (!revisions.known) return null;
  const ordered = inOrder(revisions.value);
  const same = ordered.map((revision) => revision.body.known && material(revision.body.value) === material(body));
  return same.at(-1) === true ? (ordered[same.lastIndexOf(false) + 1]?.at ?? null) : null;
};

/** Everybody who wrote the record: its author and whoever changed more than ticks; null while one is not known. */
export const recordAuthors = ({ author, revisions }: IssueFacts): ReadonlySet<number> | null => {
  if (!author.known || !revisions.known) return null;
  const ids = new Set([author.value.id]);
  const ordered = inOrder(revisions.value);
  for (const [index, revision] of ordered.entries()) {
    const before = ordered[index - 1];
    const isSame =
      before !== undefined &&
      revision.body.known &&
      before.body.known &&
      material(revision.body.value) === material(before.body.value);
    // What stood there first is the author's, whoever GitHub names for it.
    if (isSame || (before === undefined && !revision.editor.known)) continue;
    if (!revision.editor.known) return null;
    ids.add(revision.editor.value.id);
  }
  return ids;
};

/** Whether every text was ticked that may have stood there in the second of signing. */
export const wasTicked = ({ revisions }: IssueFacts, checklist: Checklist | null, at: Instant): boolean => {
  if (checklist === null) return true;
  if (!revisions.known) return false;
  const ordered = inOrder(revisions.value);
  const before = ordered.filter((revision) => earlier(revision.at, at)).slice(-1);
  const meanwhile = ordered.filter((revision) => !earlier(revision.at, at) && !earlier(at, revision.at));
  const texts = [...before, ...meanwhile].map(({ body }) => body);
  return texts.length > 0 && texts.every((text) => text.known && isTicked(text.value, checklist));
};

/** The revision that ticked each item for the last time; null when it cannot be told. */
export const tickers = ({ revisions, body }: IssueFacts, { heading }: Checklist): readonly (Revision | null)[] => {
  const items = [...tickedItems(body, heading)];
  if (!revisions.known) return items.map(() => null);
  const newestFirst = inOrder(revisions.value).toReversed();
  return items.map((item) => {
    let ticker: Revision | null = null;
    for (const revision of newestFirst) {
      if (!revision.body.known) return null;
      if (!tickedItems(revision.body.value, heading).has(item)) return ticker;
      ticker = revision;
    }
    return ticker;
  });
};
