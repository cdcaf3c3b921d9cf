import { z } from 'zod';
import { type ChangedFile, type Fact, known, unknown } from '../decision/facts.ts';
import type { IssueRef } from '../records/reference.ts';
import type { FileAnswer, PullRequestAnswer } from './answers.ts';
import type { InstallationClient } from './clients.ts';
import { toList, toWhole } from './connection.ts';
import { GitHubFault, orUnknown } from './faults.ts';
import { toShape } from './graphql.ts';

/** GitHub lists at most so many files of a pull request. */
const mostListedFiles = 3000;

const changes = {
  ADDED: 'added',
  MODIFIED: 'modified',
  DELETED: 'deleted',
  RENAMED: 'renamed',
  COPIED: 'copied',
  CHANGED: 'changed',
} as const;

/**
 * Every file that the pull request changes. What the first request showed is enough while it is whole and nothing was
 * renamed or copied; GraphQL does not tell from where, so REST is asked then.
 */
export const readFiles = async (
  client: InstallationClient,
  what: string,
  ref: IssueRef,
  { files, changedFiles, headRefOid }: Pick<PullRequestAnswer, 'files' | 'changedFiles' | 'headRefOid'>,
  problem: string | null,
): Promise<Fact<readonly ChangedFile[]>> => {
  const list = toList(files, problem);
  if (list.problem !== null) return unknown(`changed files could not be read: ${list.problem}`);
  const hasMoved = list.nodes.some((file) => file?.changeType === 'RENAMED' || file?.changeType === 'COPIED');
  if (list.next !== null || hasMoved) return readListedFiles(client, what, ref, headRefOid);
  const whole = toWhole('changed files', list);
  if (!whole.known) return whole;
  return toCounted(whole.value.map(toChangedFile), changedFiles);
};

const toChangedFile = ({ path, changeType }: FileAnswer): ChangedFile => ({
  path,
  previousPath: known(null),
  change: changes[changeType],
});

const toCounted = (files: readonly ChangedFile[], count: number): Fact<readonly ChangedFile[]> =>
  files.length === count ? known(files) : unknown(`GitHub counts ${count} changed files and lists ${files.length}`);

const listed = z.array(
  z.looseObject({ filename: z.string(), status: z.string(), previous_filename: z.string().optional() }),
);
const counted = z.looseObject({ changed_files: z.int(), head: z.looseObject({ sha: z.string() }) });

const readListedFiles = async (
  client: InstallationClient,
  what: string,
  { owner, name, number }: IssueRef,
  headSha: string,
): Promise<Fact<readonly ChangedFile[]>> => {
  const address = { owner, repo: name, pull_number: number };
  return orUnknown('the App may not list the changed files', what, async () => {
    const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files';
    const files = toShape(what, listed, await client.octokit.paginate(route, { ...address, per_page: 100 }));
    // Asked last: had the head moved before, the files would be another commit's.
    const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', address);
    const { changed_files: count, head } = toShape(what, counted, data);
    if (head.sha !== headSha) {
      throw new GitHubFault('changed-meanwhile', what, 'the head moved while the files were read');
    }
    if (files.length >= mostListedFiles) return unknown(`GitHub lists no more than ${mostListedFiles} changed files`);
    return toCounted(files.map(toListedFile), count);
  });
};

const restChanges: Readonly<Record<string, ChangedFile['change']>> = {
  added: 'added',
  modified: 'modified',
  removed: 'deleted',
  renamed: 'renamed',
  copied: 'copied',
};

const toListedFile = ({ filename, status, previous_filename }: z.infer<typeof listed>[number]): ChangedFile => {
  const change = (Object.hasOwn(restChanges, status) ? restChanges[status] : undefined) ?? 'changed';
  const isMoved = change === 'renamed' || change === 'copied';
  return { path: filename, previousPath: isMoved ? toPrevious(previous_filename) : known(null), change };
};

const toPrevious = (path: string | undefined): ChangedFile['previousPath'] =>
  path === undefined ? unknown('GitHub does not tell where the file was') : known(path);
