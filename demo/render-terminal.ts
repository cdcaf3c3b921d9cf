import { stripVTControlCharacters, styleText } from 'node:util';
import Table from 'cli-table3';
import type { Nodes, PhrasingContent, RootContent, TableRow } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

const parser = unified().use(remarkParse).use(remarkGfm);

/**
 * Renders a check run's Markdown for a terminal `width` columns wide: tables with wrapped cells, headings in bold,
 * links as their text. Takes only what GitHub would render; raw HTML other than a line break is dropped.
 */
export const renderTerminal = (markdown: string, width: number): string =>
  parser
    .parse(markdown)
    .children.map((node) => toBlock(node, width))
    .filter((block) => block !== '')
    .join('\n');

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
    case 'html':
      return /^<br\s*\/?>$/.test(node.value) ? '\n' : '';
    case 'break':
      return '\n';
    default:
      return 'children' in node ? node.children.map(toSpan).join('') : '';
  }
};

/** Column widths follow the longest cell of each column, within what the terminal has room for. */
const toTable = (rows: readonly TableRow[], width: number): string => {
  const cells = rows.map((row) => row.children.map((cell) => toLine(cell.children)));
  const columns = cells[0]?.length ?? 0;
  const longest = Array.from({ length: columns }, (_, column) =>
    Math.max(
      ...cells.map((row) =>
        Math.max(
          ...stripVTControlCharacters(row[column] ?? '')
            .split('\n')
            .map((line) => line.length),
        ),
      ),
    ),
  );
  const table = new Table({
    colWidths: share(longest, width - columns - 1),
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [] },
  });
  table.push(...cells.map((row, index) => (index === 0 ? row.map((cell) => styleText('bold', cell)) : row)));
  return table.toString();
};

/** Narrow columns keep their width; the wide ones share what is left. Cells have one column of padding on each side. */
const share = (longest: readonly number[], room: number): number[] => {
  const wanted = longest.map((length) => length + 2);
  const widths = wanted.map(() => 0);
  let left = room;
  let open = wanted.map((_, index) => index);
  while (open.length > 0) {
    const fair = Math.floor(left / open.length);
    const fitting = open.filter((index) => (wanted[index] ?? 0) <= fair);
    if (fitting.length === 0) {
      for (const index of open) widths[index] = fair;
      break;
    }
    for (const index of fitting) {
      widths[index] = wanted[index] ?? 0;
      left -= wanted[index] ?? 0;
    }
    open = open.filter((index) => !fitting.includes(index));
  }
  return widths;
};
