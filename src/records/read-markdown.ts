import type { Root } from 'mdast';
import { type CompileContext, type Extension, fromMarkdown, type Token } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { toExcess } from './markdown-cost.ts';

declare module 'mdast' {
  interface ListItemData {
    /** Offsets in the source of what stands between the brackets of a task: from, up to. */
    tick?: readonly [number, number];
  }
}

/** What was read in a text, or the reason why it is not read: nothing may be concluded from such a text. */
export type Reading<T> =
  | { readonly readable: true; readonly value: T }
  | { readonly readable: false; readonly reason: string };

/** GitHub's limit for the body of an issue, pull request or comment, in characters. */
const maxLength = 65_536;

function keepTick(this: CompileContext, token: Token): void {
  const item = this.stack.at(-2);
  if (item?.type === 'listItem') item.data = { tick: [token.start.offset, token.end.offset] };
}

const ticks: Extension = { enter: { taskListCheckValueChecked: keepTick, taskListCheckValueUnchecked: keepTick } };

/**
 * GitHub-flavoured Markdown but for its bare links, which are text to us: looking for them costs time quadratic in the
 * length of a paragraph, in the tokenizer and in the transform that follows it.
 */
const syntax = [gfm(), { disable: { null: ['wwwAutolink', 'protocolAutolink', 'emailAutolink'] } }];
const tree = [...gfmFromMarkdown().filter(({ transforms }) => transforms === undefined), ticks];

/**
 * Parses GitHub-flavoured Markdown and looks at its tree. Positions count UTF-16 code units from the start of `text`, a
 * leading byte order mark left out. A text that would cost too much is not parsed.
 */
export const readMarkdown = <T>(text: string, look: (root: Root) => T): Reading<T> => {
  // GitHub counts characters where we count code units: twice its limit lets everything through that it takes.
  const excess = text.length > 2 * maxLength ? `it is longer than ${maxLength} characters` : toExcess(text);
  if (excess !== null) return { readable: false, reason: excess };
  try {
    return { readable: true, value: look(fromMarkdown(text, { extensions: syntax, mdastExtensions: tree })) };
  } catch (error) {
    // Parsing and looking recurse; whatever is nested too deeply in spite of the budget must hold, not crash.
    if (error instanceof RangeError) return { readable: false, reason: 'it is nested too deeply' };
    throw error;
  }
};
