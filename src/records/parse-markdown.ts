import type { Root } from 'mdast';
import type { CompileContext, Extension, Token } from 'mdast-util-from-markdown';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { type Processor, unified } from 'unified';
import { toExcess } from './markdown-cost.ts';

declare module 'mdast' {
  interface ListItemData {
    /** Offsets in the source of what stands between the brackets of a task: from, up to. */
    tick?: readonly [number, number];
  }
}

/** A parsed text, or the reason why it is not read: nothing may be concluded from such a text. */
export type Markdown =
  | { readonly readable: true; readonly root: Root }
  | { readonly readable: false; readonly reason: string };

/** GitHub's limit for the body of an issue, pull request or comment, in characters. */
const maxLength = 65_536;

function keepTick(this: CompileContext, token: Token): void {
  const item = this.stack.at(-2);
  if (item?.type === 'listItem') item.data = { tick: [token.start.offset, token.end.offset] };
}

const ticks: Extension = { enter: { taskListCheckValueChecked: keepTick, taskListCheckValueUnchecked: keepTick } };

function remarkTicks(this: Processor): void {
  const data = this.data();
  data.fromMarkdownExtensions = [...(data.fromMarkdownExtensions ?? []), ticks];
}

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkTicks).freeze();

/**
 * Parses GitHub-flavoured Markdown. Positions count UTF-16 code units from the start of `text`, a leading byte order
 * mark left out. A text that would cost too much is not parsed.
 */
export const parseMarkdown = (text: string): Markdown => {
  // GitHub counts characters where we count code units: twice its limit lets everything through that it takes.
  const excess = text.length > 2 * maxLength ? `it is longer than ${maxLength} characters` : toExcess(text);
  if (excess !== null) return { readable: false, reason: excess };
  try {
    return { readable: true, root: parser.parse(text) };
  } catch (error) {
    // The parser recurses; whatever gets past the budget must hold, not crash.
    if (error instanceof RangeError) return { readable: false, reason: 'it is nested too deeply' };
    throw error;
  }
};
