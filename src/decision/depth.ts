import { toPathRules } from '../policy/path-class.ts';
import type { PathRule, Policy, SafetyClass } from '../policy/policy.ts';
import type { ChangedFile, PullRequestFacts } from './facts.ts';
import { compareText } from './sentence.ts';

/** How deep a change is analysed (F19), and what demands it. */
export type Depth = {
  /** The highest class of what the change touches. */
  readonly safetyClass: SafetyClass;
  /** Every path that the change touches, each once and in order, with its class. */
  readonly paths: readonly ClassifiedPath[];
  /** What is not known and may reach deeper; unless it is null, the class is C. */
  readonly untold: Untold | null;
};

/** `rule`: the one that gives the class; null: no rule maps the path, and the class is C. */
export type ClassifiedPath = {
  readonly path: string;
  readonly safetyClass: SafetyClass;
  readonly rule: PathRule | null;
};

/** `paths`: of files whose earlier place is not known; none: which files are changed is not known. */
export type Untold = { readonly paths: readonly string[]; readonly reason: string };

/**
 * The class of what a change touches, by the policy's rules; a policy without such rules gives every path its own class.
 * Of all rules that map a path the highest class counts, and a path that none maps takes C. A file that was renamed or
 * copied touches both its places. Supports IEC 62304 4.3.
 */
export const toDepth = (files: PullRequestFacts['files'], policy: Policy): Depth => {
  if (policy.paths === null) return { safetyClass: policy.safetyClass, paths: [], untold: null };
  const untold = toUntold(files);
  const paths = files.known ? toTouchedPaths(files.value).map((path) => classify(path, policy)) : [];
  const found = paths.map(({ safetyClass }) => safetyClass);
  return { safetyClass: untold === null ? toHighest(found, policy.safetyClass) : 'C', paths, untold };
};

/** What is not known of the paths that a change touches; null when all of them are. */
export const toUntold = (files: PullRequestFacts['files']): Untold | null => {
  if (!files.known) return { paths: [], reason: files.reason };
  const lost = files.value.flatMap(({ path, previousPath }) =>
    previousPath.known ? [] : [{ path, reason: previousPath.reason }],
  );
  return lost[0] === undefined ? null : { paths: lost.map(({ path }) => path), reason: lost[0].reason };
};

/** Every path that changed files stand at or stood at, each once and in order. */
export const toTouchedPaths = (files: readonly ChangedFile[]): readonly string[] => {
  const all = files.flatMap(({ path, previousPath }) => [
    path,
    ...(previousPath.known && previousPath.value !== null ? [previousPath.value] : []),
  ]);
  return [...new Set(all)].sort(compareText);
};

const classify = (path: string, policy: Policy): ClassifiedPath => {
  const rules = toPathRules(policy, path);
  const highest = toHighest(
    rules.map(({ safetyClass }) => safetyClass),
    'C',
  );
  return { path, safetyClass: highest, rule: rules.find(({ safetyClass }) => safetyClass === highest) ?? null };
};

/** The highest of the classes; `otherwise` when there is none. */
export const toHighest = (classes: readonly SafetyClass[], otherwise: SafetyClass): SafetyClass =>
  classes.length === 0 ? otherwise : classes.reduce((a, b) => (a > b ? a : b));
