import { createHash } from 'node:crypto';
import { evidenceFileName } from '../decision/release/evidence-file.ts';
import type { ReleaseSubject } from '../decision/subject.ts';
import { GitHubFault } from '../github/faults.ts';
import { attachToDraft } from '../github/release/attach.ts';
import { mayWrite } from '../github/release/may-write.ts';
import type { ReleaseReading } from '../github/release/read-release.ts';
import { readExport } from '../ledger/read-export.ts';
import type { House } from './house.ts';

/** GitHub takes files up to 2 GiB; what is larger than this belongs into a store of its own. */
const mostBytes = 200_000_000;

const begin = '<!-- holdpoint:evidence -->';
const end = '<!-- /holdpoint:evidence -->';

/**
 * Puts the evidence of a released release into its draft, before it is published: an immutable release then holds it, and
 * `holdpoint evidence verify` on that one file says who signed what for this version (F54). Its digest stands in the notes.
 * Where there is no draft, or the App may not write, nothing is done: the ledger is the record.
 */
export const attachEvidence = async (
  house: House,
  subject: ReleaseSubject,
  { page }: ReleaseReading,
  statementDigest: string,
): Promise<void> => {
  if (!page.known || page.value === null || !page.value.page.draft) return;
  const found = page.value;
  const isThere = found.page.assets.some(({ name }) => name === evidenceFileName);
  if (isThere && found.body.includes(statementDigest)) return;
  const client = house.github.forInstallation(subject.installationId);
  const { owner, name } = subject.ref;
  if (!(await mayWrite(client, `attaching evidence to a draft of ${owner}/${name}`, 'contents'))) return;
  const bytes = await toBytes(house, `${owner}/${name}`.toLowerCase(), subject.tag);
  if (bytes === null) {
    house.logger.warn({ subject }, 'the evidence is too large for a file of the release');
    return;
  }
  try {
    const notes = toNotes(found.body, bytes, statementDigest);
    await attachToDraft(client, { owner, name }, found, { name: evidenceFileName, bytes, notes });
  } catch (error) {
    if (!(error instanceof GitHubFault) || error.retryable) throw error;
    house.logger.warn({ subject, reason: error.message }, 'the evidence could not be attached');
  }
};

const toBytes = async ({ database }: House, repository: string, tag: string): Promise<Buffer | null> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of readExport(database.pool, repository, { release: tag })) {
    size += part.length;
    if (size > mostBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
};

/** The notes with a part of ours at their end, in the place of one that was there. */
const toNotes = (body: string, bytes: Buffer, statementDigest: string): string => {
  const [start, stop] = [body.indexOf(begin), body.indexOf(end)];
  const own = start >= 0 && stop > start ? body.slice(0, start) + body.slice(stop + end.length) : body;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return `${own.trimEnd()}

${begin}
**Evidence**: \`${evidenceFileName}\`, SHA-256 \`${sha256}\`, with the statement \`${statementDigest}\`.
Verify it offline: \`npx holdpoint evidence verify ${evidenceFileName} --key KEY.pem\`.
${end}
`.trimStart();
};
