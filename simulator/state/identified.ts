/** What every object has: a database id unique in the whole world, and GitHub's global node id. */
export type Identified = { id: number; nodeId: string };
