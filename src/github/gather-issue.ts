import { z } from 'zod';
import type { Fact, IssueFacts } from '../decision/facts.ts';
import { unknown } from '../decision/facts.ts';
import type { IssueRef } from '../records/reference.ts';
import type { InstallationClient } from './clients.ts';
import { type List, toList } from './connection.ts';
import { type Errand, runErrands, toPageErrand } from './errands.ts';
import { type PartialError, toShape } from './graphql.ts';
import { type IssueAnswer, issueConnections, type OriginAnswer } from './issue-answers.ts';
import type { IssueConnectionName } from './pieces.ts';
import { toReason } from './place-errors.ts';
import { type OpenIssue, toIssueFacts, toIssueRef, toOpenIssue } from './to-issue.ts';

/** An issue that was asked for. `problem`: why it cannot be read, whatever else is there. */
export type Found<T> = { issue: T | null; readonly problem: string | null };

/** GitHub compares names without case. */
export const toKey = ({ owner, name, number }: IssueRef): string => `${owner}/${name}#${number}`.toLowerCase();

/** The problem of what bears an issue's number and is none. */
export const isPullRequest = 'it is a pull request, not an issue';

type Answered<T> = (T & { __typename: 'Issue' }) | { __typename: 'PullRequest' } | null;

/** What GitHub answered where one issue was asked for by its number. */
export const toFound = <T extends OriginAnswer>(
  what: string,
  asked: IssueRef,
  shape: z.ZodType<{ issueOrPullRequest: Answered<T> }>,
  answer: unknown,
  error: PartialError | undefined,
): Found<T> => {
  const none = (problem: string) => ({ issue: null, problem });
  if (error !== undefined) return none(toReason(error));
  const found = toShape(what, shape.nullable(), answer)?.issueOrPullRequest ?? null;
  if (found === null) return none('it does not exist, or the App may not see it');
  if (!('id' in found)) return none(isPullRequest);
  const is = toIssueRef(found);
  return toKey(is) === toKey(asked)
    ? { issue: found, problem: null }
    : none(`it has moved to ${is.owner}/${is.name}#${is.number}; name it so`);
};

const connectionNames = ['labels', 'labelEvents', 'edits', 'comments'] as const satisfies IssueConnectionName[];

/** Asks for the pages of an issue that are still open. */
export const toIssueErrands = (what: string, found: Found<OpenIssue>): readonly Errand[] => {
  const { issue } = found;
  if (issue === null || found.problem !== null) return [];
  return connectionNames.flatMap((connection) =>
    toPageErrand<unknown>(
      issue[connection],
      (after) => ({ kind: 'issue-page', nodeId: issue.answer.id, connection, after }),
      (answer) => toIssuePage(what, connection, answer),
      (list) => {
        // Of the issue as it is by then: the other lists may have grown in the same request.
        if (found.issue !== null) found.issue = { ...found.issue, [connection]: list };
      },
    ),
  );
};

const toIssuePage = (what: string, connection: IssueConnectionName, answer: unknown): List<unknown> => {
  const shape = z.object({ [connection]: issueConnections[connection].nullable() });
  return toList<unknown>(toShape(what, shape.nullable(), answer)?.[connection]);
};

/** The facts of an issue that was looked for; unknown with the reason when it could not be read. */
export const toFoundFacts = ({ issue, problem }: Found<OpenIssue>): Fact<IssueFacts> =>
  issue === null || problem !== null ? unknown(problem ?? 'it could not be read') : toIssueFacts(issue);

/** Reads the pages of one issue that its first answer left open. */
export const gatherIssue = async (
  client: InstallationClient,
  what: string,
  answer: IssueAnswer,
): Promise<Fact<IssueFacts>> => {
  const found: Found<OpenIssue> = { issue: toOpenIssue(answer), problem: null };
  await runErrands(client, what, () => toIssueErrands(what, found));
  return toFoundFacts(found);
};
