import { z } from 'zod';
import { type Fact, known, unknown } from '../../decision/facts.ts';
import type { InstallationClient } from '../clients.ts';
import { attempt } from '../faults.ts';
import { toShape } from '../graphql.ts';

const authentication = z.looseObject({ permissions: z.record(z.string(), z.string()).optional() });

/** What the App may do where it is installed, as its token says; no request of its own. */
export const readPermissions = (
  client: InstallationClient,
  what: string,
): Promise<Fact<Readonly<Record<string, string>>>> =>
  attempt(what, async () => {
    const answer: unknown = await client.octokit.auth({ type: 'installation' });
    const { permissions } = toShape(what, authentication, answer);
    return permissions === undefined ? unknown('GitHub does not say') : known(permissions);
  });

/** Whether the App was granted to write something there. */
export const mayWrite = (
  client: InstallationClient,
  what: string,
  permission: 'contents' | 'deployments',
): Promise<boolean> => readPermissions(client, what).then((read) => read.known && read.value[permission] === 'write');
