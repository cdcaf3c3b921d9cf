import { z } from 'zod';
import type { Instant } from '../decision/facts.ts';
import type { IssueRef } from '../records/reference.ts';
import type { InstallationClient } from './clients.ts';
import { attempt } from './faults.ts';
import { toShape } from './graphql.ts';

const standing = z.array(
  z.looseObject({ body: z.string().nullish(), user: z.looseObject({ type: z.string() }).nullish() }),
);
const withoutLineEnds = (text: string): string => text.replaceAll('\r\n', '\n').trim();

/**
 * Comments on an issue or a pull request, unless the same comment of an App stands there since `since`: one whose answer
 * was lost may have got through, and nobody is to be told twice. Never repeated by itself.
 * @throws GitHubFault
 */
export const writeComment = (
  client: InstallationClient,
  ref: IssueRef,
  body: string,
  since: Instant,
): Promise<'written' | 'standing'> => {
  const what = `commenting on ${ref.owner}/${ref.name}#${ref.number}`;
  const address = { owner: ref.owner, repo: ref.name, issue_number: ref.number };
  return attempt(what, async () => {
    const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const comments = await client.octokit.paginate(route, { ...address, since, per_page: 100 });
    const isSame = (one: z.infer<typeof standing>[number]): boolean =>
      one.user?.type === 'Bot' && withoutLineEnds(one.body ?? '') === withoutLineEnds(body);
    if (toShape(what, standing, comments).some(isSame)) return 'standing';
    await client.octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...address,
      body,
      request: { retries: 0 },
    });
    return 'written';
  });
};
