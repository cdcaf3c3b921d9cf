import type { Nodes } from 'mdast';
import { toHtmlText } from './html-in-markdown.ts';

const phrasing = new Set(['paragraph', 'heading', 'emphasis', 'strong', 'link', 'linkReference', 'tableCell']);

/**
 * What a reader reads: text, code, and the description of pictures in Markdown. Not what is struck out, not comments
 * and tags, not footnotes and definitions, which stand elsewhere.
 */
export const toPlainText = (node: Nodes): string => {
  if (node.type === 'text' || node.type === 'inlineCode' || node.type === 'code') return node.value;
  if (node.type === 'break') return '\n';
  if (node.type === 'html') return toHtmlText(node.value);
  if (node.type === 'image' || node.type === 'imageReference') return node.alt ?? '';
  if (node.type === 'delete' || node.type === 'footnoteDefinition' || !('children' in node)) return '';
  return node.children.map(toPlainText).join(phrasing.has(node.type) ? '' : '\n');
};

/** White space collapsed, none at the ends. `trim` and `\s` are no good: they take a byte order mark for white space. */
export const collapse = (text: string): string => text.replace(/\p{White_Space}+/gu, ' ').replace(/^ | $/g, '');

/**
 * The form in which headings and items are compared: NFKC, white space collapsed, lower case. Characters that cannot be
 * seen are kept: a text that hides some is another text.
 */
export const toComparable = (text: string): string => collapse(text.normalize('NFKC')).toLowerCase();

const hidden = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu;

/** Takes out what cannot be seen: zero-width and direction controls, fillers, unassigned characters. */
export const withoutHidden = (text: string): string => text.replace(hidden, '');

/** Whether a text has such characters, apart from white space. */
export const hasHidden = (text: string): boolean => withoutHidden(text) !== text.replace(/[\t\n\r]/g, '');

/** Whether a text says anything: it has a letter or a digit, and is not what GitHub writes for an empty answer. */
export const saysSomething = (text: string): boolean => {
  const said = withoutHidden(text.normalize('NFKC')).replace(/[^\p{L}\p{N}]/gu, '');
  return said !== '' && said.toLowerCase() !== 'noresponse';
};
