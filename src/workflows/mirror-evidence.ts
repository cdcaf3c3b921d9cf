import { parseMirrored, toMirrored } from '../evidence/mirrored.ts';
import { openMirror, readMirrorFile, writeMirrorFiles } from '../github/mirror.ts';
import { readCovered } from '../ledger/checkpoints.ts';
import { LedgerFault } from '../ledger/fault.ts';
import { takeTurn } from '../observations/turns.ts';
import type { RepositoryRef } from '../records/reference.ts';
import { compareChains } from './grown-chains.ts';
import type { House } from './house.ts';
import { notTheSame, takeBatch } from './mirror-batch.ts';

const secondsBetweenRounds = 3_600;
/** Far below what GitHub takes in a request. */
const commitSize = { bytesAFile: 4_000_000, bytes: 4_000_000, files: 100 };
/** Three writes each, so that a round stays below 180 writes a minute; what is left over is for the next one. */
const commitsARound = 50;

/** In the mirror: how far it holds each chain. */
const index = 'mirrored.jsonl';

/**
 * Copies what the chains of an owner have grown by into a repository of that owner (F54), once an hour, one process for
 * all. The mirror itself says how far it goes, so what was written twice or in vain by somebody who died is written once.
 * Whatever fails is told and left to the next round.
 */
export const mirrorEvidence =
  (house: House, ref: RepositoryRef, onRound: (outcome: 'done' | 'failed') => void) => async (): Promise<void> => {
    if (!(await takeTurn(house.database.pool, 'evidence-mirror', secondsBetweenRounds))) return;
    try {
      onRound((await mirrorOnce(house, ref)) ? 'done' : 'failed');
    } catch (error) {
      onRound('failed');
      const mirror = `${ref.owner}/${ref.name}`;
      house.logger.warn({ err: error, mirror }, 'evidence could not be mirrored; docs/operations.md, “Mirror”');
    }
  };

/** @returns whether every chain goes on from what the mirror holds. */
const mirrorOnce = async (house: House, ref: RepositoryRef): Promise<boolean> => {
  await coverByCheckpoints(house);
  let mirror = await openMirror(house.github, ref);
  const mirrored = new Map(parseMirrored((await readMirrorFile(mirror, index)) ?? ''));
  const { grown, broken } = compareChains(ref, await readCovered(house.database.pool), mirrored);
  for (const chain of broken) house.logger.error(chain, notTheSame);
  let isWell = broken.length === 0;
  for (let commits = 0; grown.length > 0 && commits < commitsARound; commits += 1) {
    const batch = await takeBatch(house, grown, mirrored, commitSize);
    isWell &&= batch.isSound;
    if (batch.files.length === 0) continue;
    const files = [...batch.files, { path: index, text: toMirrored(mirrored) }];
    mirror = await writeMirrorFiles(mirror, { message: toMessage(batch.parts), files });
    house.logger.info({ mirror: `${ref.owner}/${ref.name}`, parts: batch.parts }, 'evidence was mirrored');
  }
  return isWell;
};

/** What no checkpoint covers is not mirrored; a chain that gets none is told of by the rounds that write them. */
const coverByCheckpoints = async ({ ledger }: House): Promise<void> => {
  try {
    await ledger.writeCheckpoints();
  } catch (error) {
    if (!(error instanceof LedgerFault)) throw error;
  }
};

const toMessage = (parts: readonly string[]): string => `Mirror evidence\n\n${parts.join('\n')}\n`;
