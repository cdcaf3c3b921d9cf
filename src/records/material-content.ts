import { createHash } from 'node:crypto';
import type { Nodes } from 'mdast';
import { collapse } from './plain-text.ts';
import { readMarkdown } from './read-markdown.ts';

const toTicks = (node: Nodes): readonly (readonly [number, number])[] => {
  const inner = 'children' in node ? node.children.flatMap(toTicks) : [];
  return node.type === 'listItem' && node.data?.tick !== undefined ? [node.data.tick, ...inner] : inner;
};

/** The body with every box unticked, so that ticking one is no edit. A body that is not parsed stays as it is. */
const untick = (body: string): string => {
  const ticks = readMarkdown(body, toTicks);
  if (!ticks.readable) return body;
  // The parser does not count a leading byte order mark.
  const shift = body.startsWith('\uFEFF') ? 1 : 0;
  let [text, from] = ['', 0];
  for (const [start, end] of ticks.value.toSorted(([a], [b]) => a - b)) {
    text += `${body.slice(from, start + shift)} `;
    from = end + shift;
  }
  return text + body.slice(from);
};

/**
 * `sha256:…` of what a sign-off on this body covers (21 CFR 11.70). Three steps, so that anybody can repeat it:
 * 1. what stands between the brackets of every task-list item of GitHub-flavoured Markdown becomes one space;
 * 2. every run of white space (the Unicode property White_Space) becomes one space, none at either end;
 * 3. SHA-256 of the UTF-8 encoding, in lower-case hexadecimal.
 * Everything else counts: comments, fences, link targets, the order of sections, letter case, invisible characters.
 */
export const materialDigest = (body: string): string =>
  `sha256:${createHash('sha256')
    .update(collapse(untick(body)), 'utf8')
    .digest('hex')}`;
