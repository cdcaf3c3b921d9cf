import octicons from '@primer/octicons';

/** Markup that is safe to put into a page. Only `html`, `trusted` and `icon` make it. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = Html | string | number | null | undefined | false | readonly Part[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function toMarkup(part: Part): string {
  if (part instanceof Html) return part.markup;
  if (Array.isArray(part)) return part.map(toMarkup).join('');
  if (typeof part !== 'string' && typeof part !== 'number') return '';
  return String(part).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A template of markup: everything put in is escaped, unless it is markup already. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(strings.map((text, index) => text + (index < parts.length ? toMarkup(parts[index]) : '')).join(''));

/** Markup from a sanitizer. */
export const trusted = (markup: string): Html => new Html(markup);

/** One of GitHub's icons. `tone` is a class of the style sheet that gives it its colour. */
export function icon(name: string, tone = '', width = 16): Html {
  return new Html(octicons[name]?.toSVG({ width, class: `octicon ${tone}` }) ?? '');
}
