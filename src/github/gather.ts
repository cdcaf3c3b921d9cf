import type { Fact, Link, Origin } from '../decision/facts.ts';
import type { IssueRef } from '../records/reference.ts';
import { type CommitAnswer, type PullRequestAnswer, pieceAnswers, type ReviewAnswer } from './answers.ts';
import type { Asked } from './asked.ts';
import type { InstallationClient } from './clients.ts';
import { type List, toList } from './connection.ts';
import { type Errand, runErrands, toPageErrand } from './errands.ts';
import { GitHubFault } from './faults.ts';
import { toLinkErrands, toLinkGathering, toLinks } from './gather-links.ts';
import { toOriginErrands, toOriginGathering, toOrigins } from './gather-origins.ts';
import { toShape } from './graphql.ts';
import type { MissingParts } from './place-errors.ts';
import { type CheckGathering, toCheckErrands, toCheckGathering } from './to-checks.ts';

export type Gathered = {
  readonly commits: List<CommitAnswer>;
  readonly reviews: List<ReviewAnswer>;
  readonly checks: CheckGathering;
  readonly links: Fact<readonly Link[]>;
  readonly origins: Fact<readonly Origin[]>;
};

/**
 * Reads whatever the first answer left open: further pages, issues that only a trailer names, and the origins of all. As
 * few requests as there are pages to follow one another; none when nothing is open. Further pages of what no policy asks
 * for stay open.
 */
export const gather = async (
  client: InstallationClient,
  what: string,
  ref: IssueRef,
  { pullRequest, missing }: { readonly pullRequest: PullRequestAnswer; readonly missing: MissingParts },
  asked: Asked,
): Promise<Gathered> => {
  let commits = toList(pullRequest.commits, missing.commits);
  let reviews = toList(pullRequest.reviews, missing.reviews);
  const checks = toCheckGathering(what, ref, pullRequest, missing.checks);
  const start = {
    what,
    ref,
    host: new URL(pullRequest.url).host,
    body: pullRequest.body,
    toMessages: () => commits.nodes.map((node) => node?.commit.message ?? ''),
    closing: toList(pullRequest.closingIssuesReferences, missing.closing),
  };
  const links = toLinkGathering(start, missing.closingAt);
  const origins = toOriginGathering(links, asked.originSections);
  const toErrands = (): readonly Errand[] => [
    ...toPageErrand(
      commits,
      (after) => ({ kind: 'commits', ...ref, after }),
      (answer) => toCommitPage(what, pullRequest.headRefOid, answer),
      (list) => {
        commits = list;
      },
    ),
    ...toLinkErrands(links),
    ...toOriginErrands(origins),
    ...(asked.checks ? toCheckErrands(checks) : []),
    ...(asked.reviews
      ? toPageErrand(
          reviews,
          (after) => ({ kind: 'reviews', ...ref, after }),
          (answer) => toList(toShape(what, pieceAnswers.reviews, answer).pullRequest.reviews),
          (list) => {
            reviews = list;
          },
        )
      : []),
  ];
  await runErrands(client, what, toErrands);
  return { commits, reviews, checks, links: toLinks(links), origins: toOrigins(origins) };
};

const toCommitPage = (what: string, headSha: string, answer: unknown): List<CommitAnswer> => {
  const { headRefOid, commits } = toShape(what, pieceAnswers.commits, answer).pullRequest;
  if (headRefOid !== headSha) {
    throw new GitHubFault('changed-meanwhile', what, 'the head moved while the commits were read');
  }
  return toList(commits);
};
