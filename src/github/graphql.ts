import { z } from 'zod';
import type { InstallationClient } from './clients.ts';
import { attempt, GitHubFault, toFault, toRetryAfter } from './faults.ts';
import type { Dialect } from './fragments.ts';

/** An error that GitHub sent beside data: what stands at `path` is missing for the reason in `message`. */
export type PartialError = {
  readonly path: readonly (string | number)[];
  readonly type: string | null;
  readonly message: string;
};

export type Answer<T> = { readonly data: T; readonly errors: readonly PartialError[] };

const responseError = z.object({
  name: z.literal('GraphqlResponseError'),
  headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()),
  data: z.unknown(),
  errors: z.array(
    z.looseObject({
      message: z.string(),
      type: z.string().nullish(),
      path: z.array(z.union([z.string(), z.int()])).nullish(),
    }),
  ),
});
type ResponseError = z.infer<typeof responseError>;

const isIssueTypeRefused = ({ data, errors }: ResponseError): boolean =>
  (data === undefined || data === null) && errors.some((error) => error.message.includes('issueType'));

/** Errors beside data are the caller's to place; errors instead of data are a fault. */
const toAnswer = (what: string, { data, errors, headers }: ResponseError): Answer<unknown> => {
  const message = errors.map((error) => error.message).join('; ');
  if (errors.some((error) => error.type === 'RATE_LIMITED')) {
    throw new GitHubFault('rate-limited', what, message, { retryAfter: toRetryAfter(headers, Date.now()) });
  }
  if (data === undefined || data === null) throw new GitHubFault('unavailable', what, message);
  const unplaced = errors.find((error) => error.path === undefined || error.path === null || error.path.length === 0);
  if (unplaced !== undefined) throw new GitHubFault('unavailable', what, unplaced.message);
  return {
    data,
    errors: errors.map((error) => ({ path: error.path ?? [], type: error.type ?? null, message: error.message })),
  };
};

const send = async (
  client: InstallationClient,
  what: string,
  text: string,
  variables: Record<string, unknown>,
): Promise<Answer<unknown> | 'issue-type-refused'> => {
  try {
    return { data: await client.octokit.graphql(text, variables), errors: [] };
  } catch (error) {
    const refusal = responseError.safeParse(error);
    if (!refusal.success) throw toFault(what, error);
    return isIssueTypeRefused(refusal.data) ? 'issue-type-refused' : toAnswer(what, refusal.data);
  }
};

/**
 * Asks one question. A GitHub that does not know issue types is asked again without them, and remembered.
 * @throws GitHubFault; `invalid-answer` when the answer has not the shape that was asked for.
 */
export const ask = async <T>(
  client: InstallationClient,
  what: string,
  shape: z.ZodType<T>,
  text: (dialect: Dialect) => string,
  variables: Record<string, unknown> = {},
): Promise<Answer<T>> => {
  let answer = await send(client, what, text(client.host), variables);
  if (answer === 'issue-type-refused' && client.host.issueTypes) {
    client.host.issueTypes = false;
    answer = await send(client, what, text(client.host), variables);
  }
  if (answer === 'issue-type-refused') throw new GitHubFault('invalid-answer', what, 'the query was refused');
  const { data, errors } = answer;
  return attempt(what, async () => ({ data: toShape(what, shape, data), errors }));
};

/** Parses what GitHub sent. @throws GitHubFault `invalid-answer` with the first place that is not as documented. */
export const toShape = <T>(what: string, shape: z.ZodType<T>, data: unknown): T => {
  const parsed = shape.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new GitHubFault('invalid-answer', what, `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`);
};
