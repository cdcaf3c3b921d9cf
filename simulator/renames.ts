import type { GitStore } from './git-store.ts';

type File = { path: string; sha: string };

/** Git's default: a file that keeps at least half of its content was renamed. */
const SIMILAR_ENOUGH = 0.5;
/** Beyond so many pairs only files that did not change are found again, as with git's own limit. */
const MAX_PAIRS = 1_000_000;

/**
 * Which added file was which removed one, by git's rules: the same content first, of several the one of the same name,
 * then the most similar. Each removed file is found again once.
 */
export function pairRenames<F extends File>(git: GitStore, removed: readonly F[], added: readonly F[]): Map<F, F> {
  const pairs = new Map<F, F>();
  const left = new Set(removed);
  const pair = (to: F, from: F) => {
    pairs.set(to, from);
    left.delete(from);
  };
  for (const to of added) {
    const same = [...left].filter((from) => from.sha === to.sha);
    const found = same.find((from) => nameOf(from) === nameOf(to)) ?? same[0];
    if (found !== undefined) pair(to, found);
  }
  const open = added.filter((to) => !pairs.has(to));
  if (open.length * left.size > MAX_PAIRS) return pairs;
  const ranked = open
    .flatMap((to) => [...left].map((from) => ({ to, from, score: similarityOf(git, from.sha, to.sha) })))
    .filter(({ score }) => score >= SIMILAR_ENOUGH)
    .sort((a, b) => b.score - a.score);
  for (const { to, from } of ranked) if (!pairs.has(to) && left.has(from)) pair(to, from);
  return pairs;
}

const nameOf = ({ path }: File): string => path.slice(path.lastIndexOf('/') + 1);

/** The share of the larger file that both have, counted in whole lines. */
function similarityOf(git: GitStore, one: string, other: string): number {
  const [before, after] = [one, other].map((sha) => git.blobs.get(sha)?.toString('latin1') ?? '') as [string, string];
  const largest = Math.max(before.length, after.length);
  if (largest === 0 || Math.min(before.length, after.length) < largest * SIMILAR_ENOUGH) return 0;
  const counts = new Map<string, number>();
  for (const line of toLines(before)) counts.set(line, (counts.get(line) ?? 0) + 1);
  let kept = 0;
  for (const line of toLines(after)) {
    const count = counts.get(line) ?? 0;
    if (count === 0) continue;
    counts.set(line, count - 1);
    kept += line.length;
  }
  return kept / largest;
}

const toLines = (text: string): string[] => text.split(/(?<=\n)/);
