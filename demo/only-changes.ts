import type { Nodes, RootContent, Table, TableRow } from 'mdast';

/** A table's rows that stand there as before, by the words of their first cell. */
type Kept = { readonly type: 'kept'; readonly rows: readonly string[] };

/**
 * What differs between two versions of a check run's summary, for somebody who has just read the first: sections that
 * say something else, and of their tables only the rows that do, with a word on those that are left out.
 */
export const onlyChanges = (
  now: readonly RootContent[],
  before: readonly RootContent[],
): readonly (RootContent | Kept)[] => {
  const earlier = new Map(toSections(before).map((section) => [toTitle(section), section]));
  return toSections(now).flatMap((section) => {
    const old = earlier.get(toTitle(section)) ?? [];
    return toKey(section) === toKey(old) ? [] : section.flatMap((node) => toChangedRows(node, old));
  });
};

/** A heading and what stands under it; what stands above the first heading is a section too. */
const toSections = (nodes: readonly RootContent[]): readonly (readonly RootContent[])[] => {
  const starts = nodes.flatMap((node, index) => (index === 0 || node.type === 'heading' ? [index] : []));
  return starts.map((start, index) => nodes.slice(start, starts[index + 1]));
};

const toTitle = ([first]: readonly RootContent[]): string => (first?.type === 'heading' ? toKey([first]) : '');

const toChangedRows = (node: RootContent, old: readonly RootContent[]): readonly (RootContent | Kept)[] => {
  const table = old.find((one) => one.type === 'table');
  const [head, ...rows] = node.type === 'table' ? node.children : [];
  if (node.type !== 'table' || table === undefined || head === undefined) return [node];
  if (toKey([head]) !== toKey(table.children.slice(0, 1))) return [node];
  const known = new Set(table.children.map((row) => toKey([row])));
  const kept = rows.filter((row) => known.has(toKey([row])));
  if (kept.length === 0) return [node];
  const changed: Table = { ...node, children: [head, ...rows.filter((row) => !kept.includes(row))] };
  const note: Kept = { type: 'kept', rows: kept.map(toName) };
  return changed.children.length === 1 ? [note] : [changed, note];
};

const toName = (row: TableRow): string => toText(row.children[0] ?? row);

/** The node's words alone; its place in the source does not matter. */
const toText = (node: Nodes): string =>
  'value' in node ? node.value : 'children' in node ? node.children.map(toText).join('') : '';

const toKey = (nodes: readonly Nodes[]): string =>
  JSON.stringify(nodes, (name, value: unknown) => (name === 'position' ? undefined : value));
