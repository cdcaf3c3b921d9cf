import { toHtml } from 'hast-util-to-html';
import type { Nodes, Root, RootContent } from 'mdast';
import { toHast } from 'mdast-util-to-hast';
import { type DefaultTreeAdapterMap, parseFragment } from 'parse5';

type Parent = DefaultTreeAdapterMap['parentNode'];

/** Tags of the text times its blocks and tags: a browser may have to repeat every tag in every block. */
const maxRepeats = 1e6;

/** A comment and nothing else, to Markdown and to HTML alike. */
const isComment = (value: string): boolean =>
  value.startsWith('<!--') && value.indexOf('-->') === value.length - 3 && value.length > 6 && !value.includes('--!>');

const toTags = (node: Nodes): readonly string[] => {
  if (node.type === 'html') return isComment(node.value) ? [] : node.value.split('<').slice(1);
  return 'children' in node ? node.children.flatMap(toTags) : [];
};

/** What a reader reads of an HTML block; of a tag in a sentence, nothing. */
export const toHtmlText = (html: string): string => toText(parseFragment(html));

const toText = (parent: Parent): string =>
  parent.childNodes
    .map((child) => {
      if ('value' in child) return child.value;
      return 'childNodes' in child ? toText(child) : '';
    })
    .join('');

const isRendered = ({ type }: RootContent): boolean =>
  type !== 'html' && type !== 'definition' && type !== 'footnoteDefinition';

/** An attribute that no tag of the text can have. */
const toMark = (text: string): string => {
  const lower = text.toLowerCase();
  let number = 0;
  while (lower.includes(`data-mark-${number}`)) number += 1;
  return `data-mark-${number}`;
};

/** Where each marked element came to stand: the names of its ancestors from the top, and its own. */
const toPlaces = (parent: Parent, mark: string, path: string, places: Map<string, string>): Map<string, string> => {
  for (const child of parent.childNodes) {
    if (!('tagName' in child)) continue;
    const here = `${path}/${child.tagName}`;
    const value = child.attrs.find(({ name }) => name === mark)?.value;
    // The parser may repeat an element; then none of its places is the right one.
    if (value !== undefined) places.set(value, places.has(value) ? '' : here);
    toPlaces(child, mark, here, places);
  }
  return places;
};

/**
 * Why HTML in a Markdown text makes it unfit for reading; null when it does not. Markdown knows only where a tag stands,
 * not what it holds: a heading after `<div><!--` is a heading to it and a comment to everybody who looks at the page. So
 * the page is made as GitHub makes it, and every heading and task at the top level must come to stand there, everything
 * else must come to stand somewhere. Marks `root`.
 */
export const toHtmlExcess = (root: Root, text: string): string | null => {
  const tags = toTags(root).length;
  if (tags === 0) return null;
  if (tags * (tags + root.children.length) > maxRepeats) return 'it has too many HTML tags';
  const mark = toMark(text);
  const expected = new Map<string, string | null>();
  const expect = (node: RootContent, place: string | null): void => {
    const id = String(expected.size);
    expected.set(id, place);
    node.data = { ...node.data, hProperties: { [mark]: id } };
  };
  for (const node of root.children.filter(isRendered)) {
    expect(node, node.type === 'heading' ? `/h${node.depth}` : null);
    if (node.type !== 'list') continue;
    const list = node.ordered ? '/ol/li' : '/ul/li';
    for (const item of node.children) if (typeof item.checked === 'boolean') expect(item, list);
  }
  const page = toHtml(toHast(root, { allowDangerousHtml: true }), { allowDangerousHtml: true });
  const places = toPlaces(parseFragment(page), mark, '', new Map());
  const isAstray = [...expected].some(([id, place]) => (place === null ? !places.get(id) : places.get(id) !== place));
  return isAstray ? 'an HTML tag in it holds or hides a heading, a task or a paragraph' : null;
};
