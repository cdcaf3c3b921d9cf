/**
 * Text from users, policies and GitHub, made fit for showing: nothing in it is markup, nothing notifies anybody, and
 * nothing in it is unseen.
 */

/** A selector after an emoji and a joiner between two belong to what is seen. */
const emojiPart = String.raw`(?<=\p{Extended_Pictographic})\uFE0F|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?)\u200D(?=\p{Extended_Pictographic})`;
const hidden = String.raw`[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]`;
const unseen = new RegExp(String.raw`(?!${emojiPart})${hidden}|(?<=\p{M}{3})\p{M}`, 'gu');

const toName = (character: string): string =>
  `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;

/**
 * Writes out what cannot be seen or changes how its neighbours are seen: zero-width and direction controls, line breaks
 * (`↵`), unassigned characters, a fourth accent on one letter. Spaces of all widths become plain ones.
 */
export const toVisible = (text: string): string =>
  text
    .replace(/\r\n|\n|\r/g, '↵')
    .replace(/\t|\p{Zs}/gu, ' ')
    .replace(unseen, toName);

/** At most `limit` characters, the last one `…` if it was longer; never half a surrogate pair. */
export const shorten = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  const cut = text.slice(0, Math.max(0, limit - 1));
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
};

const word = /^(?:[“("']*[\p{L}\p{M}\p{N}.,'’–-]+)?[”)"'.,;:!?…]*$/u;
/** What GitHub makes links of in prose: commits, `GH-12`, `www.`. */
const linked = /[0-9a-f]{7}|gh-\d|www\./i;

/**
 * Splits a text into prose and the rest. Prose is words of letters, digits and harmless punctuation, which read the same
 * in Markdown on GitHub; the rest is to be shown as code, where GitHub leaves it alone. So is what is written from right
 * to left, and what stands in quotation marks or backticks, in their place.
 */
export const toSegments = (text: string): readonly { readonly text: string; readonly isProse: boolean }[] => {
  const segments: { text: string; isProse: boolean; isQuoted?: true }[] = [];
  const add = (part: string, isProse: boolean): void => {
    const last = segments.at(-1);
    if (last?.isProse === isProse && last.isQuoted === undefined) last.text += part;
    else segments.push({ text: part, isProse });
  };
  text.split(/“([^“”]*)”|`([^`]*)`/).forEach((part: string | undefined, index) => {
    if (part === undefined || part === '') return;
    if (index % 3 !== 0) {
      segments.push({ text: part, isProse: false, isQuoted: true });
      return;
    }
    for (const piece of part.split(/(?<= )(?=[^ ])/)) {
      // A colon at the end could make an emoji with the word that follows.
      const isWord = word.test(piece.trim()) && !piece.endsWith(':');
      const isProse = /^ *$/.test(piece) || (isWord && !linked.test(piece) && !isRightToLeft(piece));
      add(piece, isProse);
    }
  });
  return segments;
};

/** Whether a text has letters that are written from right to left, which can reorder what stands beside them. */
export const isRightToLeft = (text: string): boolean =>
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFE\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u.test(text);

/** An address fit for a link; null when it is none, or not one of the web. */
export const toHref = (address: string): string | null => {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const isWeb = (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
  return isWeb && url.href.length <= 2_000 ? url.href.replaceAll('|', '%7C') : null;
};
