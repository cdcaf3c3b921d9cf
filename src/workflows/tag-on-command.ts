import { transaction } from '../database/database.ts';
import { toRoleBook } from '../decision/authority.ts';
import { toGoverningPolicies } from '../decision/closers.ts';
import type { IssueFacts } from '../decision/facts.ts';
import { toReading } from '../decision/reading.ts';
import { explainTagging } from '../decision/release/explain-tagging.ts';
import type { ReleaseRecordFacts } from '../decision/release/release-facts.ts';
import { toStandingRecords } from '../decision/release/standing-records.ts';
import { judgeTagOrders, type TagOrder } from '../decision/release/tag-orders.ts';
import type { ReleaseSubject } from '../decision/subject.ts';
import { mayWrite } from '../github/release/may-write.ts';
import type { ReleaseReading } from '../github/release/read-release.ts';
import { writeTag } from '../github/release/write-tag.ts';
import { writeComment } from '../github/write-comment.ts';
import { claimAnswer } from '../observations/answered-commands.ts';
import { enqueueNow } from '../queue/queue.ts';
import type { House } from './house.ts';

/** What a release was found to be; null: its records name no commit on which it could be looked at. */
type Found =
  | { readonly state: 'held' | 'tagged'; readonly targetSha: string }
  | {
      readonly state: 'released';
      readonly targetSha: string;
      /** What it was found by. */
      readonly evidence: { readonly statementDigest: string; readonly ledgerEntry: number };
    }
  | null;

/**
 * Makes the tag of a release when somebody entitled asks for it by `/release` on its record, and all is released (F38): the
 * strictest way, where nobody else may create such tags. Each command is answered once; one that came too early, or on a
 * record that does not count, is told so and is not kept for later: nothing is tagged at a time that nobody chose.
 */
export const tagOnCommand = async (
  house: House,
  subject: ReleaseSubject,
  { facts, policies }: ReleaseReading,
  found: Found,
): Promise<void> => {
  const standing = toStandingRecords(facts);
  if (!facts.records.known || !standing.known) return;
  for (const record of facts.records.value) {
    const taggable = toTaggable(record, standing.value.length, found);
    for (const order of toOrders(record, { facts, policies })) {
      if (await follow(house, subject, record, order, taggable)) {
        await enqueueNow(house.queue, [subject]);
        return;
      }
    }
  }
};

/** What a tag could be made of by a record; a text says why none can, whatever the verdict is. */
const toTaggable = (
  { isWithdrawn }: ReleaseRecordFacts,
  standing: number,
  found: Found,
): NonNullable<Found> | string => {
  if (isWithdrawn) return 'this release record was closed as not planned or as a duplicate';
  if (standing > 1) return 'several release records name this tag';
  return found ?? 'this release record names no commit that exists';
};

/** Under each policy that asks for anything: what all of them take for an order. */
const toOrders = (
  record: IssueFacts,
  { facts, policies }: Pick<ReleaseReading, 'facts' | 'policies'>,
): readonly TagOrder[] => {
  const reading = toReading();
  const judged = toGoverningPolicies(policies, facts.repository.name).flatMap(({ policy, prefix }) =>
    policy.release === null
      ? []
      : [judgeTagOrders(record, policy.release, { roles: toRoleBook(facts, policy, prefix), reading }).orders],
  );
  const [first = [], ...rest] = judged;
  return first.filter(({ url }) => rest.every((orders) => orders.some((order) => order.url === url)));
};

/**
 * Whether the tag was made; a text says why none can be. The answer is claimed first, so that a command is followed once,
 * whoever dies in between.
 */
const follow = async (
  house: House,
  subject: ReleaseSubject,
  record: IssueFacts,
  order: TagOrder,
  found: NonNullable<Found> | string,
): Promise<boolean> => {
  const client = house.github.forInstallation(subject.installationId);
  const repository = { owner: subject.ref.owner, name: subject.ref.name };
  return transaction(house.database, async (tx) => {
    if (!(await claimAnswer(tx, order.url))) return false;
    const answer = async (text: Parameters<typeof explainTagging>[0]): Promise<void> => {
      await writeComment(
        client,
        record.ref,
        explainTagging(text, `${house.webUrl}/${repository.owner}/${repository.name}`),
        order.at,
      );
    };
    const refuse = (reason: string) => answer({ tag: subject.tag, order, outcome: 'refused', reason });
    if (typeof found === 'string') {
      await refuse(found);
      return false;
    }
    const { targetSha } = found;
    const about = { tag: subject.tag, commitSha: targetSha, order };
    if (found.state !== 'released') {
      // Whoever made the tag may have died before saying so.
      await answer({ ...about, outcome: found.state === 'tagged' ? 'made' : 'held' });
      return false;
    }
    if (!(await mayWrite(client, `tagging ${repository.owner}/${repository.name}`, 'contents'))) {
      await refuse('the App may not write contents');
      return false;
    }
    const { statementDigest, ledgerEntry } = found.evidence;
    const message = `${subject.tag}\n\nReleased by Holdpoint: statement ${statementDigest}, entry ${ledgerEntry} of this repository's ledger.\n`;
    const written = await writeTag(client, repository, { tag: subject.tag, commitSha: targetSha, message });
    await (written.outcome === 'made' ? answer({ ...about, outcome: 'made' }) : refuse(written.reason));
    house.logger.info({ subject, by: order.by.login, outcome: written.outcome }, 'a tag was asked for');
    return written.outcome === 'made';
  });
};
