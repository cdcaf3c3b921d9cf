import type { Account, Instant, IssueFacts } from './facts.ts';

/**
 * By which a sight of an act is kept (`Witness.act`), so that whether somebody held a role is told for this very act. Of
 * the setting of a label and of the ticks of one edit: the record, what, when and who. Comments and reviews have an
 * address of their own, which is their key.
 */
export const toActKey = (
  { url }: Pick<IssueFacts, 'url'>,
  what: `label:${string}` | 'tick',
  at: Instant,
  by: Account,
): string => `${url}#${what}@${at}:${by.id}`;
