import { z } from 'zod';

const matching = {
  /** Absent means any. */
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  /** The beginning of the path after `/api/v3`; `graphql` stands for the GraphQL endpoint. Absent means any. */
  path: z.string().optional(),
  /** Whose requests: the App's alone unless told otherwise, so that people's steps in a story still work. */
  callers: z.enum(['app', 'users', 'all']).default('app'),
};

/** What goes wrong with a matched request. */
const effect = z.enum([
  'status',
  'timeout',
  'truncate',
  'primary_rate_limit',
  'secondary_rate_limit',
  'graphql_partial',
]);

const ruleShape = z.strictObject({
  ...matching,
  effect: effect.default('status'),
  /** Status of `effect: status`. */
  status: z.int().min(400).max(599).default(502),
  message: z.string().optional(),
  /** Seconds in a `retry-after` header; absent means no such header. */
  retryAfter: z.int().min(0).optional(),
  /** Share of the matching requests that it hits. */
  rate: z.number().min(0).max(1).default(1),
  /** How many more requests it may hit; absent means without end. */
  next: z.int().min(1).optional(),
  /** Which part of a GraphQL answer `graphql_partial` nulls: `["repository", "pullRequest", "commits"]`. */
  graphqlPath: z.array(z.string()).default([]),
  /** Matching requests to let pass first, so that "the second call" can be hit. */
  skip: z.int().min(0).default(0),
});

/** `PUT /_control/faults`: replaces all faults. An empty object clears them. */
export const faultsShape = z.strictObject({
  /** Seed of the pseudo-random numbers, so that a run can be repeated. */
  seed: z.int().default(1),
  latencyMs: z.number().min(0).max(60_000).default(0),
  /** Every request except the control path is refused: the connection is closed without an answer. */
  outage: z.boolean().default(false),
  requests: z.array(ruleShape).default([]),
  webhooks: z
    .strictObject({
      dropRate: z.number().min(0).max(1).default(0),
      repeatRate: z.number().min(0).max(1).default(0),
      /** Share of deliveries that are held back and sent after the one that follows. */
      reorderRate: z.number().min(0).max(1).default(0),
      /** While true nothing is sent; what accumulates goes out when it is set back. */
      hold: z.boolean().default(false),
    })
    .prefault({}),
});

export type FaultRule = z.infer<typeof ruleShape>;
export type FaultSettings = z.infer<typeof faultsShape>;
export type Faults = { settings: FaultSettings; random: () => number };

/** Mulberry32: small, seeded, and good enough to decide which request fails. */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function createFaults(settings: FaultSettings = faultsShape.parse({})): Faults {
  return { settings, random: createRandom(settings.seed) };
}

/**
 * The fault that hits this request, or null. Spends `skip` and `next` of the rules on the way, in their order;
 * the first that hits wins.
 */
export function pickFault(faults: Faults, method: string, path: string, by: 'app' | 'users'): FaultRule | null {
  for (const rule of faults.settings.requests) {
    if (rule.callers !== 'all' && rule.callers !== by) continue;
    if (rule.method !== undefined && rule.method !== method) continue;
    if (rule.path !== undefined && !path.startsWith(rule.path)) continue;
    if (rule.effect === 'graphql_partial' && path !== 'graphql') continue;
    if (rule.skip > 0) {
      rule.skip -= 1;
      continue;
    }
    if (rule.rate < 1 && faults.random() >= rule.rate) continue;
    if (rule.next !== undefined) {
      if (rule.next === 0) continue;
      rule.next -= 1;
    }
    return rule;
  }
  return null;
}
