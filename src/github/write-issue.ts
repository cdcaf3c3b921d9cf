import { z } from 'zod';
import type { Instant } from '../decision/facts.ts';
import type { IssueRef, RepositoryRef } from '../records/reference.ts';
import type { InstallationClient } from './clients.ts';
import { attempt, GitHubFault } from './faults.ts';
import { toShape } from './graphql.ts';

/** An issue that we open by ourselves. */
export type NewIssue = {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly labels: readonly string[];
  /** Stands in the body where nobody sees it, and tells the issue: of one marker there is one issue. */
  readonly marker: string;
  /** Since when it may have been opened before. */
  readonly since: Instant;
};

export type WrittenIssue = { readonly number: number; readonly url: string };

const written = z.looseObject({ number: z.int(), html_url: z.string() });
const listed = z.array(
  written.extend({
    body: z.string().nullish(),
    user: z.looseObject({ type: z.string() }).nullish(),
    performed_via_github_app: z.looseObject({ id: z.int() }).nullish(),
    pull_request: z.unknown().optional(),
  }),
);

/**
 * Opens an issue, unless ours with this marker is there already, whatever its state: one whose answer was lost may have
 * got through. Never repeated by itself.
 * @throws GitHubFault
 */
export const writeIssue = (
  client: InstallationClient,
  repository: RepositoryRef,
  issue: NewIssue,
): Promise<WrittenIssue> => {
  const { title, body, labels } = issue;
  const address = { owner: repository.owner, repo: repository.name };
  const what = `opening an issue in ${repository.owner}/${repository.name}`;
  const mark = toMark(issue.marker);
  return attempt(what, async () => {
    const standing = await findMarked(client, what, repository, mark, issue.since);
    if (standing !== null) return standing;
    const { data } = await client.octokit.request('POST /repos/{owner}/{repo}/issues', {
      ...address,
      title,
      body: toMarked(body, issue.marker),
      labels: [...labels],
      request: { retries: 0 },
    });
    const { number, html_url: url } = toShape(what, written, data);
    return { number, url };
  });
};

/** A comment in Markdown, which nothing in the marker can end. */
const toMark = (marker: string): string => `<!-- holdpoint:${marker.replaceAll(/[<>\s]/g, '')} -->`;

const toMarked = (body: string, marker: string): string => `${body}\n\n${toMark(marker)}`;

/** Writes another text on an issue of ours; its marker stays. @throws GitHubFault */
export const rewriteIssue = (
  client: InstallationClient,
  { owner, name, number }: IssueRef,
  { body, marker }: Pick<NewIssue, 'body' | 'marker'>,
): Promise<void> =>
  attempt(`rewriting ${owner}/${name}#${number}`, async () => {
    await client.octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
      owner,
      repo: name,
      issue_number: number,
      body: toMarked(body, marker),
    });
  });

/** That something was noticed is said by our clock, and GitHub's may be behind. */
const clocksDiffer = 2 * 24 * 3_600_000;

const findMarked = async (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  mark: string,
  since: Instant,
): Promise<WrittenIssue | null> => {
  const route = 'GET /repos/{owner}/{repo}/issues';
  const earliest = new Date(Date.parse(since) - clocksDiffer).toISOString();
  const all = await client.octokit.paginate(route, { owner, repo: name, state: 'all', since: earliest, per_page: 100 });
  // Anybody may write a marker into an issue of theirs; only a machine's is ours.
  const ours = toShape(what, listed, all).filter(
    ({ user, performed_via_github_app: app, pull_request, body }) =>
      user?.type === 'Bot' &&
      (app?.id ?? client.appId) === client.appId &&
      !pull_request &&
      body?.includes(mark) === true,
  );
  const [first] = ours.sort((a, b) => a.number - b.number);
  return first === undefined ? null : { number: first.number, url: first.html_url };
};

/** Closes an issue; nothing happens to one that is closed. @throws GitHubFault */
export const closeIssue = (
  client: InstallationClient,
  ref: IssueRef,
  reason: 'completed' | 'not_planned',
): Promise<void> => setState(client, ref, 'closed', reason);

/** Opens an issue again; nothing happens to one that is open. @throws GitHubFault */
export const reopenIssue = (client: InstallationClient, ref: IssueRef): Promise<void> =>
  setState(client, ref, 'open', 'reopened');

const setState = (
  client: InstallationClient,
  { owner, name, number }: IssueRef,
  state: 'open' | 'closed',
  state_reason: 'completed' | 'not_planned' | 'reopened',
): Promise<void> =>
  attempt(`${state === 'open' ? 'reopening' : 'closing'} ${owner}/${name}#${number}`, async () => {
    await client.octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
      owner,
      repo: name,
      issue_number: number,
      state,
      state_reason,
    });
  });

/** Takes a label off an issue. `absent`: it does not bear it, or is not there any more. @throws GitHubFault */
export const removeLabel = async (
  client: InstallationClient,
  { owner, name, number }: IssueRef,
  label: string,
): Promise<'removed' | 'absent'> => {
  const what = `taking a label off ${owner}/${name}#${number}`;
  try {
    await attempt(what, () =>
      client.octokit.request('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', {
        owner,
        repo: name,
        issue_number: number,
        name: label,
      }),
    );
    return 'removed';
  } catch (error) {
    if (error instanceof GitHubFault && error.code === 'not-found') return 'absent';
    throw error;
  }
};
