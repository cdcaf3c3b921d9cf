import { ApiError, notFound, type SimulatorResponse } from '../exchange.ts';
import type { RouteContext } from '../router.ts';
import type { Issue, PullRequest, Repository } from '../state.ts';
import { restUrl } from '../world.ts';

export const ok = (body: unknown): SimulatorResponse => ({ status: 200, body });
export const created = (body: unknown): SimulatorResponse => ({ status: 201, body });
export const noContent = (): SimulatorResponse => ({ status: 204 });

/** The body of a request, which was checked against GitHub's description before: hence a type and no second look. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export const bodyOf = <T>(context: RouteContext): T => (context.request.body ?? {}) as T;

const toCount = (text: string | null, fallback: number, max: number) => {
  const value = Number(text ?? fallback);
  return Number.isInteger(value) && value > 0 ? Math.min(value, max) : fallback;
};

/**
 * One page of a list, rendered, with GitHub's Link header. `wrap` puts it into an object with its total, as some
 * operations do (`{total_count, check_runs}`).
 */
export function paginate<T>(
  context: RouteContext,
  items: readonly T[],
  render: (item: T) => unknown,
  wrap?: (page: unknown[], total: number) => unknown,
): SimulatorResponse {
  const { query, path } = context.request;
  const size = toCount(query.get('per_page'), 30, 100);
  const page = toCount(query.get('page'), 1, Number.MAX_SAFE_INTEGER);
  const last = Math.max(1, Math.ceil(items.length / size));
  const rendered = items.slice((page - 1) * size, page * size).map(render);
  const link = (target: number, rel: string) => {
    const search = new URLSearchParams(query);
    search.set('page', String(target));
    return `<${restUrl(context.world, path)}?${search.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  return {
    status: 200,
    ...(links.length > 0 ? { headers: { link: links.join(', ') } } : {}),
    body: wrap === undefined ? rendered : wrap(rendered, items.length),
  };
}

/** The issue or pull request of a path: gone when deleted, elsewhere (301) when transferred. */
export function requireDiscussed(context: RouteContext, repository: Repository): Issue | PullRequest {
  const found = repository.issues.get(Number(context.params['issue_number']));
  if (found === undefined) throw notFound();
  if (found.kind === 'Issue' && found.deletedAt !== null) throw new ApiError(410, 'This issue was deleted');
  return found;
}

export function requirePull(context: RouteContext, repository: Repository): PullRequest {
  const found = repository.issues.get(Number(context.params['pull_number']));
  if (found?.kind !== 'PullRequest') throw notFound();
  return found;
}

/** A number in a path, for looking things up by id. */
export const idOf = (context: RouteContext, name: string): number => Number(context.params[name]);
