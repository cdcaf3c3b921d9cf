import { type Fact, type Instant, type IssueFacts, known, type Link, unknown } from '../decision/facts.ts';
import { toAnswerDigests } from '../records/answers.ts';
import { toLength } from './gather-links.ts';
import type { Memory } from './memory.ts';
import { toReceiptedComments, toReceiptedRevisions } from './with-receipts.ts';

/** Characters of the earlier texts of all linked issues together; see `mostBodyText`. */
const mostHistoryText = 4_000_000;

export type Recall = {
  readonly memory: Memory;
  /** The reading, in words. */
  readonly what: string;
  /** Our clock before GitHub was asked. */
  readonly observedAt: Instant;
};

/**
 * The issue with what we remember of it: texts and comments that GitHub shows no more, and answers that stand elsewhere.
 * @throws GitHubFault `changed-meanwhile` while GitHub does not show what a delivery just told of.
 */
export const recallIssue = async (
  { memory, what, observedAt }: Recall,
  issue: Fact<IssueFacts>,
): Promise<Fact<IssueFacts>> => {
  if (!issue.known) return issue;
  const { nodeId, body, revisions, comments } = issue.value;
  const [texts, told, copies] = await Promise.all([
    memory.revisionsOf(nodeId),
    memory.commentsOf(nodeId),
    memory.copiesOf(issue.value, toAnswerDigests(body)),
  ]);
  return known({
    ...issue.value,
    revisions: toReceiptedRevisions(revisions, texts, body),
    comments: toReceiptedComments(what, comments, told, observedAt),
    copies: known(copies),
  });
};

/** The same for every linked issue; unknown when their histories are more than is read. */
export const recallLinks = async (recall: Recall, links: Fact<readonly Link[]>): Promise<Fact<readonly Link[]>> => {
  if (!links.known) return links;
  const recalled = await Promise.all(
    links.value.map(async (link): Promise<Link> => ({ ...link, issue: await recallIssue(recall, link.issue) })),
  );
  const issues = recalled.flatMap(({ issue }) => (issue.known ? [issue.value] : []));
  const bodies = new Set(issues.map(({ body }) => body));
  const earlier = issues
    .flatMap(({ revisions }) => (revisions.known ? revisions.value : []))
    .flatMap(({ body }) => (body.known && !bodies.has(body.value) ? [body.value] : []));
  return toLength(new Set(earlier)) <= mostHistoryText
    ? known(recalled)
    : unknown(
        `the edit histories of the linked issues hold more than ${mostHistoryText} characters together; link fewer`,
      );
};
