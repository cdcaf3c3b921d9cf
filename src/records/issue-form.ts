import type { Heading, ListItem, Nodes, Paragraph, RootContent } from 'mdast';
import { toHtmlExcess } from './html-in-markdown.ts';
import { type NotApplicable, toNotApplicable } from './not-applicable.ts';
import { collapse, hasHidden, saysSomething, toComparable, toPlainText, withoutHidden } from './plain-text.ts';
import { readMarkdown } from './read-markdown.ts';

/** The body of an issue that was opened through an issue form: `### Label`, the answer, the next label. */
export type IssueForm = {
  /** Null, or why the body was not read; then there are no sections, and nothing may be concluded. */
  readonly unreadable: string | null;
  /** In the order of the body; a section with sub-headings holds what stands under them, too. */
  readonly sections: readonly Section[];
};

export type Section = {
  readonly heading: string;
  /** The heading as it is compared. */
  readonly key: string;
  /** The heading has characters that cannot be seen, so it may be made to look like another. */
  readonly suspicious: boolean;
  /** No answer: nothing, `_No response_`, punctuation, a comment, only boxes that are not ticked. */
  readonly blank: boolean;
  /** Whether the answer says that it does not apply, and gives a reason; a blank section may be called bare, too. */
  readonly notApplicable: NotApplicable;
  /** What a reader reads under the heading. */
  readonly text: string;
  /** Of that, what somebody wrote: without sub-headings and the labels of boxes, ticked or not. */
  readonly answer: string;
  /** The source of what stands under the heading. */
  readonly markdown: string;
  /** Every task under the heading, however deep. */
  readonly checklist: readonly Task[];
};

type Task = {
  readonly text: string;
  readonly ticked: boolean;
  /** Item of a list directly under the heading: not quoted, not under another item. */
  readonly topLevel: boolean;
};

/** What stands beside a box; paragraphs below it are notes. */
const toLabel = (item: ListItem): Paragraph | undefined => item.children.find((child) => child.type === 'paragraph');

const toTasks = (node: Nodes, depth = 0): readonly Task[] => {
  if (!('children' in node)) return [];
  const inner = node.children.flatMap((child) => toTasks(child, depth + 1));
  if (node.type !== 'listItem' || typeof node.checked !== 'boolean') return inner;
  const label = toLabel(node);
  const text = label === undefined ? '' : collapse(toPlainText(label));
  return [{ text, ticked: node.checked, topLevel: depth === 1 }, ...inner];
};

/** What answers: everything but headings and the labels of boxes; a label counts where `ticked` and its box is. */
const toAnswer = (node: Nodes, ticked: boolean): string => {
  if (node.type === 'heading') return '';
  if (node.type !== 'list' && node.type !== 'listItem' && node.type !== 'blockquote') return toPlainText(node);
  const isBox = node.type === 'listItem' && typeof node.checked === 'boolean';
  const label = isBox && !(ticked && node.checked === true) ? toLabel(node) : undefined;
  const children = node.children.filter((child) => child !== label);
  return children.map((child) => toAnswer(child, ticked)).join('\n');
};

const toSection = (heading: Heading, content: readonly RootContent[], source: string): Section => {
  const label = collapse(toPlainText(heading));
  const answers = content.map((node) => toAnswer(node, true));
  const [from, to] = [content[0]?.position?.start.offset, content.at(-1)?.position?.end.offset];
  return {
    heading: label,
    key: toComparable(label),
    suspicious: hasHidden(label),
    blank: !answers.some(saysSomething),
    notApplicable: toNotApplicable(answers.join('\n'), label),
    text: content.map(toPlainText).join('\n').trim(),
    answer: content
      .map((node) => toAnswer(node, false))
      .join('\n')
      .trim(),
    markdown: from === undefined ? '' : source.slice(from, to),
    checklist: content.flatMap((node) => toTasks(node)),
  };
};

const endsAt = (next: RootContent, { depth }: Heading): boolean => next.type === 'heading' && next.depth <= depth;

const toSections = (nodes: readonly RootContent[], source: string): readonly Section[] =>
  nodes.flatMap((node, index) => {
    if (node.type !== 'heading') return [];
    let end = index + 1;
    for (let next = nodes[end]; next !== undefined && !endsAt(next, node); next = nodes[end]) end += 1;
    return [toSection(node, nodes.slice(index + 1, end), source)];
  });

/**
 * Reads the sections of an issue's body. Only a heading that GitHub shows as one at the top level makes a section: not
 * one in a quote, a list, a fence, a comment, nor an escaped one. It reaches to the next heading of its own or a higher
 * rank. Never throws; see docs/records.md for the rules.
 */
export const parseIssueForm = (body: string): IssueForm => {
  // Positions do not count a leading byte order mark.
  const source = body.replace(/^\uFEFF/, '');
  const reading = readMarkdown(body, (root) => toHtmlExcess(root, body) ?? toSections(root.children, source));
  const form = reading.readable ? reading.value : reading.reason;
  return typeof form === 'string' ? { unreadable: form, sections: [] } : { unreadable: null, sections: form };
};

/** The sections under `heading`, compared as docs/records.md says. More than one: each of them must satisfy. */
export const findSections = (form: IssueForm, heading: string): readonly Section[] => {
  const wanted = toComparable(heading);
  return form.sections.filter(({ key }) => key === wanted);
};

/** Sections whose heading would be `heading` but for characters that cannot be seen. */
export const findLookalikes = (form: IssueForm, heading: string): readonly Section[] => {
  const [wanted, seen] = [toComparable(heading), toComparable(withoutHidden(heading))];
  return form.sections.filter(
    ({ heading: other, key, suspicious }) =>
      key !== wanted && (suspicious ? toComparable(withoutHidden(other)) : key) === seen,
  );
};
