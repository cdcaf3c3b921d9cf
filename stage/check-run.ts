import { type Stage, until } from './stage.ts';

export type CheckRun = {
  readonly id: number;
  readonly conclusion: string | null;
  readonly html_url: string | null;
  readonly output: { readonly title: string | null; readonly summary: string | null; readonly text: string | null };
};

/** A commit, and which of our checks on it; by default that of pull requests. */
export type Commit = {
  readonly owner: string;
  readonly repo: string;
  readonly sha: string;
  readonly check?: 'holdpoint/release';
};

export type Expected = {
  readonly conclusion: 'success' | 'failure' | 'action_required';
  /** Texts that title, summary and text must contain. */
  readonly mentions?: readonly string[];
  /** Texts that they must not contain. */
  readonly without?: readonly string[];
  /** A summary that was seen before the act: the one expected is another. */
  readonly unlike?: string;
};

/** Holdpoint's check run on a commit, as anybody who may read the repository sees it; null when there is none. */
export const readCheckRun = async (stage: Stage, { owner, repo, sha, check }: Commit): Promise<CheckRun | null> => {
  const { data } = await stage.as('dana').rest.checks.listForRef({
    owner,
    repo,
    ref: sha,
    check_name: check ?? 'holdpoint/change-control',
  });
  return data.check_runs[0] ?? null;
};

/** Waits until the check run says what is expected; throws with what it said last when it never does. */
export const untilCheckRun = async (
  stage: Stage,
  at: Commit,
  { conclusion, mentions = [], without = [], unlike }: Expected,
  { timeoutMs = 20_000 }: { timeoutMs?: number } = {},
): Promise<CheckRun> => {
  await stage.control('POST', 'deliveries/settle');
  let latest: CheckRun | null = null;
  try {
    return await until(
      async () => {
        latest = await readCheckRun(stage, at);
        if (latest === null || latest.conclusion !== conclusion || latest.output.summary === unlike) return null;
        const text = toText(latest);
        const fits =
          mentions.every((mention) => text.includes(mention)) && !without.some((mention) => text.includes(mention));
        return fits ? latest : null;
      },
      { timeoutMs },
    );
  } catch (cause) {
    const wanted = [
      conclusion,
      ...mentions.map((mention) => `with «${mention}»`),
      ...without.map((mention) => `without «${mention}»`),
      ...(unlike === undefined ? [] : ['unlike before']),
    ];
    throw new Error(
      `the check run did not become ${wanted.join(', ')}; it is ${latest === null ? 'absent' : `${(latest as CheckRun).conclusion}:\n${toText(latest)}`}`,
      { cause },
    );
  }
};

const toText = ({ output: { title, summary, text } }: CheckRun): string =>
  [title, summary, text].map((part) => part ?? '').join('\n');
