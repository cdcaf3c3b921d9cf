import type { Account, Push } from '../decision/facts.ts';

/** What Holdpoint remembers beside GitHub; kept by `observations/`, handed in by the composition root. */
export type Memory = {
  /** Receipts of pushes in this repository whose head is one of `shas`; oldest first. */
  readonly pushesOf: (repositoryId: number, shas: readonly string[]) => Promise<readonly Push[]>;
  /** Null when nothing is remembered, or no longer. */
  readonly readHolders: (key: HoldersKey) => Promise<readonly Account[] | null>;
  readonly keepHolders: (key: HoldersKey, accounts: readonly Account[]) => Promise<void>;
};

/** `team:ORGANISATION/SLUG` or `user:LOGIN`, lower case; dropped for an organisation on its `holders-changed`. */
type HoldersKey = string;
