import { type Fact, known, type Link, unknown } from '../decision/facts.ts';
import type { IssueRef } from '../records/reference.ts';
import { parseChangeTrailers, parseCommitTrailers } from '../records/trailers.ts';
import { pieceAnswers } from './answers.ts';
import { joinPage, type List, toList, toWhole } from './connection.ts';
import type { Errand } from './errands.ts';
import { type Found, toFound, toFoundFacts, toIssueErrands, toKey } from './gather-issue.ts';
import { toShape } from './graphql.ts';
import type { IssueAnswer } from './issue-answers.ts';
import { toNodeIndex, toReason } from './place-errors.ts';
import { type OpenIssue, toIssueRef, toOpenIssue } from './to-issue.ts';

const mostLinks = 200;
/**
 * Characters of the bodies of all linked issues together. The parser takes up to ten microseconds a character, in which
 * nothing else is done: no delivery taken, no heartbeat sent.
 */
export const mostBodyText = 500_000;

export type FoundLink = Found<OpenIssue> & { readonly asked: IssueRef; readonly how: Link['how'] };

/** The issues that a pull request refers to; grows until nothing is open. */
export type LinkGathering = {
  readonly what: string;
  readonly ref: IssueRef;
  /** Of the addresses by which a trailer may name an issue. */
  readonly host: string;
  /** The description of the pull request. */
  readonly body: string;
  /** The messages of the commits that were read so far. */
  readonly toMessages: () => readonly string[];
  closing: List<IssueAnswer>;
  /** By lower-case name. */
  readonly found: Map<string, FoundLink>;
};

/** @param problems why single closing references cannot be read, by their place in the list. */
export const toLinkGathering = (
  start: Omit<LinkGathering, 'found'>,
  problems: ReadonlyMap<number, string>,
): LinkGathering => {
  const gathering = { ...start, found: new Map<string, FoundLink>() };
  takeClosing(gathering, gathering.closing, problems);
  return gathering;
};

/** Asks for further closing references, for issues that only a trailer names, and for further pages of all of them. */
export const toLinkErrands = (gathering: LinkGathering): readonly Errand[] => [
  ...toClosingErrand(gathering),
  ...toTrailerErrands(gathering),
  ...[...gathering.found.values()].flatMap((found) => toIssueErrands(gathering.what, found)),
];

const toClosingErrand = (gathering: LinkGathering): Errand[] => {
  const { what, ref, closing } = gathering;
  if (closing.next === null || closing.problem !== null) return [];
  const take: Errand['take'] = (answer, errors) => {
    const list = 'closingIssuesReferences';
    const whole = errors.find((error) => toNodeIndex(error.path, list) === null);
    if (whole !== undefined) {
      gathering.closing = { ...closing, problem: toReason(whole) };
      return;
    }
    const page = toList(toShape(what, pieceAnswers.closing, answer).pullRequest.closingIssuesReferences);
    gathering.closing = joinPage(closing, page);
    const at = errors.map((error): [number, string] => [toNodeIndex(error.path, list) ?? 0, toReason(error)]);
    takeClosing(gathering, page, new Map(at));
  };
  return [{ piece: { kind: 'closing', ...ref, after: closing.next }, take }];
};

/** A reference that GitHub left out is noticed when the list is counted; see `toWhole`. */
const takeClosing = (
  gathering: LinkGathering,
  page: List<IssueAnswer>,
  problems: ReadonlyMap<number, string>,
): void => {
  for (const [index, answer] of page.nodes.entries()) {
    const problem = problems.get(index) ?? null;
    if (answer === null) {
      gathering.closing = { ...gathering.closing, problem: gathering.closing.problem ?? problem };
      continue;
    }
    const asked = toIssueRef(answer);
    gathering.found.set(toKey(asked), { asked, how: 'closing', issue: toOpenIssue(answer), problem });
  }
};

/** The issues that `Change-Request:` lines of the description and of the commit messages name; each once. */
const toTrailers = ({ host, ref, body, toMessages }: LinkGathering): Map<string, IssueRef> => {
  const home = { ...ref, host };
  const refs = [
    ...parseChangeTrailers(body, home).refs,
    ...toMessages().flatMap((message) => parseCommitTrailers(message, home).refs),
  ];
  return new Map(refs.map((asked) => [toKey(asked), asked]));
};

/** Why the description may name more issues than were found in it. Its author can mend it, unlike a commit message. */
const toTrailerProblem = ({ host, ref, body }: LinkGathering): string | null => {
  const { unreadable, malformed } = parseChangeTrailers(body, { ...ref, host });
  if (unreadable !== null) return `the description could not be read: ${unreadable}`;
  return malformed.length === 0
    ? null
    : 'a `Change-Request:` line of the description names no issue; write it as `Change-Request: #12`';
};

const toTrailerErrands = (gathering: LinkGathering): Errand[] =>
  [...toTrailers(gathering)]
    .filter(([key]) => !gathering.found.has(key))
    .slice(0, Math.max(0, mostLinks - gathering.found.size))
    .map(([key, asked]) => ({
      piece: { kind: 'issue', ...asked },
      take: (answer, [error]) => {
        if (gathering.found.has(key)) return;
        const { issue, problem } = toFound(gathering.what, asked, pieceAnswers.issue, answer, error);
        const open = issue === null ? null : toOpenIssue(issue);
        gathering.found.set(key, { asked, how: 'trailer', issue: open, problem });
      },
    }));

/** What the pull request refers to, once nothing is open; unknown when the list may not be whole. */
export const toLinks = (gathering: LinkGathering): Fact<readonly Link[]> => {
  const closing = toWhole('linked issues', gathering.closing);
  if (!closing.known) return closing;
  const problem = toTrailerProblem(gathering);
  if (problem !== null) return unknown(problem);
  const open = toTrailerErrands(gathering).length;
  if (open > 0 || gathering.found.size >= mostLinks) return unknown(`more than ${mostLinks} issues are named`);
  const links = [...gathering.found.values()].map(
    (found): Link => ({ ref: found.asked, how: found.how, issue: toFoundFacts(found) }),
  );
  const bodies = new Set(links.flatMap(({ issue }) => (issue.known ? [issue.value.body] : [])));
  return toLength(bodies) <= mostBodyText
    ? known(links)
    : unknown(`the linked issues hold more than ${mostBodyText} characters together; link fewer, or shorten them`);
};

/** Characters of several texts, those that are there twice counted once. */
export const toLength = (texts: ReadonlySet<string>): number => [...texts].reduce((sum, text) => sum + text.length, 0);
