import { groupOf } from './caller-group.ts';
import type { Caller, World } from './state.ts';

/** Requests an hour. The simulator counts but never refuses by itself: exhaustion is a fault to be asked for. */
const LIMITS = { app: 15_000, users: 5000, anonymous: 60 };

type Budget = { limit: number; remaining: number; used: number; reset: number };

/** What a caller would have left of the present hour. */
export function toBudget(world: World, caller: Caller): Budget {
  const by = caller.kind === 'anonymous' ? 'anonymous' : groupOf(caller);
  const limit = LIMITS[by];
  const used = by === 'anonymous' ? 0 : world.counters[by].total % (limit - 1);
  const hourMs = 60 * 60 * 1000;
  return { limit, remaining: limit - used, used, reset: (Math.floor(Date.now() / hourMs) * hourMs + hourMs) / 1000 };
}

export function toRateLimitHeaders(world: World, caller: Caller, resource: string): Record<string, string> {
  const { limit, remaining, used, reset } = toBudget(world, caller);
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': resource,
  };
}
