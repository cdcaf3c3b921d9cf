import { proveAlive, type Tx } from '../database/database.ts';
import { type CheckName, checkName, type ExistingCheckRun, findCheckRun } from '../github/check-run.ts';
import type { InstallationClient } from '../github/clients.ts';
import { type CheckRunOutput, isShown, toExternalId, writeCheckRun } from '../github/write-check-run.ts';
import { lastShown, noteShown } from '../observations/shown-check-runs.ts';
import type { RepositoryRef } from '../records/reference.ts';
import type { House } from './house.ts';

/** Stands in the place of a digest while a write is under way, or when its end was never learned. */
const uncertain = 'uncertain';

type Place = {
  readonly client: InstallationClient;
  readonly repository: RepositoryRef;
  readonly headSha: string;
  /** By default that of pull requests. */
  readonly name?: CheckName;
};

/**
 * Puts an output on a commit, in the transaction that holds the commit's lock; nothing is written when it stands there.
 * That a write begins is noted outside of the transaction: when its answer is lost, or we end in the middle, nobody may
 * take what GitHub answers next, perhaps from before the write, for what stands there. Whoever lost the lock meanwhile,
 * being paused or cut off, writes nothing: somebody else may have withdrawn by now what it was about to show.
 */
export const show = async (
  house: Pick<House, 'database' | 'logger'>,
  tx: Tx,
  { client, repository, headSha, name = checkName }: Place,
  existing: ExistingCheckRun | null,
  output: CheckRunOutput,
): Promise<void> => {
  const standing = await toStanding(tx, { client, repository, headSha, name }, existing);
  const externalId = toExternalId(output);
  if (!isShown(standing, output)) await noteShown(house.database.pool, repository, headSha, name, uncertain);
  const written = await writeCheckRun(client, repository, { headSha, name }, standing, output, () => proveAlive(tx));
  await noteShown(tx, repository, headSha, name, externalId);
  const { conclusion } = output;
  if (written !== 'unchanged')
    house.logger.info({ repository, headSha, check: name, conclusion, url: written.url }, 'shown');
};

/**
 * The check run as it stands now. GitHub may have answered from before our last write, perhaps on behalf of another
 * pull request on this head; then its digest is not believed, and one that it does not show is looked for once more,
 * lest there be two.
 */
const toStanding = async (
  tx: Tx,
  { client, repository, headSha, name }: Required<Place>,
  existing: ExistingCheckRun | null,
): Promise<ExistingCheckRun | null> => {
  const shown = await lastShown(tx, repository, headSha, name);
  if (shown === null || shown === existing?.externalId) return existing;
  const found = existing ?? (await findCheckRun(client, repository, headSha, name));
  return found === null ? null : { ...found, externalId: null };
};
