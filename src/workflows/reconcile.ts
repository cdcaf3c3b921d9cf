import { giveTurnBack, takeTurn } from '../observations/turns.ts';
import { findUnannounced, listInstalledRepositories } from './find-unannounced.ts';
import type { House } from './house.ts';
import { redeliverMissed } from './redeliver-missed.ts';

/** Between two listings of where the App is installed; GitHub announces changes besides. */
const secondsBetweenLists = 3600;

/**
 * Makes good for deliveries that never arrived: asks GitHub again for those that failed, and looks through the
 * repositories for what none has told of. One process at a time does each; the first round after a start does all at once.
 *
 * @param everySeconds between two rounds of all processes together; a repository is looked through every fifth.
 */
export const reconcile =
  (house: House, everySeconds: number) =>
  async (isFirst: boolean): Promise<void> => {
    const { pool } = house.database;
    // Half of it, since no clock ticks to the millisecond.
    const pause = isFirst ? 0 : everySeconds / 2;
    if (await takeTurn(pool, 'deliveries', pause)) await orLog(house, () => redeliverMissed(house, isFirst));
    if (await takeTurn(pool, 'repositories', isFirst ? pause : secondsBetweenLists)) {
      const isListed = await orLog(house, () => listInstalledRepositories(house));
      if (!isListed) await giveTurnBack(pool, 'repositories');
    }
    await findUnannounced(house, isFirst ? 0 : everySeconds * 5);
  };

/** Each part stands for itself: what GitHub refuses now is done in the next round. */
const orLog = async ({ logger }: House, part: () => Promise<void>): Promise<boolean> => {
  try {
    await part();
    return true;
  } catch (error) {
    logger.warn({ err: error }, 'what may have been lost could not be looked for');
    return false;
  }
};
