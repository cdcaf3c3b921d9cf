import { z } from 'zod';
import type { InstallationClient } from '../clients.ts';
import { attempt } from '../faults.ts';
import { toShape } from '../graphql.ts';

const authentication = z.looseObject({ permissions: z.record(z.string(), z.string()).optional() });

/** Whether the App was granted to write something where it is installed, as its token says; no request of its own. */
export const mayWrite = (
  client: InstallationClient,
  what: string,
  permission: 'contents' | 'deployments',
): Promise<boolean> =>
  attempt(what, async () => {
    const answer: unknown = await client.octokit.auth({ type: 'installation' });
    return toShape(what, authentication, answer).permissions?.[permission] === 'write';
  });
