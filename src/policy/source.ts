/** The YAML of a file that people write for Holdpoint: its value, and where each part of it stands. */

import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from 'yaml';
import type { Problem } from './problem.ts';
import { quote } from './wording.ts';

export type Path = readonly (string | number)[];

export type Source = {
  /** Plain data: strings, numbers, booleans, null, arrays and objects. */
  readonly value: unknown;
  /** A problem at the value under `path`, or at its key; at the nearest thing above it that exists otherwise. */
  readonly problem: (path: Path, part: 'key' | 'value', message: string, hint: string | null) => Problem;
  /** The line, counted from 1, of the key or entry under `path`; of the nearest thing above it that exists otherwise. */
  readonly lineOf: (path: Path) => number;
};

/** What kind of file is read, for the words of its problems. */
export type Kind = {
  /** As in “the policy”. */
  readonly noun: string;
  /** What to begin with. */
  readonly start: string;
};

/** Such a file takes a few kilobytes; what is longer is not one, and is not read. UTF-16 code units. */
const longest = 64 * 1024;
const deepest = 20;

/**
 * Reads YAML 1.2 of one document. Refused, because a reader could take them for something else than the parser does:
 * anchors, aliases, merge keys, tags, other versions of YAML, keys that are not text, keys that stand twice.
 */
export const readSource = (
  file: string,
  text: string,
  { noun, start }: Kind,
): { readonly source: Source | null; readonly problems: readonly Problem[] } => {
  const lines = new LineCounter();
  const problemAt = (offset: number, message: string, hint: string | null): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), message, hint };
  };
  const refuse = (...problems: Problem[]) => ({ source: null, problems });

  if (text.length > longest) return refuse(problemAt(0, `The ${noun} is longer than ${longest} characters.`, null));
  const document = parseDocument(text.replace(/^\uFEFF/, ''), {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
  });
  const syntax = [...document.errors, ...document.warnings];
  if (syntax.length > 0) return refuse(...toSyntaxProblems(syntax, problemAt));
  if (document.directives?.yaml.explicit && document.directives.yaml.version !== '1.2') {
    return refuse(problemAt(0, `The ${noun} asks for another version of YAML than 1.2.`, 'Take out the %YAML line.'));
  }
  if (document.contents === null || isNull(document.contents)) {
    return refuse(problemAt(0, `The ${noun} is empty.`, start));
  }
  const { foreign, twice } = walk(document.contents, problemAt);
  if (foreign.length > 0) return refuse(...foreign, ...twice);

  const problem: Source['problem'] = (path, part, message, hint) =>
    problemAt(toOffset(document, path, part), message, hint);
  const lineOf: Source['lineOf'] = (path) => Math.max(lines.linePos(toOffset(document, path, 'key')).line, 1);
  return { source: { value: document.toJS(), problem, lineOf }, problems: twice };
};

type ProblemAt = (offset: number, message: string, hint: string | null) => Problem;

const syntaxWords: Partial<Record<YAMLError['code'], readonly [message: string, hint: string | null]>> = {
  BAD_SCALAR_START: ['This is not YAML: a value cannot start with this character.', 'Put the value in quotes.'],
  BLOCK_AS_IMPLICIT_KEY: [
    'This is not YAML: a second “:” on one line.',
    'Put the value in quotes, or start a new line.',
  ],
  MULTIPLE_DOCS: ['A second document starts here.', 'Keep to one document: take out the “---”.'],
  NON_STRING_KEY: ['This key is not text.', 'Write a plain word before the “:”.'],
  TAB_AS_INDENT: ['This is not YAML: a tab is used to indent.', 'Indent with spaces.'],
  TAG_RESOLVE_FAILED: [
    'Tags (“!…”) are not part of the policy language.',
    'Write the plain value, in quotes if need be.',
  ],
};

/** One error breaks the reading of what follows, so each line tells its first error only. */
const toSyntaxProblems = (errors: readonly YAMLError[], problemAt: ProblemAt): Problem[] => {
  if (errors.some((error) => error.code === 'RESOURCE_EXHAUSTION')) return [problemAt(0, tooDeep, null)];
  const byLine = new Map<number, Problem>();
  for (const error of [...errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    const [message, hint] = syntaxWords[error.code] ?? [`This is not YAML: ${toLibraryWords(error.message)}.`, null];
    const problem = problemAt(error.pos[0], message, hint);
    if (!byLine.has(problem.line)) byLine.set(problem.line, problem);
  }
  return [...byLine.values()];
};

const toLibraryWords = (message: string): string => quote(message).slice(1, -1).replace(/\.$/, '');

const tooDeep = `This is nested more than ${deepest} levels deep.`;

/** Visits every node without recursion: the depth is the writer's choice. */
const walk = (root: Node, problemAt: ProblemAt): { foreign: Problem[]; twice: Problem[] } => {
  const foreign: Problem[] = [];
  const twice: Problem[] = [];
  const waiting: { readonly node: unknown; readonly depth: number }[] = [{ node: root, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next;
    if (depth > deepest) return { foreign: [problemAt(0, tooDeep, null)], twice: [] };
    if (isPair(node) && toKey(node) === '<<') foreign.push(problemAt(toStart(node.key), ...mergeKey));
    if (isPair(node)) waiting.push({ node: node.key, depth }, { node: node.value, depth });
    if (!isNode(node)) continue;
    const complaint = toForeign(node);
    if (complaint !== null) foreign.push(problemAt(toStart(node), ...complaint));
    if (isMap(node)) twice.push(...toTwice(node.items, problemAt));
    if (isMap(node) || isSeq(node)) waiting.push(...node.items.map((node) => ({ node, depth: depth + 1 })));
  }
  return { foreign, twice };
};

const mergeKey = ['Merge keys (“<<”) are not part of the policy language.', 'Write the keys out.'] as const;

const toForeign = (node: Node): readonly [message: string, hint: string] | null => {
  if (isAlias(node)) return ['Aliases (“*…”) are not part of the policy language.', 'Write the value out.'];
  if (node.anchor !== undefined) return ['Anchors (“&…”) are not part of the policy language.', 'Take the anchor out.'];
  if (node.tag !== undefined) return ['Tags (“!…”) are not part of the policy language.', 'Take the tag out.'];
  // Plain objects of JavaScript give this key a meaning of its own.
  if (isScalar(node) && node.value === '__proto__') return ['“__proto__” is not a name.', 'Choose another name.'];
  return null;
};

const toTwice = (pairs: readonly Pair[], problemAt: ProblemAt): Problem[] => {
  const first = new Map<string, Problem>();
  const problems: Problem[] = [];
  for (const pair of pairs) {
    const here = problemAt(toStart(pair.key), `The key ${quote(toKey(pair))} stands here twice.`, null);
    const before = first.get(toKey(pair));
    if (before === undefined) first.set(toKey(pair), here);
    else problems.push({ ...here, hint: `It stands in line ${before.line} already: merge the two.` });
  }
  return problems;
};

const toOffset = (document: Document.Parsed, path: Path, part: 'key' | 'value'): number => {
  let offset = toStart(document.contents);
  let node: unknown = document.contents;
  for (const [index, step] of path.entries()) {
    const pair = isMap(node) ? node.items.find((pair) => toKey(pair) === String(step)) : undefined;
    const child: unknown = pair === undefined ? (isSeq(node) ? node.items[Number(step)] : undefined) : pair.value;
    if (child === undefined && pair === undefined) return offset;
    const wantsKey = pair !== undefined && (part === 'key' || index < path.length - 1 || isNull(child));
    offset = toStart(wantsKey ? pair.key : child);
    node = child;
  }
  return offset;
};

const toKey = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');

const toStart = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);

const isNull = (node: unknown): boolean => node === null || (isScalar(node) && node.value === null);
