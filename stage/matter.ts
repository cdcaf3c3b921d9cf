import { type Stage, until } from './stage.ts';

type Home = { readonly owner: string; readonly repo: string };

/** An issue that Holdpoint opened to track something. */
export type TrackedIssue = {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
};

/** The issues of Holdpoint's own with a label, oldest first, open or closed. */
export const readTracked = async (
  stage: Stage,
  home: Home,
  label: 'holdpoint-deviation' | 'holdpoint-owed',
): Promise<readonly TrackedIssue[]> => {
  const { data } = await stage
    .as('dana')
    .rest.issues.listForRepo({ ...home, labels: label, state: 'all', per_page: 100 });
  return data
    .map(({ number, title, body, state }) => ({ number, title, body: body ?? '', state }))
    .sort((a, b) => a.number - b.number);
};

/** Waits for an issue with these words in its title, in this state. */
export const untilTracked = async (
  stage: Stage,
  home: Home,
  label: 'holdpoint-deviation' | 'holdpoint-owed',
  { mentions, state = 'open' }: { readonly mentions: string; readonly state?: 'open' | 'closed' },
  { timeoutMs = 20_000 }: { timeoutMs?: number } = {},
): Promise<TrackedIssue> => {
  let seen: readonly TrackedIssue[] = [];
  try {
    return await until(
      async () => {
        seen = await readTracked(stage, home, label);
        return seen.find((issue) => issue.title.includes(mentions) && issue.state === state) ?? null;
      },
      { timeoutMs },
    );
  } catch (cause) {
    const titles = seen.map((issue) => `${issue.title} (${issue.state})`).join('\n');
    throw new Error(`no ${state} issue mentions «${mentions}»; there are:\n${titles}`, { cause });
  }
};

/** What Holdpoint said on an issue, oldest first. */
export const readAnswers = async (stage: Stage, { owner, repo }: Home, issue: number): Promise<readonly string[]> => {
  const { data } = await stage.as('dana').rest.issues.listComments({ owner, repo, issue_number: issue, per_page: 100 });
  return data.flatMap(({ user, body }) => (user?.type === 'Bot' ? [body ?? ''] : []));
};
