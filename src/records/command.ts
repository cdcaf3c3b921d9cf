import { withoutHidden } from './plain-text.ts';
import { readMarkdown } from './read-markdown.ts';

/** What a comment on a record asks for. Whether it may is decided elsewhere. */
export type Command =
  | { readonly kind: 'none' }
  | { readonly kind: 'sign'; readonly gate: string; readonly meaning: string; readonly note: string | null }
  | { readonly kind: 'revoke'; readonly gate: string }
  /** The reason is never blank. */
  | { readonly kind: 'deviation' | 'emergency'; readonly reason: string }
  /** Somebody meant a command and did not write one; both texts are ours alone. */
  | {
      readonly kind: 'problem';
      readonly message: string;
      readonly hint: string;
      /** What it means to take back all the same: gates in small letters, untrusted; empty for one that is not named. */
      readonly revokes: readonly string[];
    };

const hint =
  'Write a new comment with nothing in it but one line: `/sign GATE MEANING`, a note may follow, or `/revoke GATE`.';
const problem = (message: string): Command => ({ kind: 'problem', message, hint, revokes: [] });

const attempt = /^\s*\/(sign|revoke)(?:\s+(\S*)|$)/i;
const toAttempt = (line: string): RegExpExecArray | null =>
  attempt.exec(withoutHidden(line.normalize('NFKC').replace(/\s/g, ' ')));

const toRevoked = (line: string): readonly string[] => {
  const [, verb, gate] = toAttempt(line) ?? [];
  return verb?.toLowerCase() === 'revoke' ? [gate?.toLowerCase() ?? ''] : [];
};

const toLines = (text: string): readonly string[] => text.split(/\r\n|\n|\r/);

/** Commands are short. What is longer is not worth the parser's time, which whoever comments could use up at will. */
const maxParsed = 2_000;

/** Lines of paragraphs at the top level: not quoted, not code, not in a list or a comment. */
const toOwnLines = (comment: string): readonly string[] => {
  const all = toLines(comment);
  if (comment.length > maxParsed || !all.some((line) => toAttempt(line) !== null)) return all;
  const body = comment.replace(/^\uFEFF/, '');
  const reading = readMarkdown(comment, (root) =>
    root.children.flatMap(({ type, position }) =>
      type === 'paragraph' ? toLines(body.slice(position?.start.offset, position?.end.offset)) : [],
    ),
  );
  return reading.readable ? reading.value : all;
};

const parseLine = (line: string): Command => {
  const [verb, gate, meaning, ...note] = line.split(/ +/);
  const words = `${verb}${gate ?? ''}${meaning ?? ''}`;
  if (withoutHidden(words) !== words || /\s/.test(words)) {
    return problem('The command holds characters that cannot be seen.');
  }
  if (verb === '/sign') {
    if (gate === undefined || meaning === undefined) return problem('The command names no gate or no meaning.');
    return { kind: 'sign', gate, meaning, note: note.length === 0 ? null : note.join(' ') };
  }
  if (verb !== '/revoke') return problem('A command is written in small letters and starts its line.');
  if (gate === undefined) return problem('The command names no gate.');
  if (meaning !== undefined) return problem('A revocation names a gate and nothing else.');
  return { kind: 'revoke', gate };
};

/**
 * Reads a comment as a command: `/sign GATE MEANING [note]` or `/revoke GATE`, exact, the only line of the comment.
 * A comment that means one and is not exact is a problem, so that its writer learns why nothing happened; one that
 * mentions a command in a sentence, a quote or code is none. Gate and meaning are as written, and untrusted.
 */
export const parseCommand = (comment: string): Command => {
  const lines = toOwnLines(comment);
  const attempts = lines.filter((line) => toAttempt(line) !== null);
  if (attempts.length === 0) return { kind: 'none' };
  const command = parseAttempts(comment, attempts.length);
  return command.kind === 'problem' ? { ...command, revokes: attempts.flatMap(toRevoked) } : command;
};

const parseAttempts = (comment: string, attempts: number): Command => {
  if (attempts > 1) return problem('The comment holds several commands.');
  const text = comment.replace(/[ \t\r\n]+$/, '');
  if (/[\r\n]/.test(text)) return problem('The comment holds more than the command.');
  return parseLine(text);
};
