import type { Stage } from './stage.ts';

type Home = { readonly owner: string; readonly repo: string };
type Signature = { readonly name: string; readonly email: string };

/** A commit made with git, not on GitHub's pages: whoever pushes it may name anybody in it. */
export type GitCommit = {
  readonly branch: string;
  /** Who pushes. */
  readonly login?: string;
  /** Text by path; null deletes the file. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly message?: string;
  /** Absent: whoever pushes. */
  readonly author?: Signature;
  /** Absent: the author. */
  readonly committer?: Signature;
  /** What it stands on; absent: the tip of the branch, or of `main` where there is no such branch. */
  readonly parent?: string;
  /** Whether the branch is forced to it. */
  readonly force?: boolean;
};

/** The commit at the tip of a branch; null when there is no such branch. */
export const readTip = async (stage: Stage, home: Home, branch: string): Promise<string | null> => {
  try {
    const { data } = await stage.as('dana').rest.git.getRef({ ...home, ref: `heads/${branch}` });
    return data.object.sha;
  } catch {
    return null;
  }
};

/** Commits any number of files at once and pushes them to a branch, which it makes where there is none; the new head. */
export const pushCommit = async (stage: Stage, home: Home, commit: GitCommit): Promise<string> => {
  const { branch, login = 'dana', files, message = `Change ${branch}`, author, committer, force = false } = commit;
  const { git } = stage.as(login).rest;
  const tip = await readTip(stage, home, branch);
  const parent = commit.parent ?? tip ?? (await readTip(stage, home, 'main')) ?? '';
  const tree = await git.createTree({
    ...home,
    base_tree: parent,
    tree: Object.entries(files).map(([path, text]) => ({
      path,
      mode: '100644' as const,
      type: 'blob' as const,
      ...(text === null ? { sha: null } : { content: text }),
    })),
  });
  const { data } = await git.createCommit({
    ...home,
    message,
    tree: tree.data.sha,
    parents: [parent],
    ...(author === undefined ? {} : { author }),
    ...(committer === undefined ? {} : { committer }),
  });
  await moveBranch(stage, home, { branch, sha: data.sha, login, force, isNew: tip === null });
  return data.sha;
};

/** Pushes a commit that is there to a branch. */
export const moveBranch = async (
  stage: Stage,
  home: Home,
  to: {
    readonly branch: string;
    readonly sha: string;
    readonly login?: string;
    readonly force?: boolean;
    readonly isNew?: boolean;
  },
): Promise<void> => {
  const { branch, sha, login = 'dana', force = false, isNew = false } = to;
  const { git } = stage.as(login).rest;
  if (isNew) await git.createRef({ ...home, ref: `refs/heads/${branch}`, sha });
  else await git.updateRef({ ...home, ref: `heads/${branch}`, sha, force });
};
