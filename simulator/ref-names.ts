/**
 * Whether a full ref name is meant by a ruleset's `ref_name`. An empty `include` means nothing at all: an "active"
 * ruleset with one enforces nothing, as on GitHub.
 */
export function matchesRefName(
  refName: { include: string[]; exclude: string[] },
  ref: string,
  defaultBranch: string,
): boolean {
  const isMeant = (pattern: string) => {
    if (pattern === '~ALL') return true;
    if (pattern === '~DEFAULT_BRANCH') return ref === `refs/heads/${defaultBranch}`;
    return toPattern(pattern).test(ref);
  };
  return refName.include.some(isMeant) && !refName.exclude.some(isMeant);
}

/** Ruby's `File.fnmatch` with FNM_PATHNAME, which GitHub documents: `*` stays within one segment, `**` crosses them. */
function toPattern(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*\/|\*\*|\*|\?|\[[^\]]*\]|[.+^${}()|\\/]/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.startsWith('[') ? part.replace('[!', '[^') : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}
