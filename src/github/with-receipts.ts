import {
  type Account,
  type Comment,
  type Fact,
  type Instant,
  type IssueFacts,
  known,
  type Revision,
  unknown,
} from '../decision/facts.ts';
import { byTime } from '../decision/instant.ts';
import { parseCommand } from '../records/command.ts';
import { GitHubFault } from './faults.ts';
import type { CommentReceipt, RevisionReceipt } from './memory.ts';

/** Milliseconds by which the time of a delivery and that in GitHub's history may differ. */
const sameTime = 10_000;
/** Milliseconds in which GitHub may not show yet what a delivery told of. */
const replicaLag = 60_000;

const isSameText = (a: string, b: string): boolean => a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n');

/**
 * The revisions of a body, completed from our own receipts: texts that GitHub kept no copy of, and revisions that its
 * history lacks.
 */
export const toReceiptedRevisions = (
  history: IssueFacts['revisions'],
  receipts: readonly RevisionReceipt[],
  presentBody: string,
): IssueFacts['revisions'] => {
  if (!history.known || receipts.length === 0) return history;
  let revisions = [...history.value];
  for (const receipt of [...receipts].sort(byTime)) revisions = takeReceipt(revisions, receipt);
  const last = revisions.at(-1);
  return last?.body.known && !isSameText(last.body.value, presentBody)
    ? unknown('a delivery told of an edit that GitHub does not show; edit the text once more')
    : known(revisions);
};

const takeReceipt = (revisions: readonly Revision[], receipt: RevisionReceipt): Revision[] => {
  const at = findTold(revisions, receipt);
  if (at === 'ambiguous' || (at === null && isInForce(revisions, receipt))) return [...revisions];
  if (at !== null) return toTold(revisions, at, receipt);
  const added: Revision = { at: receipt.at, editor: receipt.editor, body: known(receipt.body), source: 'receipt' };
  return [...revisions, added].sort(byTime);
};

const isNear = (a: Instant, b: Instant): boolean => Math.abs(Date.parse(a) - Date.parse(b)) <= sameTime;

const maySame = (a: Fact<Account>, b: Fact<Account>): boolean => !a.known || !b.known || a.value.id === b.value.id;

/** The revision that a receipt tells of; of several without a text the one at exactly its time. */
const findTold = (
  revisions: readonly Revision[],
  { at, editor, body }: RevisionReceipt,
): number | 'ambiguous' | null => {
  const near = [...revisions.keys()].filter((index) => {
    const revision = revisions[index];
    return revision !== undefined && isNear(revision.at, at) && maySame(revision.editor, editor);
  });
  const bodyOf = (index: number): Revision['body'] => revisions[index]?.body ?? unknown('');
  const same = near.find((index) => {
    const text = bodyOf(index);
    return text.known && isSameText(text.value, body);
  });
  if (same !== undefined) return same;
  const open = near.filter((index) => !bodyOf(index).known);
  if (open.length <= 1) return open[0] ?? null;
  const [exact, another] = open.filter((index) => revisions[index]?.at === at);
  return exact === undefined || another !== undefined ? 'ambiguous' : exact;
};

/** The revisions with what the receipt knows better of one of them, and of the text before it. */
const toTold = (revisions: readonly Revision[], index: number, { editor, body, from }: RevisionReceipt): Revision[] =>
  revisions.map((revision, place): Revision => {
    if (place === index && !(revision.body.known && revision.editor.known)) {
      const told = { body: revision.body.known ? revision.body : known(body) };
      return { ...revision, ...told, editor: revision.editor.known ? revision.editor : editor, source: 'receipt' };
    }
    if (place === index - 1 && !revision.body.known && from !== null) {
      return { ...revision, body: known(from), source: 'receipt' };
    }
    return revision;
  });

/** Whether the text of a receipt is what the body said then: the delivery was written later than the edit. */
const isInForce = (revisions: readonly Revision[], { at, body }: RevisionReceipt): boolean => {
  const then = revisions.filter((revision) => Date.parse(revision.at) <= Date.parse(at) + sameTime).at(-1);
  return then?.body.known === true && isSameText(then.body.value, body);
};

/**
 * The comments, completed from our own receipts: what they said at first, and the commands that were deleted.
 *
 * @param observedAt our clock before GitHub was asked.
 * @throws GitHubFault `changed-meanwhile` while a comment was just received that GitHub does not show.
 */
export const toReceiptedComments = (
  what: string,
  shown: IssueFacts['comments'],
  receipts: readonly CommentReceipt[],
  observedAt: Instant,
): IssueFacts['comments'] => {
  if (!shown.known) return shown;
  const told = new Map(receipts.map((receipt) => [toNumber(receipt.url), receipt]));
  const standing = shown.value.map((comment): Comment => {
    const receipt = told.get(toNumber(comment.url));
    told.delete(toNumber(comment.url));
    if (receipt === undefined) return comment;
    return { ...comment, deleted: receipt.deleted, firstBody: toFirstBody(receipt, comment.body) };
  });
  const gone = [...told.values()].filter(isCommand).map((receipt): Comment => {
    const { url, author, createdAt, editedAt, lastBody: body } = receipt;
    const deleted = receipt.deleted ?? toUnseenDeletion(what, receipt, observedAt);
    return { url, author, createdAt, editedAt, deleted, body, firstBody: toFirstBody(receipt, body) };
  });
  return known([...standing, ...gone].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt)));
};

/** The same under whatever name of the repository. */
const toNumber = (url: string): string => url.slice(url.lastIndexOf('-') + 1);

const toFirstBody = ({ firstBody }: CommentReceipt, body: string): string | null =>
  isSameText(firstBody, body) ? null : firstBody;

/** What else was deleted says nothing to a gate, and is not kept. */
const isCommand = ({ firstBody, lastBody }: CommentReceipt): boolean =>
  [firstBody, lastBody].some((text) => parseCommand(text).kind !== 'none');

/** It is gone, and the delivery that told of its deletion was lost, or is still to come. */
const toUnseenDeletion = (
  what: string,
  { receivedAt }: CommentReceipt,
  observedAt: Instant,
): NonNullable<Comment['deleted']> => {
  if (Date.parse(observedAt) - Date.parse(receivedAt) < replicaLag) {
    throw new GitHubFault('changed-meanwhile', what, 'GitHub does not show a comment that was just received');
  }
  return { at: receivedAt, by: unknown('no delivery told who deleted it') };
};
