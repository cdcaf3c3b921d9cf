import { z } from 'zod';
import { type Fact, type IssueFacts, known, type Link, unknown } from '../decision/facts.ts';
import type { IssueRef } from '../records/reference.ts';
import { parseChangeTrailers, parseCommitTrailers } from '../records/trailers.ts';
import {
  type CommitAnswer,
  type IssueAnswer,
  issueConnections,
  type PullRequestAnswer,
  pieceAnswers,
} from './answers.ts';
import type { InstallationClient } from './clients.ts';
import { joinPage, type List, toList, toWhole } from './connection.ts';
import { GitHubFault } from './faults.ts';
import { ask, type PartialError, toShape } from './graphql.ts';
import { type MissingParts, toNodeIndex, toReason } from './place-errors.ts';
import { type IssueConnectionName, type Piece, piecesQuery } from './queries.ts';
import { type OpenIssue, toIssueFacts, toIssueRef, toOpenIssue } from './to-issue.ts';

/** One request holds at most so many pieces, so that its cost stays at a few points. */
const mostPieces = 20;
/** Enough for 250 commits, 100 issues and thousands of comments; whatever is still open then is unknown. */
const mostRounds = 25;
const mostLinks = 200;
/**
 * Characters of all linked issues together, of their bodies and of the earlier texts of their histories. The parser takes
 * up to ten microseconds a character, in which nothing else is done: no delivery taken, no heartbeat sent.
 */
const mostBodyText = 500_000;
const mostHistoryText = 4_000_000;

type Found = {
  readonly asked: IssueRef;
  readonly how: Link['how'];
  issue: OpenIssue | null;
  problem: string | null;
};

/** Everything about a pull request that comes in pages; grows until nothing is open. */
type Gathering = {
  readonly what: string;
  readonly ref: IssueRef;
  readonly headSha: string;
  /** Of the addresses by which a trailer may name an issue. */
  readonly host: string;
  readonly body: string;
  commits: List<CommitAnswer>;
  closing: List<IssueAnswer>;
  /** By lower-case name. */
  readonly found: Map<string, Found>;
};

/** A piece to ask for, and what to do with its answer; `problem` is set when GitHub sent an error in its place. */
type Errand = { readonly piece: Piece; readonly take: (answer: unknown, errors: readonly PartialError[]) => void };

export type Gathered = { readonly commits: List<CommitAnswer>; readonly links: Fact<readonly Link[]> };

const toKey = ({ owner, name, number }: IssueRef): string => `${owner}/${name}#${number}`.toLowerCase();

/**
 * Reads whatever the first answer left open: further pages, and issues that only a trailer names. As few requests as
 * there are pages to follow one another; none when nothing is open.
 */
export const gather = async (
  client: InstallationClient,
  what: string,
  ref: IssueRef,
  pullRequest: PullRequestAnswer,
  missing: MissingParts,
): Promise<Gathered> => {
  const gathering: Gathering = {
    what,
    ref,
    headSha: pullRequest.headRefOid,
    host: new URL(pullRequest.url).host,
    body: pullRequest.body,
    commits: toList(pullRequest.commits, missing.commits),
    closing: toList(pullRequest.closingIssuesReferences, missing.closing),
    found: new Map(),
  };
  takeClosing(gathering, gathering.closing, missing.closingAt);
  for (let round = 0; round < mostRounds; round += 1) {
    const errands = toErrands(gathering).slice(0, mostPieces);
    if (errands.length === 0) break;
    await run(client, what, errands);
  }
  return { commits: gathering.commits, links: toLinks(gathering) };
};

/** Reads the pages of one issue that its first answer left open. */
export const gatherIssue = async (
  client: InstallationClient,
  what: string,
  answer: IssueAnswer,
): Promise<Fact<IssueFacts>> => {
  const found: Pick<Found, 'issue' | 'problem'> = { issue: toOpenIssue(answer), problem: null };
  for (let round = 0; round < mostRounds; round += 1) {
    const errands = toIssueErrands(what, found);
    if (errands.length === 0) break;
    await run(client, what, errands);
  }
  return toFoundFacts(found);
};

const run = async (client: InstallationClient, what: string, errands: readonly Errand[]): Promise<void> => {
  const pieces = errands.map((errand) => errand.piece);
  const { data, errors } = await ask(client, what, z.record(z.string(), z.unknown()), (dialect) =>
    piecesQuery(pieces, dialect),
  );
  const strays = errors.filter((error) => !errands.some((_, index) => error.path[0] === `p${index}`));
  if (strays[0] !== undefined) throw new GitHubFault('invalid-answer', what, toReason(strays[0]));
  for (const [index, errand] of errands.entries()) {
    const alias = `p${index}`;
    errand.take(
      data[alias],
      errors.filter((error) => error.path[0] === alias),
    );
  }
};

const toErrands = (gathering: Gathering): Errand[] => [
  ...toCommitErrand(gathering),
  ...toClosingErrand(gathering),
  ...toTrailerErrands(gathering),
  ...[...gathering.found.values()].flatMap((found) => toIssueErrands(gathering.what, found)),
];

const toCommitErrand = (gathering: Gathering): Errand[] => {
  const { what, ref, commits } = gathering;
  if (commits.next === null || commits.problem !== null) return [];
  const take: Errand['take'] = (answer, [error]) => {
    if (error !== undefined) {
      gathering.commits = { ...commits, problem: toReason(error) };
      return;
    }
    const { headRefOid, commits: page } = toShape(what, pieceAnswers.commits, answer).pullRequest;
    if (headRefOid !== gathering.headSha) {
      throw new GitHubFault('changed-meanwhile', what, 'the head moved while the commits were read');
    }
    gathering.commits = joinPage(commits, toList(page));
  };
  return [{ piece: { kind: 'commits', ...ref, after: commits.next }, take }];
};

const toClosingErrand = (gathering: Gathering): Errand[] => {
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
const takeClosing = (gathering: Gathering, page: List<IssueAnswer>, problems: ReadonlyMap<number, string>): void => {
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
const toTrailers = (gathering: Gathering): Map<string, IssueRef> => {
  const { host, ref, body, commits } = gathering;
  const home = { ...ref, host };
  const refs = [
    ...parseChangeTrailers(body, home).refs,
    ...commits.nodes.flatMap((node) => parseCommitTrailers(node?.commit.message ?? '', home).refs),
  ];
  return new Map(refs.map((asked) => [toKey(asked), asked]));
};

/** Why the description may name more issues than were found in it. Its author can mend it, unlike a commit message. */
const toTrailerProblem = ({ host, ref, body }: Gathering): string | null => {
  const { unreadable, malformed } = parseChangeTrailers(body, { ...ref, host });
  if (unreadable !== null) return `the description could not be read: ${unreadable}`;
  return malformed.length === 0
    ? null
    : 'a `Change-Request:` line of the description names no issue; write it as `Change-Request: #12`';
};

const toTrailerErrands = (gathering: Gathering): Errand[] =>
  [...toTrailers(gathering)]
    .filter(([key]) => !gathering.found.has(key))
    .slice(0, Math.max(0, mostLinks - gathering.found.size))
    .map(([key, asked]) => ({
      piece: { kind: 'issue', ...asked },
      take: (answer, [error]) => {
        if (gathering.found.has(key)) return;
        gathering.found.set(key, { asked, how: 'trailer', ...toFound(gathering.what, asked, answer, error) });
      },
    }));

const toFound = (
  what: string,
  asked: IssueRef,
  answer: unknown,
  error: PartialError | undefined,
): Pick<Found, 'issue' | 'problem'> => {
  const none = (problem: string) => ({ issue: null, problem });
  if (error !== undefined) return none(toReason(error));
  const found = toShape(what, pieceAnswers.issue.nullable(), answer)?.issueOrPullRequest ?? null;
  if (found === null) return none('it does not exist, or the App may not see it');
  if (!('id' in found)) return none('it is a pull request, not an issue');
  const is = toIssueRef(found);
  return toKey(is) === toKey(asked)
    ? { issue: toOpenIssue(found), problem: null }
    : none(`it has moved to ${is.owner}/${is.name}#${is.number}; name it so`);
};

const connectionNames = ['labels', 'labelEvents', 'edits', 'comments'] as const satisfies IssueConnectionName[];

const toIssueErrands = (what: string, found: Pick<Found, 'issue' | 'problem'>): Errand[] => {
  const { issue } = found;
  if (issue === null || found.problem !== null) return [];
  return connectionNames.flatMap((connection): Errand[] => {
    const { next, problem } = issue[connection];
    if (next === null || problem !== null) return [];
    const take: Errand['take'] = (answer, [error]) => {
      if (found.issue === null) return;
      found.issue = { ...found.issue, [connection]: toNextList(what, found.issue, connection, answer, error) };
    };
    return [{ piece: { kind: 'issue-page', nodeId: issue.answer.id, connection, after: next }, take }];
  });
};

const toNextList = (
  what: string,
  issue: OpenIssue,
  connection: IssueConnectionName,
  answer: unknown,
  error: PartialError | undefined,
): List<unknown> => {
  const list: List<unknown> = issue[connection];
  if (error !== undefined) return { ...list, problem: toReason(error) };
  const shape = z.object({ [connection]: issueConnections[connection].nullable() });
  const page = toShape(what, shape.nullable(), answer)?.[connection];
  return joinPage(list, toList<unknown>(page));
};

const toFoundFacts = ({ issue, problem }: Pick<Found, 'issue' | 'problem'>): Fact<IssueFacts> =>
  issue === null || problem !== null ? unknown(problem ?? 'it could not be read') : toIssueFacts(issue);

const toLinks = (gathering: Gathering): Fact<readonly Link[]> => {
  const closing = toWhole('linked issues', gathering.closing);
  if (!closing.known) return closing;
  const problem = toTrailerProblem(gathering);
  if (problem !== null) return unknown(problem);
  const open = toTrailerErrands(gathering).length;
  if (open > 0 || gathering.found.size >= mostLinks) return unknown(`more than ${mostLinks} issues are named`);
  const links = [...gathering.found.values()].map(
    (found): Link => ({
      ref: found.asked,
      how: found.how,
      issue: toFoundFacts(found),
    }),
  );
  const excess = toExcess(links);
  return excess === null ? known(links) : unknown(excess);
};

/** Why the texts of the issues are more than is read; null when they are not. */
const toExcess = (links: readonly Link[]): string | null => {
  const issues = links.flatMap(({ issue }) => (issue.known ? [issue.value] : []));
  const bodies = new Set(issues.map(({ body }) => body));
  const earlier = issues
    .flatMap(({ revisions }) => (revisions.known ? revisions.value : []))
    .flatMap(({ body }) => (body.known && !bodies.has(body.value) ? [body.value] : []));
  if (toLength(bodies) > mostBodyText) {
    return `the linked issues hold more than ${mostBodyText} characters together; link fewer, or shorten them`;
  }
  return toLength(new Set(earlier)) > mostHistoryText
    ? `the edit histories of the linked issues hold more than ${mostHistoryText} characters together; link fewer`
    : null;
};

const toLength = (texts: ReadonlySet<string>): number => [...texts].reduce((sum, text) => sum + text.length, 0);
