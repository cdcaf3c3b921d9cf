import { join, resolve } from 'node:path';
import { fillForm } from './fill-form.ts';
import type { Stage } from './stage.ts';

const form = join(resolve(import.meta.dirname, '..'), '.github/ISSUE_TEMPLATE/change-request.yml');

export type Change = {
  readonly owner: string;
  readonly repo: string;
  readonly issue: number;
  readonly pull: number;
  readonly sha: string;
};

/** The body of the shipped change-request form, filled in by GitHub's rules; see `fillForm`. */
export const toChangeRequestBody = (
  answers: Readonly<Record<string, string>> | 'all',
  ticked: readonly string[] = [],
  about?: string,
) => fillForm(form, answers, ticked, about);

export const bothChecklists = ['Safety impact checklist', 'Approval checklist'] as const;

type Home = { readonly owner: string; readonly repo: string };

/** A change request that is complete and signed by both roles; its number. */
export const openSignedRequest = async (stage: Stage, { owner, repo }: Home, title: string): Promise<number> => {
  const { data } = await stage.as('dana').rest.issues.create({
    owner,
    repo,
    title,
    body: toChangeRequestBody('all', bothChecklists, title),
    labels: ['change-request'],
  });
  const issue = { owner, repo, issue_number: data.number };
  await stage.as('sam').rest.issues.addLabels({ ...issue, labels: ['safety-impact-assessed'] });
  await stage.as('quinn').rest.issues.addLabels({ ...issue, labels: ['change-approved'] });
  return data.number;
};

/** Commits one file on a new branch off `main`, or another, and opens a pull request to it, as a person would on the web. */
export const openPullRequest = async (
  stage: Stage,
  { owner, repo }: Home,
  {
    branch,
    title = branch,
    body,
    login = 'dana',
    path = `src/${branch}.c`,
    text = `/* ${branch} */\n`,
    draft = false,
    base = 'main',
  }: {
    branch: string;
    title?: string;
    body: string;
    login?: string;
    path?: string;
    text?: string;
    draft?: boolean;
    base?: string;
  },
): Promise<{ number: number; sha: string }> => {
  const person = stage.as(login);
  const main = await person.rest.git.getRef({ owner, repo, ref: `heads/${base}` });
  await person.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: main.data.object.sha });
  await commitFile(stage, { owner, repo }, { branch, path, text, login });
  const { data } = await person.rest.pulls.create({ owner, repo, title, body, head: branch, base, draft });
  return { number: data.number, sha: data.head.sha };
};

/** A signed change request and a pull request that is linked to it: everything that a release takes. */
export const openReleasedChange = async (
  stage: Stage,
  owner: string,
  repo: string,
  branch: string,
  base?: string,
): Promise<Change> => {
  const issue = await openSignedRequest(stage, { owner, repo }, branch);
  const onto = base === undefined ? {} : { base };
  // To another branch than the default one a closing keyword links nothing.
  const body = base === undefined ? `Closes #${issue}` : `Change-Request: #${issue}`;
  const pull = await openPullRequest(stage, { owner, repo }, { branch, body, ...onto });
  return { owner, repo, issue, pull: pull.number, sha: pull.sha };
};

/** Makes a draft of a pull request, or takes it for ready; only GraphQL can. */
export const setDraft = async (
  stage: Stage,
  { owner, repo, pull }: Pick<Change, 'owner' | 'repo' | 'pull'>,
  draft: boolean,
): Promise<void> => {
  const author = stage.as('dana');
  const { data } = await author.rest.pulls.get({ owner, repo, pull_number: pull });
  const mutation = draft ? 'convertPullRequestToDraft' : 'markPullRequestReadyForReview';
  await author.request(`POST ${stage.github}/api/graphql`, {
    query: `mutation($id: ID!) { ${mutation}(input: { pullRequestId: $id }) { clientMutationId } }`,
    variables: { id: data.node_id },
  });
};

/** Writes one file on a branch, whether it is there already or not; the new head. */
export const commitFile = async (
  stage: Stage,
  { owner, repo }: Home,
  { branch, path, text = path, login = 'dana' }: { branch: string; path: string; text?: string; login?: string },
): Promise<string> => {
  const person = stage.as(login);
  const existing = await person.rest.repos
    .getContent({ owner, repo, path, ref: branch })
    .then(({ data }) => (Array.isArray(data) ? undefined : data.sha))
    .catch(() => undefined);
  const { data } = await person.rest.repos.createOrUpdateFileContents({
    owner,
    repo,
    path,
    branch,
    message: `Change ${path}`,
    content: Buffer.from(text).toString('base64'),
    ...(existing === undefined ? {} : { sha: existing }),
  });
  return data.commit.sha ?? '';
};

type Counters = { app: { restRead: number; restWrite: number; graphql: number; token: number; total: number } };

/** Requests of the App since the last reset. */
export const readCounters = (stage: Stage): Promise<Counters> => stage.control<Counters>('GET', 'counters');

/** Waits until the service has made no request for `quietMs` and every delivery has been attempted. */
export const settle = async (stage: Stage, quietMs = 400): Promise<void> => {
  await stage.control('POST', 'deliveries/settle');
  let before = -1;
  for (;;) {
    const { app } = await readCounters(stage);
    if (app.total === before) return;
    before = app.total;
    await new Promise((done) => setTimeout(done, quietMs));
  }
};
