import { z } from 'zod';
import { type Account, type Fact, type IssueFacts, known, unknown } from '../../decision/facts.ts';
import type { RecordType } from '../../policy/policy.ts';
import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { orUnknown } from '../faults.ts';
import { toShape } from '../graphql.ts';

const mostPages = 20;
const aPage = 100;

const listed = z.array(
  z.looseObject({
    node_id: z.string(),
    number: z.int(),
    html_url: z.string(),
    title: z.string(),
    state: z.enum(['open', 'closed']),
    state_reason: z.string().nullish(),
    locked: z.boolean(),
    created_at: z.string(),
    body: z.string().nullish(),
    user: z.looseObject({ id: z.int(), login: z.string(), type: z.string() }).nullish(),
    labels: z.array(z.union([z.string(), z.looseObject({ name: z.string().nullish() })])),
    type: z.looseObject({ name: z.string() }).nullish(),
    pull_request: z.unknown().optional(),
  }),
);
type Listed = z.infer<typeof listed>[number];

/** An issue as it is listed. */
type ListedIssue = {
  readonly issue: IssueFacts;
  /** Closed as not planned, or as a duplicate. */
  readonly isWithdrawn: boolean;
};

const notRead = unknown('it was only looked at');

/**
 * Every issue of a repository that bears the mark of a type of record: what it says, not what was said to it. One request
 * for a hundred issues and mark; unknown when there are too many.
 * @throws GitHubFault when the same call may succeed later.
 */
export const listIssues = async (
  client: InstallationClient,
  what: string,
  repository: RepositoryRef,
  { label, issueType }: Pick<RecordType, 'label' | 'issueType'>,
  state: 'open' | 'all',
): Promise<Fact<readonly ListedIssue[]>> => {
  const marks = [...(label === null ? [] : [{ labels: label }]), ...(issueType === null ? [] : [{ type: issueType }])];
  const found = new Map<number, ListedIssue>();
  for (const mark of marks) {
    const some = await listMarked(client, what, repository, { ...mark, state });
    if (!some.known) return some;
    for (const one of some.value) found.set(one.issue.ref.number, one);
  }
  return known([...found.values()].sort((a, b) => a.issue.ref.number - b.issue.ref.number));
};

const listMarked = (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  filter: { readonly labels?: string; readonly type?: string; readonly state: 'open' | 'all' },
): Promise<Fact<readonly ListedIssue[]>> =>
  orUnknown('the App may not list its issues', what, async () => {
    const found: ListedIssue[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/issues', {
        owner,
        repo: name,
        ...filter,
        // By what never changes, so that an edit between two pages moves nothing from one to the other.
        sort: 'created',
        direction: 'asc',
        per_page: aPage,
        page,
      });
      const answer = toShape(what, listed, data);
      found.push(...answer.filter((one) => !one.pull_request).map((one) => toListed({ owner, name }, one)));
      if (answer.length < aPage) return known(found);
    }
    return unknown(`there are more than ${mostPages * aPage} of them`);
  });

const toListed = (repository: RepositoryRef, one: Listed): ListedIssue => ({
  issue: toFacts(repository, one),
  isWithdrawn: one.state === 'closed' && ['not_planned', 'duplicate'].includes(one.state_reason ?? ''),
});

const toFacts = ({ owner, name }: RepositoryRef, issue: Listed): IssueFacts => ({
  ref: { owner, name, number: issue.number },
  nodeId: issue.node_id,
  url: issue.html_url,
  title: issue.title,
  state: issue.state,
  locked: issue.locked,
  author: issue.user ? known(toAccount(issue.user)) : unknown('the account no longer exists'),
  createdAt: issue.created_at,
  type: issue.type?.name ?? null,
  labels: issue.labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? []))),
  body: issue.body ?? '',
  revisions: notRead,
  labelEvents: notRead,
  comments: notRead,
  copies: notRead,
});

const toAccount = ({ id, login, type }: NonNullable<Listed['user']>): Account => ({
  id,
  login,
  kind: type === 'User' && !login.endsWith('[bot]') ? 'person' : 'bot',
  name: null,
});
