import type { Nodes } from 'mdast';
import { readMarkdown } from './read-markdown.ts';
import type { IssueRef, RepositoryRef } from './reference.ts';

/** The change requests that a text names, each once, and the lines that meant to name one and do not; untrusted. */
export type ChangeTrailers = {
  /** Null, or why the text was not read: it may then name more. */
  readonly unreadable: string | null;
  readonly refs: readonly IssueRef[];
  readonly malformed: readonly string[];
};

/** Where the text stands. The host is the one that issue addresses must have. */
export type Home = RepositoryRef & { readonly host?: string };

const line = /^[ \t]*change-request[ \t]*:[ \t]*(.*?)[ \t]*$/i;
const short = /^(?:([A-Za-z0-9][A-Za-z0-9_-]*)\/([A-Za-z0-9._-]+))?#([1-9]\d{0,9})$/;
const path = /^\/([A-Za-z0-9][A-Za-z0-9_-]*)\/([A-Za-z0-9._-]+)\/issues\/([1-9]\d{0,9})$/;

const toAddress = (value: string, home: Home): RegExpExecArray | null => {
  if (!URL.canParse(value)) return null;
  const url = new URL(value);
  const plain = url.href === `https://${home.host ?? 'github.com'}${url.pathname}`;
  return plain ? path.exec(url.pathname) : null;
};

const toRef = (value: string, home: Home): IssueRef | null => {
  const match = short.exec(value) ?? toAddress(value, home);
  if (match === null) return null;
  const [, owner = home.owner, name = home.name, number] = match;
  return { owner, name, number: Number(number) };
};

const toTrailers = (lines: readonly string[], home: Home): ChangeTrailers => {
  const refs = new Map<string, IssueRef>();
  const malformed: string[] = [];
  for (const text of lines) {
    // Where a mark stands, something other than plain text does: emphasis, a link, a tag.
    const value = line.exec(text.replaceAll(mark, ''))?.[1];
    if (value === undefined) continue;
    const ref = text.includes(mark) ? null : toRef(value, home);
    if (ref === null) malformed.push(text.replaceAll(mark, '').trim());
    else refs.set(`${ref.owner}/${ref.name}#${ref.number}`.toLowerCase(), ref);
  }
  return { unreadable: null, refs: [...refs.values()], malformed };
};

/** A noncharacter, which no text that GitHub stores for exchange has; one in a text only makes its line malformed. */
const mark = '\uFFFE';

/** The lines that a reader sees, with a mark where something other than text stands; code and tags leave only that. */
const toVisible = (node: Nodes): string => {
  if (node.type === 'text') return node.value;
  if (node.type === 'break') return '\n';
  if (node.type !== 'emphasis' && node.type !== 'strong' && node.type !== 'link') return mark;
  const text = node.children.map(toVisible).join('');
  if (node.type === 'link' && text === node.url && !node.title) return text;
  return `${mark}${text.replaceAll('\n', `${mark}\n${mark}`)}${mark}`;
};

/**
 * Reads `Change-Request: #12`, `Change-Request: owner/name#12` or `Change-Request: https://…/issues/12` from the body
 * of a pull request: a line of its own in a paragraph at the top level, the key in any letter case. What is quoted,
 * code, struck out or a comment does not count.
 */
export const parseChangeTrailers = (body: string, home: Home): ChangeTrailers => {
  const lines = readMarkdown(body, (root) =>
    root.children.flatMap((node) =>
      node.type === 'paragraph' ? node.children.map(toVisible).join('').split('\n') : [],
    ),
  );
  return lines.readable ? toTrailers(lines.value, home) : { unreadable: lines.reason, refs: [], malformed: [] };
};

/** The same from a commit message, which is plain text: lines of its last paragraph, which is not its first. */
export const parseCommitTrailers = (message: string, home: Home): ChangeTrailers => {
  const paragraphs = message.trim().split(/(?:\r?\n[ \t]*){2,}/);
  const last = paragraphs.length > 1 ? paragraphs.at(-1) : undefined;
  return toTrailers(last?.split(/\r?\n/) ?? [], home);
};
