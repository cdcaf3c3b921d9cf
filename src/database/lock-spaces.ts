/**
 * The namespaces of our advisory locks, here together so that no two are the same: whoever locks in one must not wait for
 * somebody in another. PostgreSQL shares them among all that use the database.
 */
export const lockSpaces = {
  migrations: 7_465_001,
  /** One lock a subject key: who enqueues takes turns. */
  subjectKeys: 7_465_002,
  /** Shared by every process with workers. */
  workerPresence: 7_465_003,
  /** One a repository: its chain is one line. */
  chains: 7_465_004,
  /** One a commit: who shows something on it takes turns. */
  heads: 7_465_005,
  /** One a repository: one process at a time makes its checkpoint. */
  checkpoints: 7_465_006,
} as const;
