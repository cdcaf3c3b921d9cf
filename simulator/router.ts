import type { SimulatorRequest, SimulatorResponse } from './exchange.ts';
import type { World } from './state.ts';

export type RouteContext = {
  world: World;
  request: SimulatorRequest;
  /** Decoded values of the template's parameters. */
  params: Record<string, string>;
};
export type RouteHandler = (context: RouteContext) => SimulatorResponse | Promise<SimulatorResponse>;
/** `template` is a path of GitHub's OpenAPI description: `/repos/{owner}/{repo}/pulls`. */
export type Route = { method: string; template: string; pattern: RegExp; handle: RouteHandler };

/** Parameters that may hold slashes. */
const GREEDY = new Set(['path', 'ref', 'branch', 'basehead', 'name', 'label_name']);

export function route(method: string, template: string, handle: RouteHandler): Route {
  const source = template
    .replaceAll('.', '\\.')
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${GREEDY.has(name) ? '.+' : '[^/]+'})`);
  return { method, template, pattern: new RegExp(`^${source}$`), handle };
}

const literalSegments = (template: string) => template.split('/').filter((part) => !part.startsWith('{')).length;

/** The router prefers the template with the most literal segments, so that the order of the tables does not matter. */
export function createRouter(
  routes: Route[],
): (method: string, path: string) => { route: Route; params: Record<string, string> } | null {
  const ordered = [...routes].sort((a, b) => literalSegments(b.template) - literalSegments(a.template));
  return (method, path) => {
    for (const candidate of ordered) {
      if (candidate.method !== method) continue;
      const match = candidate.pattern.exec(path);
      if (match === null) continue;
      const params = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decode(value)] as const);
      return { route: candidate, params: Object.fromEntries(params) };
    }
    return null;
  };
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
