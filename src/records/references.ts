import type { Nodes } from 'mdast';
import { toHtmlText } from './html-in-markdown.ts';
import { type Reading, readMarkdown } from './read-markdown.ts';
import type { IssueRef } from './reference.ts';
import type { Home } from './trailers.ts';

const owner = '[A-Za-z0-9][A-Za-z0-9_-]{0,38}';
const name = '[A-Za-z0-9._-]{1,100}';
const number = '([1-9]\\d{0,9})(?!\\w)';

const address = `https://([^\\s/]{1,255})/(${owner})/(${name})/issues/${number}`;
const short = `(?<![\\w/#&.-])(?:(${owner})/(${name}))?#${number}`;
const reference = new RegExp(`${address}|${short}|(?<![\\w/#&.-])GH-${number}`, 'gi');

/** What a reader reads, apart from code and what is struck out; the addresses of links stand for their words. */
const toVisible = (node: Nodes): string => {
  if (node.type === 'text') return node.value;
  if (node.type === 'html') return toHtmlText(node.value);
  if (node.type === 'link') return ` ${node.url} `;
  if (node.type === 'break') return '\n';
  if (node.type === 'delete' || node.type === 'definition' || !('children' in node)) return ' ';
  return node.children.map(toVisible).join(inline.has(node.type) ? '' : '\n');
};

const inline = new Set(['paragraph', 'heading', 'emphasis', 'strong', 'tableCell', 'linkReference']);

/**
 * The issues that a Markdown text names, each once and in order: `#7` and `GH-7` (of `home`), `owner/name#7`, and
 * addresses of issues on `home`'s host, in text or behind a link. What is code, struck out or a comment names none. In a
 * text that is too costly to parse everything counts, so that none goes missing.
 */
export const parseReferences = (text: string, home: Home): readonly IssueRef[] => {
  const reading = readVisible(text);
  return findReferences(reading.readable ? reading.value : text, home);
};

/** What of a Markdown text may name issues: what a reader reads, without code and what is struck out. */
export const readVisible = (text: string): Reading<string> => readMarkdown(text, toVisible);

/** The issues that a text names that is no Markdown any more. */
export const findReferences = (visible: string, home: Home): readonly IssueRef[] => {
  const refs = new Map<string, IssueRef>();
  for (const match of visible.matchAll(reference)) {
    const [, host, linkOwner, linkName, linkNumber, shortOwner, shortName, shortNumber, ghNumber] = match;
    if (host !== undefined && host.toLowerCase() !== (home.host ?? 'github.com')) continue;
    const ref = {
      owner: linkOwner ?? shortOwner ?? home.owner,
      name: linkName ?? shortName ?? home.name,
      number: Number(linkNumber ?? shortNumber ?? ghNumber),
    };
    const key = `${ref.owner}/${ref.name}#${ref.number}`.toLowerCase();
    if (!refs.has(key)) refs.set(key, ref);
  }
  return [...refs.values()];
};
