import type { z } from 'zod';
import { ApiError } from '../exchange.ts';
import type { World } from '../state.ts';
import type { SeedProblem } from './seed.ts';

export type Handler = (world: World, body: unknown) => unknown;

/** Parses what a person wrote. @throws ApiError 422 listing every problem with its path. */
export function parse<S extends z.ZodType>(shape: S, body: unknown): z.output<S> {
  const result = shape.safeParse(body ?? {});
  if (result.success) return result.data;
  throw refusal(result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })));
}

export const refusal = (problems: SeedProblem[]): ApiError =>
  new ApiError(422, problems.map((one) => `${one.path}: ${one.message}`).join('\n'), problems);
