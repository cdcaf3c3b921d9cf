import { toSubjects } from '../github/events.ts';
import { recordPush } from '../observations/pushes.ts';
import { dropHolders } from '../observations/role-holders.ts';
import type { House } from './house.ts';

type Delivery = {
  readonly id: string;
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly receivedAt: string;
};

/**
 * Takes a verified delivery over: names its subjects, and commits the delivery, what it tells of pushes and role
 * holders, and one job a subject in one transaction. Nothing is read from GitHub here, so that the answer is quick.
 */
export const receiveDelivery =
  (house: House) =>
  async ({ id, name, payload, receivedAt }: Delivery): Promise<'accepted' | 'duplicate' | { refused: string }> => {
    const named = toSubjects({ name, id, payload });
    if ('malformed' in named) return { refused: named.malformed };
    return house.inbox.accept({
      delivery: {
        id,
        event: name,
        action: toAction(payload),
        installationId: toInstallationId(payload),
        receivedAt,
        payload: JSON.stringify(payload),
      },
      subjects: named.subjects,
      record: async (tx) => {
        for (const observation of named.observations) {
          if (observation.kind === 'push') await recordPush(tx, { ...observation, deliveryId: id, receivedAt });
          else await dropHolders(tx, observation.organization);
        }
      },
    });
  };

/** Of events that nothing else reads the action is any text; PostgreSQL takes no NUL, and GitHub's are single words. */
const toAction = ({ action }: Readonly<Record<string, unknown>>): string | null =>
  typeof action === 'string' && /^\w{1,100}$/.test(action) ? action : null;

const toInstallationId = ({ installation }: Readonly<Record<string, unknown>>): number | null =>
  typeof installation === 'object' &&
  installation !== null &&
  'id' in installation &&
  Number.isSafeInteger(installation.id)
    ? Number(installation.id)
    : null;
