export type RequestKind = 'restRead' | 'restWrite' | 'graphql' | 'token';
type KindCounts = Record<RequestKind, number> & { total: number };
export type CallerCounts = KindCounts & {
  /** By `METHOD /path/{template}`, or `graphql OperationName`. */
  byOperation: Record<string, number>;
  /** By installation id; the App's own requests (JWT) are under `app`. */
  byInstallation: Record<string, KindCounts>;
};
/** Requests since the start or the last reset. People's requests are never mixed with the App's. */
export type Counters = { app: CallerCounts; users: CallerCounts };

const toKindCounts = (): KindCounts => ({ restRead: 0, restWrite: 0, graphql: 0, token: 0, total: 0 });
const toCallerCounts = (): CallerCounts => ({ ...toKindCounts(), byOperation: {}, byInstallation: {} });

export const createCounters = (): Counters => ({ app: toCallerCounts(), users: toCallerCounts() });

/** Counts one request. `installation` is null for people and for the App's own JWT. */
export function countRequest(
  counters: Counters,
  by: 'app' | 'users',
  kind: RequestKind,
  operation: string,
  installation: number | null,
): void {
  const counts = counters[by];
  counts[kind] += 1;
  counts.total += 1;
  counts.byOperation[operation] = (counts.byOperation[operation] ?? 0) + 1;
  if (by === 'users') return;
  const key = installation === null ? 'app' : String(installation);
  const own = counts.byInstallation[key] ?? toKindCounts();
  counts.byInstallation[key] = own;
  own[kind] += 1;
  own.total += 1;
}
