import { transaction } from '../database/database.ts';
import { askForRedelivery, readDeliveryAttempts } from '../github/app-deliveries.ts';
import { claimMissed, giveMissedUp, keepWalk, noteMissed, takeWalk } from '../observations/missed-deliveries.ts';
import { readClock } from '../observations/pull-requests.ts';
import type { House } from './house.ts';

/** GitHub.com delivers again what is not older, its Enterprise Server what is seven days old; then the sweep must do. */
const daysKept = 3;
/** A hundred attempts each; a walk that is longer goes on in the next round. */
const mostPages = 20;
/** A hundred writes a round stay below GitHub's 180 a minute. */
const mostAsked = 100;
/** With pauses that double to an hour, most of a day; whatever fails so often fails for a reason of its own. */
const mostTimes = 24;
/** An attempt is listed when it ends, which may be after one that began later. */
const overlapMilliseconds = 120_000;

/**
 * Asks GitHub for the deliveries that it could not make and that we do not have, as after a downtime. GitHub repeats none
 * by itself. What has been accepted is not asked for.
 *
 * @throws GitHubFault, and what was learned and asked so far stands.
 */
export const redeliverMissed = async (house: House, isFirst: boolean): Promise<void> => {
  for (let pages = 0; pages < mostPages && (await readOnePage(house)); pages += 1);
  const claimed = await claimMissed(house.database.pool, {
    most: mostAsked,
    times: mostTimes,
    days: daysKept,
    isFirst,
  });
  for (const { guid, attemptId, event, asked } of claimed) {
    const answer = await askForRedelivery(house.github.app, attemptId);
    if (answer === 'gone') await giveMissedUp(house.database.pool, guid);
    house.logger.info({ delivery: guid, event, asked, answer }, 'a delivery that failed was asked for');
  }
};

/** Reads GitHub's list on by a page and keeps what it says together with how far it was read; false at the end. */
const readOnePage = ({ database, github }: House): Promise<boolean> =>
  transaction(database, async (tx) => {
    const walk = await takeWalk(tx);
    if (walk === null) return false;
    const { attempts, next } = await readDeliveryAttempts(github.app, walk.cursor);
    const newest = walk.newest ?? attempts[0]?.deliveredAt ?? null;
    const lookedAt = walk.walkedTo === null ? 0 : Date.parse(walk.walkedTo) - overlapMilliseconds;
    const horizon = Math.max(lookedAt, Date.parse(await readClock(tx)) - daysKept * 86_400_000);
    const due = attempts.filter(({ deliveredAt }) => Date.parse(deliveredAt) >= horizon);
    await noteMissed(
      tx,
      due.filter(({ succeeded }) => !succeeded),
    );
    const isEnd = next === null || due.length < attempts.length;
    await keepWalk(
      tx,
      isEnd ? { walkedTo: newest ?? walk.walkedTo, cursor: null, newest: null } : { ...walk, cursor: next, newest },
    );
    return !isEnd;
  });
