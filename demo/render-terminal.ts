import { stripVTControlCharacters, styleText } from 'node:util';
import Table from 'cli-table3';
import type { Nodes, PhrasingContent, RootContent, TableRow } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { onlyChanges } from './only-changes.ts';

const parser = unified().use(remarkParse).use(remarkGfm);

/**
 * Renders a check run's Markdown for a terminal `width` columns wide: tables with wrapped cells, headings in bold,
 * links as their underlined text. Takes only what GitHub would render; raw HTML other than a line break is dropped.
 *
 * @param before an earlier version that has been read: only what differs from it is rendered
 */
export const renderTerminal = (markdown: string, width: number, before = ''): string => {
  const now = parser.parse(markdown).children;
  const blocks = before === '' ? now : onlyChanges(now, parser.parse(before).children);
  return blocks
    .map((node) => (node.type === 'kept' ? gray(`  … as before: ${node.rows.join(', ')}`) : toBlock(node, width)))
    .filter((block) => block !== '')
    .join('\n');
};

const gray = (text: string): string => styleText('gray', text);

const toBlock = (node: RootContent, width: number): string => {
  switch (node.type) {
    case 'heading':
      return `\n${styleText('bold', toLine(node.children))}`;
    case 'paragraph':
      return toLine(node.children);
    case 'table':
      return toTable(node.children, width);
    case 'list':
      return node.children
        .map((item) => `  • ${item.children.map((child) => toBlock(child, width - 4)).join('\n    ')}`)
        .join('\n');
    case 'blockquote':
      return node.children.map((child) => `  ${toBlock(child, width - 2)}`).join('\n');
    case 'code':
      return node.value;
    case 'thematicBreak':
      return '─'.repeat(width);
    default:
      return '';
  }
};

const toLine = (nodes: readonly PhrasingContent[]): string => nodes.map(toSpan).join('');

const toSpan = (node: Nodes): string => {
  switch (node.type) {
    case 'text':
      return node.value;
    case 'inlineCode':
      return styleText('cyan', node.value);
    case 'strong':
      return styleText('bold', toLine(node.children));
    case 'link':
      return styleText('underline', toLine(node.children));
    case 'html':
      return /^<br\s*\/?>$/.test(node.value) ? '\n' : '';
    case 'break':
      return '\n';
    default:
      return 'children' in node ? node.children.map(toSpan).join('') : '';
  }
};

const toTable = (rows: readonly TableRow[], width: number): string => {
  const cells = rows.map((row) => row.children.map((cell) => toLine(cell.children)));
  const columns = cells[0]?.map((_, column) => toNeed(cells.map((row) => row[column] ?? ''))) ?? [];
  const table = new Table({
    colWidths: share(columns, width - columns.length - 1 - padding * columns.length).map((one) => one + padding),
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [] },
  });
  table.push(...cells.map((row, index) => (index === 0 ? row.map((cell) => styleText('bold', cell)) : row)));
  return table.toString();
};

/** One blank on each side of a cell. */
const padding = 2;

/** How wide a column must be to break no word, may be to break no line, and how much text each of its cells holds. */
type Need = { readonly least: number; readonly most: number; readonly texts: readonly number[] };

/** Up to so many columns of the terminal a column keeps, however full the others are. */
const narrow = 12;

const toNeed = (cells: readonly string[]): Need => {
  const lines = cells.flatMap((cell) => cell.split('\n'));
  const most = Math.max(...lines.map(toWidth));
  const word = Math.max(...lines.flatMap((line) => line.split(' ')).map(toWidth));
  return { least: Math.max(word, Math.min(most, narrow)), most, texts: cells.map(toWidth) };
};

/** Columns of the terminal that a text takes; an emoji takes two. */
const toWidth = (text: string): number =>
  stripVTControlCharacters(text).replaceAll(/\p{Emoji_Presentation}/gu, '  ').length;

/**
 * Shares `room` among columns: what each must have, then the rest, one by one, to the column that it makes shorter by
 * most. Tall cells weigh more than their length, since the tallest cell of a row makes its height. No column gets more
 * than it can use; where even the words do not fit, the longest are cut.
 */
const share = (needs: readonly Need[], room: number): number[] => {
  const widths = needs.map(({ least }) => least);
  const add = (index: number, by: number) => {
    widths[index] = (widths[index] ?? 0) + by;
  };
  let left = room - widths.reduce((sum, one) => sum + one, 0);
  for (; left < 0; left += 1) add(widths.indexOf(Math.max(...widths)), -1);
  for (; left > 0; left -= 1) {
    const gains = needs.map((need, index) => toGain(need, widths[index] ?? 0));
    const best = Math.max(...gains);
    if (best === 0) break;
    add(gains.indexOf(best), 1);
  }
  return widths;
};

const toGain = ({ most, texts }: Need, width: number): number =>
  width < most ? toBurden(texts, width) - toBurden(texts, width + 1) : 0;

const toBurden = (texts: readonly number[], width: number): number =>
  texts.reduce((sum, text) => sum + (text / width) ** 3, 0);
