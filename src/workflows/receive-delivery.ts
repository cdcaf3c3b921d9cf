import type { Tx } from '../database/database.ts';
import { whyForeignCallback } from '../github/callback.ts';
import { nodeId } from '../github/event-shapes.ts';
import { toSubjects } from '../github/events.ts';
import type { Observation } from '../github/observation.ts';
import { recordRevision } from '../observations/body-revisions.ts';
import { recordComment } from '../observations/comments-seen.ts';
import { recordDissolved } from '../observations/merge-groups.ts';
import { recordPush } from '../observations/pushes.ts';
import { keepHeardOf } from '../observations/repositories-seen.ts';
import { dropHolders } from '../observations/role-holders.ts';
import { dropWatches } from '../observations/watches.ts';
import type { House } from './house.ts';
import { toWatchedSubjects } from './watched-subjects.ts';

type Delivery = {
  readonly id: string;
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly receivedAt: string;
};

/**
 * Takes a verified delivery over: names its subjects, and commits the delivery, what it tells that GitHub will not tell
 * again, and one job a subject in one transaction. Nothing is read from GitHub here, so that the answer is quick.
 */
export const receiveDelivery =
  (house: Pick<House, 'database' | 'inbox'> & { readonly github: Pick<House['github'], 'appId' | 'apiUrl'> }) =>
  async ({ id, name, payload, receivedAt }: Delivery): Promise<'accepted' | 'duplicate' | { refused: string }> => {
    const named = toSubjects({ name, id, payload });
    if ('malformed' in named) return { refused: named.malformed };
    const foreign = named.subjects.flatMap((one) =>
      one.kind === 'deployment' ? (whyForeignCallback(one, house.github.apiUrl) ?? []) : [],
    );
    if (foreign[0] !== undefined) return { refused: foreign[0] };
    const watched = await toWatchedSubjects(house.database, house.github.appId, named.watched);
    const installationId = toInstallationId(payload);
    const heardOf = toHeardOf(installationId, payload);
    return house.inbox.accept({
      delivery: {
        id,
        event: name,
        action: toAction(payload),
        installationId,
        receivedAt,
        payload: JSON.stringify(payload),
      },
      subjects: [...named.subjects, ...watched],
      record: async (tx) => {
        if (heardOf !== null) await keepHeardOf(tx, heardOf);
        for (const observation of named.observations) await record(tx, observation, { deliveryId: id, receivedAt });
      },
    });
  };

const record = (
  tx: Tx,
  observation: Observation,
  receipt: { readonly deliveryId: string; readonly receivedAt: string },
): Promise<void> => {
  switch (observation.kind) {
    case 'push':
      return recordPush(tx, { ...observation, ...receipt });
    case 'body':
      return recordRevision(tx, { ...observation, ...receipt });
    case 'comment':
      return recordComment(tx, { ...observation, ...receipt });
    case 'holders-changed':
      return dropHolders(tx, observation.organization);
    case 'policy-changed':
      return dropWatches(tx, observation.scope);
    case 'group-dissolved':
      return recordDissolved(tx, observation.group);
  }
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

/** The repository that a delivery is about, as far as it says; a new one may be in no list yet. */
const toHeardOf = (installationId: number | null, { repository }: Readonly<Record<string, unknown>>) => {
  const id =
    typeof repository === 'object' && repository !== null && 'node_id' in repository ? repository.node_id : null;
  const read = nodeId.safeParse(id);
  return installationId !== null && read.success ? { installationId, nodeId: read.data } : null;
};
