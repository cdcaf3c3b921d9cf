import type { BlockContent, Html, PhrasingContent, Root, RootContent, Table, TableCell, Text } from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { toMarkdown } from 'mdast-util-to-markdown';
import type { IssueRef } from '../records/reference.ts';
import type { Account } from './facts.ts';
import type { Run, Sentence } from './finding.ts';
import { isRightToLeft, shorten, toHref, toSegments, toVisible } from './show-text.ts';

/** Where references lead, and how long a sentence may be. */
export type Manner = {
  /** Address of the repository in which the text is shown. */
  readonly repositoryUrl: string;
  /** Characters of a sentence. */
  readonly sentence: number;
};

export type Phrasing = readonly PhrasingContent[];

const text = (value: string): Text => ({ type: 'text', value });
const html = (value: string): Html => ({ type: 'html', value });

/** Keeps code beside code apart: their backticks would run together. */
const apart = (nodes: Phrasing): PhrasingContent[] =>
  nodes.flatMap((node, i) =>
    node.type === 'inlineCode' && nodes[i - 1]?.type === 'inlineCode' ? [html('<!-- -->'), node] : [node],
  );

/** A line break that a table cell can hold. */
export const lineBreak: PhrasingContent = html('<br>');

/** Untrusted text, as code. GitHub makes no mention, reference, link or emoji of code. */
const toCode = (value: string): Phrasing => {
  const seen = toVisible(value);
  if (seen.trim() === '') return [text('(blank)')];
  // A table cell has no way to write a backslash before a pipe in code, so the code ends between them.
  const code = seen.split(/(?<=\\)(?=\|)/).map((value): PhrasingContent => ({ type: 'inlineCode', value }));
  return isRightToLeft(seen) ? [text('\u2068'), ...code, text('\u2069')] : code;
};

/** Untrusted text that reads as a sentence or a name: words as such, everything else as code. */
export const toProse = (value: string): Phrasing =>
  toSegments(toVisible(value)).flatMap((segment): Phrasing => {
    if (segment.isProse) return [text(segment.text)];
    const [, code = '', space = ''] = /^(.*?)( *)$/su.exec(segment.text) ?? [];
    return space === '' ? toCode(code) : [...toCode(code), text(' ')];
  });

const toLink = (address: string, children: Phrasing): Phrasing => {
  const url = toHref(address);
  return url === null ? children : [{ type: 'link', url, children: apart(children) }];
};

/** An address of the same GitHub: of a person, of an issue in any repository. */
const toGitHub = ({ repositoryUrl }: Manner, path: readonly string[]): string =>
  URL.canParse(repositoryUrl)
    ? `${new URL(repositoryUrl).origin}/${path.map((part) => encodeURIComponent(part.toWellFormed())).join('/')}`
    : '';

const toIssue = ({ owner, name, number }: IssueRef, manner: Manner): Phrasing => {
  const address = toGitHub(manner, [owner, name, 'issues', String(number)]);
  const isHere = address.toLowerCase() === `${manner.repositoryUrl}/issues/${number}`.toLowerCase();
  return toLink(address, toCode(isHere ? `#${number}` : `${owner}/${name}#${number}`));
};

/** Printed name and login (21 CFR 11.50); never a mention. */
const toPerson = ({ login, name, kind }: Account, manner: Manner): Phrasing => {
  const account = toLink(kind === 'bot' ? '' : toGitHub(manner, [login]), toCode(login));
  return name === null || name === login ? account : [...toProse(name), text(' ('), ...account, text(')')];
};

const toLength = (run: Run): number => {
  if (typeof run === 'string') return run.length;
  if ('code' in run) return run.code.length;
  if ('person' in run) return run.person.login.length + (run.person.name?.length ?? 0);
  if ('issue' in run) return run.issue.owner.length + run.issue.name.length + 12;
  return run.text.length + Math.min(run.link.length, 2_000);
};

const toRun = (run: Run, limit: number, manner: Manner): Phrasing => {
  if (typeof run === 'string') return [text(shorten(run, limit))];
  if ('code' in run) return toCode(shorten(run.code, limit));
  if (toLength(run) > limit) return [text('…')];
  if ('person' in run) return toPerson(run.person, manner);
  if ('issue' in run) return toIssue(run.issue, manner);
  return toLink(run.link, toProse(run.text));
};

/** A sentence as Markdown. One that is longer than it may be ends with a word that it is. */
export const toPhrasing = (sentence: Sentence, manner: Manner): Phrasing => {
  const shown: PhrasingContent[] = [];
  let left = manner.sentence;
  for (const run of sentence) {
    shown.push(...toRun(run, left, manner));
    left -= toLength(run);
    if (left < 0) return [...shown, text(' (shortened)')];
  }
  return shown;
};

export const paragraph = (...children: Phrasing): BlockContent => ({ type: 'paragraph', children: apart(children) });

/** Writes a sentence as a paragraph. */
export type Say = (...sentence: Sentence) => BlockContent;

/** One who writes all sentences in the same manner. */
export const toSay =
  (manner: Manner): Say =>
  (...sentence) =>
    paragraph(...toPhrasing(sentence, manner));

export const heading = (title: string): RootContent => ({ type: 'heading', depth: 3, children: [text(title)] });

/** A table: titles of its columns, and rows of cells. */
export const table = (columns: readonly string[], rows: readonly (readonly Phrasing[])[]): Table => {
  const toRow = (cells: readonly Phrasing[]) => ({
    type: 'tableRow' as const,
    children: cells.map((children): TableCell => ({ type: 'tableCell', children: apart(children) })),
  });
  return { type: 'table', children: [toRow(columns.map((title) => [text(title)])), ...rows.map(toRow)] };
};

/** Writes Markdown that reads back as this tree. */
export const serialise = (children: readonly RootContent[]): string => {
  const root: Root = { type: 'root', children: [...children] };
  return toMarkdown(root, { extensions: [gfmToMarkdown({ tablePipeAlign: false })], bullet: '-' });
};
