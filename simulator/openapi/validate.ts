/**
 * What departs from GitHub's OpenAPI description, one line each; empty when nothing does.
 * `path` is without `/api/v3`.
 */
export function validateRequest(_request: {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}): string[] {
  return [];
}

/** As `validateRequest`, for the simulator's own answer: a departure is a fault of the simulator. */
export function validateResponse(_request: { method: string; path: string }, _response: { status: number; body: unknown }): string[] {
  return [];
}
