import { type GitStore, type GitTree, readTreeOf } from './git-store.ts';
import { pairRenames } from './renames.ts';

/** One file that differs between two commits. */
export type FileChange = {
  path: string;
  status: 'added' | 'removed' | 'modified' | 'renamed';
  /** Where a renamed file was before. */
  previousPath: string | null;
  /** The blob after the change; before it for a removed file. */
  sha: string;
  additions: number;
  deletions: number;
};

/** What changed from one commit's tree to another's, renames detected as git does; null compares with nothing. */
export function listFileChanges(git: GitStore, from: string | null, to: string): FileChange[] {
  const changes = listPathChanges(git, from, to);
  const [added, removed] = (['added', 'removed'] as const).map((status) =>
    changes.filter((change) => change.status === status),
  );
  const renames = pairRenames(git, removed ?? [], added ?? []);
  const gone = new Set(renames.values());
  return changes
    .filter((change) => !gone.has(change))
    .map((change) => {
      const source = renames.get(change);
      if (source === undefined) return change;
      const counts = countLines(git, source.sha, change.sha);
      return { ...change, status: 'renamed', previousPath: source.path, ...counts };
    });
}

/** As `listFileChanges`, but a renamed file is one removed and one added, as pushes tell it. */
export function listPathChanges(git: GitStore, from: string | null, to: string): FileChange[] {
  const before: GitTree = from === null ? new Map() : readTreeOf(git, from);
  const after = readTreeOf(git, to);
  const changes: FileChange[] = [];
  const add = (path: string, status: FileChange['status'], old: string | null, now: string | null) =>
    changes.push({ path, status, previousPath: null, sha: now ?? old ?? '', ...countLines(git, old, now) });
  for (const [path, entry] of after) {
    const old = before.get(path);
    if (old?.sha === entry.sha && old.mode === entry.mode) continue;
    add(path, old === undefined ? 'added' : 'modified', old?.sha ?? null, entry.sha);
  }
  for (const [path, entry] of before) if (!after.has(path)) add(path, 'removed', entry.sha, null);
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Lines that only one side has. Moved lines count as unchanged: close to a diff's numbers, and cheap. */
function countLines(
  git: GitStore,
  before: string | null,
  after: string | null,
): { additions: number; deletions: number } {
  const counts = new Map<string, number>();
  const count = (sha: string | null, step: number) => {
    const text = sha === null ? '' : (git.blobs.get(sha)?.toString() ?? '');
    for (const line of text === '' ? [] : text.replace(/\n$/, '').split('\n'))
      counts.set(line, (counts.get(line) ?? 0) + step);
  };
  count(after, 1);
  count(before, -1);
  const totals = { additions: 0, deletions: 0 };
  for (const value of counts.values()) {
    if (value > 0) totals.additions += value;
    else totals.deletions -= value;
  }
  return totals;
}

/**
 * A three-way merge, file by file: null when both sides changed one file differently. GitHub also merges lines within
 * a file; a story that needs that merges on its own and pushes.
 */
export function mergeTrees(git: GitStore, base: string | null, ours: string, theirs: string): GitTree | null {
  const original: GitTree = base === null ? new Map() : readTreeOf(git, base);
  const mine = readTreeOf(git, ours);
  const other = readTreeOf(git, theirs);
  const merged = new Map<string, { mode: string; sha: string }>();
  for (const path of new Set([...original.keys(), ...mine.keys(), ...other.keys()])) {
    const was = original.get(path);
    const left = mine.get(path);
    const right = other.get(path);
    const chosen = left?.sha === was?.sha ? right : left;
    if (left?.sha !== was?.sha && right?.sha !== was?.sha && left?.sha !== right?.sha) return null;
    if (chosen !== undefined) merged.set(path, chosen);
  }
  return merged;
}
