import { toNotApplicable } from './not-applicable.ts';
import { saysSomething, toPlainText, withoutHidden } from './plain-text.ts';
import { readMarkdown } from './read-markdown.ts';

/** What a comment on a record asks for. Whether it may is decided elsewhere. */
export type Command =
  | { readonly kind: 'none' }
  | { readonly kind: 'sign'; readonly gate: string; readonly meaning: string; readonly note: string | null }
  | { readonly kind: 'revoke'; readonly gate: string }
  /** The reason says something; it is as written, and untrusted. */
  | { readonly kind: 'deviation' | 'emergency'; readonly reason: string }
  /** Asks that the tag of a release be made; what follows it on its line is a note, and untrusted. */
  | { readonly kind: 'release'; readonly reason: string }
  /** Somebody meant a command and did not write one; both texts are ours alone. */
  | {
      readonly kind: 'problem';
      readonly message: string;
      readonly hint: string;
      /** What it means to take back all the same: gates in small letters, untrusted; empty for one that is not named. */
      readonly revokes: readonly string[];
    };

const oneLine = 'Write a new comment with nothing in it but one line: ';
const signHint = `${oneLine}\`/sign GATE MEANING\`, a note may follow, or \`/revoke GATE\`.`;
const reasonHint = `${oneLine}\`/deviation REASON\` or \`/emergency REASON\`, with the whole reason on that line.`;

const problem = (message: string, hint = signHint): Command => ({ kind: 'problem', message, hint, revokes: [] });

const attempt = /^\s*\/(sign|revoke|deviation|emergency)(?:\s+(\S*)|$)/i;
/** Other Apps know a command of this name: only the very word is taken for ours. */
const order = /^\/(release)(?: |$)/;

const toAttempt = (line: string): RegExpExecArray | null =>
  attempt.exec(withoutHidden(line.normalize('NFKC').replace(/\s/g, ' '))) ?? order.exec(line);

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

const hasUnseen = (words: string): boolean => withoutHidden(words) !== words || /\s/.test(words);

const parseLine = (line: string): Command => {
  const [verb = '', gate, meaning, ...note] = line.split(/ +/);
  if (verb === '/deviation' || verb === '/emergency') return parseDeclaration(verb, line);
  if (verb === '/release') return { kind: 'release', reason: line.slice(verb.length).trim() };
  if (hasUnseen(`${verb}${gate ?? ''}${meaning ?? ''}`)) return problem(unseen);
  if (verb === '/sign') {
    if (gate === undefined || meaning === undefined) return problem('The command names no gate or no meaning.');
    return { kind: 'sign', gate, meaning, note: note.length === 0 ? null : note.join(' ') };
  }
  if (verb !== '/revoke') return problem('A command is written in small letters and starts its line.');
  if (gate === undefined) return problem('The command names no gate.');
  if (meaning !== undefined) return problem('A revocation names a gate and nothing else.');
  return { kind: 'revoke', gate };
};

const unseen = 'The command holds characters that cannot be seen.';

/** A reason must be there for whoever reads the page, and say more than that there is none. */
const parseDeclaration = (verb: '/deviation' | '/emergency', line: string): Command => {
  if (line.length > maxParsed) return problem(`The command is longer than ${maxParsed} characters.`, reasonHint);
  const reading = readMarkdown(line, (root) => root.children.map(toPlainText).join('\n').slice(verb.length));
  const read = reading.readable ? reading.value : '';
  if (!saysSomething(read) || toNotApplicable(read) === 'bare') {
    return problem('The command gives no reason.', reasonHint);
  }
  return { kind: verb === '/deviation' ? 'deviation' : 'emergency', reason: line.slice(verb.length).trim() };
};

/**
 * Reads a comment as a command: `/sign GATE MEANING [note]`, `/revoke GATE`, `/deviation REASON`, `/emergency REASON` or
 * `/release [note]`,
 * exact, the only line of the comment. `/revoke deviation` and `/revoke emergency` are revocations of those words. A
 * comment that means a command and is not exact is a problem, so that its writer learns why nothing happened; one that
 * mentions a command in a sentence, a quote or code is none. Gate, meaning and reason are as written, and untrusted.
 */
export const parseCommand = (comment: string): Command => {
  const lines = toOwnLines(comment);
  const attempts = lines.filter((line) => toAttempt(line) !== null);
  if (attempts.length === 0) return { kind: 'none' };
  const command = parseAttempts(comment, attempts.length);
  if (command.kind !== 'problem') return command;
  const declares = attempts.some((line) => /^(?:deviation|emergency)$/i.test(toAttempt(line)?.[1] ?? ''));
  return { ...command, hint: declares ? reasonHint : command.hint, revokes: attempts.flatMap(toRevoked) };
};

/** Without blanks and line ends after it; a regular expression would need time quadratic in the length of a run of them. */
const withoutTrailing = (comment: string): string => {
  let end = comment.length;
  while (end > 0 && ' \t\r\n'.includes(comment.charAt(end - 1))) end -= 1;
  return comment.slice(0, end);
};

const parseAttempts = (comment: string, attempts: number): Command => {
  if (attempts > 1) return problem('The comment holds several commands.');
  const text = withoutTrailing(comment);
  if (/[\r\n]/.test(text)) return problem('The comment holds more than the command.');
  return parseLine(text);
};
