/** Parameters that GitHub lets run over several path segments. */
const OVER_SLASHES = new Set(['path', 'ref', 'branch', 'basehead', 'tag', 'name']);

const patterns = new Map<string, { pattern: RegExp; names: string[] }>();

/**
 * The operation (`METHOD path`) that a request is for, with its path parameters; null when none of `names` fits.
 * Of several that fit, the one with the most literal text wins: `/commits/{ref}/check-runs` over `/commits/{ref}`.
 */
export function findOperation(
  names: readonly string[],
  method: string,
  path: string,
): { name: string; parameters: Record<string, string> } | null {
  let best: { name: string; parameters: Record<string, string>; literal: number } | null = null;
  for (const name of names) {
    if (!name.startsWith(`${method} `)) continue;
    const { pattern, names: parameterNames } = patternOf(name);
    const match = pattern.exec(path);
    const literal = name.replace(/\{[^}]*\}/g, '').length;
    if (match === null || (best !== null && best.literal >= literal)) continue;
    best = {
      name,
      parameters: Object.fromEntries(parameterNames.map((key, index) => [key, match[index + 1] ?? ''])),
      literal,
    };
  }
  return best;
}

function patternOf(name: string): { pattern: RegExp; names: string[] } {
  let entry = patterns.get(name);
  if (entry === undefined) {
    const template = name.slice(name.indexOf(' ') + 1);
    const names = [...template.matchAll(/\{([^}]*)\}/g)].map((match) => match[1] ?? '');
    const source = template
      .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
      .replace(/\{([^}]*)\}/g, (_all, key: string) => (OVER_SLASHES.has(key) ? '(.+)' : '([^/]+)'));
    entry = { pattern: new RegExp(`^${source}$`), names };
    patterns.set(name, entry);
  }
  return entry;
}
