import { transaction } from '../database/database.ts';
import type { Instant, IssueFacts } from '../decision/facts.ts';
import { explainRemark, type ReleaseRemark } from '../decision/release/remark.ts';
import type { InstallationClient } from '../github/clients.ts';
import { GitHubFault } from '../github/faults.ts';
import { writeComment } from '../github/write-comment.ts';
import { noteRemark } from '../observations/record-remarks.ts';
import type { House } from './house.ts';

/** Of one tag, so that a flood of records makes no flood of comments. */
const mostRecords = 10;

/**
 * Says on release records what they lack to be shown a check, once for as long as it lacks. Where the App may not comment
 * nobody can be told.
 */
export const remarkOnRecords = async (
  house: House,
  client: InstallationClient,
  records: readonly IssueFacts[],
  remark: ReleaseRemark,
): Promise<void> => {
  for (const record of records.slice(0, mostRecords)) {
    try {
      await transaction(house.database, async (tx) => {
        if (!(await noteRemark(tx, record.nodeId, remark.key))) return;
        const { owner, name } = record.ref;
        const text = explainRemark(remark, `${house.webUrl}/${owner}/${name}`);
        await writeComment(client, record.ref, text, toLastEdit(record));
      });
    } catch (error) {
      if (!(error instanceof GitHubFault) || error.retryable) throw error;
      house.logger.warn({ record: record.url, reason: error.message }, 'a release record could not be remarked on');
    }
  }
};

/** What was said before that was said of another text. */
const toLastEdit = ({ revisions, createdAt }: IssueFacts): Instant =>
  revisions.known ? (revisions.value.at(-1)?.at ?? createdAt) : createdAt;
