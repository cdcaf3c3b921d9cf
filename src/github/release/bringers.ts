/** Which pull requests brought a commit, how many commits each has, and how issues stand: many of them in one request. */

import { z } from 'zod';
import { type Fact, known, unknown } from '../../decision/facts.ts';
import type { RangePullRequest, RangeRecord } from '../../decision/release/release-facts.ts';
import type { IssueRef, RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { GitHubFault, isTooMuch } from '../faults.ts';
import type { Dialect } from '../fragments.ts';
import { ask, toShape } from '../graphql.ts';
import { toFirstReason, toReason } from '../place-errors.ts';
import { countedListOf, sha } from '../shapes.ts';

/** Things a request; a list in each costs a hundredth of a point. Halved when GitHub cannot answer so much at once. */
const aRequest = 250;
/** Issues have no list in them that GitHub would have to search for. */
const issuesARequest = 500;
const fewest = 25;

export const broughtFragment = `fragment brought on Commit {
  associatedPullRequests(first: 20) {
    totalCount
    nodes { number state mergedAt mergeCommit { oid } baseRefName headRefOid baseRepository { databaseId } }
  }
}`;

/** Several commits of one repository; the n-th stands under the alias `cn`. Variables: owner, name. */
export const bringersQuery = (shas: readonly string[]): string => `
query bringers($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    ${shas.map((oid, index) => `c${index}: object(oid: ${JSON.stringify(oid)}) { ...brought }`).join('\n    ')}
  }
}
${broughtFragment}`;

const bringing = z.object({
  number: z.int(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  mergedAt: z.string().nullable(),
  mergeCommit: z.object({ oid: sha }).nullable(),
  baseRefName: z.string(),
  headRefOid: sha,
  baseRepository: z.object({ databaseId: z.int().nullable() }).nullable(),
});

/** What the fragment asks for. */
export const brought = z.object({ associatedPullRequests: countedListOf(bringing).nullable() });
const inRepository = z.object({ repository: z.looseObject({ databaseId: z.int() }).nullable() });

/** A merged pull request, as GitHub names it for a commit. */
export type Bringer = Omit<RangePullRequest, 'commits' | 'merge'>;

/** Those of this repository; null when GitHub does not show every one. */
export const toBringers = (
  { associatedPullRequests: list }: z.infer<typeof brought>,
  repositoryId: number,
): readonly Bringer[] | null => {
  const shown = list?.nodes?.filter((one) => one !== null) ?? [];
  if (list === null || shown.length !== list.totalCount) return null;
  return shown
    .filter((one) => one.state === 'MERGED' && one.baseRepository?.databaseId === repositoryId)
    .map(({ number, headRefOid, mergeCommit, baseRefName }) => ({
      number,
      headSha: headRefOid,
      mergeCommitSha: mergeCommit?.oid ?? null,
      baseBranch: baseRefName,
    }));
};

/** The merged pull requests of this repository that each commit came through. @throws GitHubFault when it may succeed later. */
export const readBringers = (
  client: InstallationClient,
  what: string,
  repository: RepositoryRef,
  shas: readonly string[],
): Promise<Fact<ReadonlyMap<string, readonly Bringer[]>>> =>
  inParts(shas, async (some) => {
    const variables = { owner: repository.owner, name: repository.name };
    const { data, errors } = await ask(client, what, inRepository, () => bringersQuery(some), variables);
    if (data.repository === null) throw new GitHubFault('invalid-answer', what, toFirstReason(errors));
    if (errors[0] !== undefined) return unknown(`commits could not be read: ${toReason(errors[0])}`);
    const { databaseId, ...answers } = data.repository;
    const found = new Map<string, readonly Bringer[]>();
    for (const [index, oid] of some.entries()) {
      const answer = toShape(what, brought.nullish(), answers[`c${index}`]) ?? null;
      const bringers = answer === null ? null : toBringers(answer, databaseId);
      if (bringers === null) return unknown(`GitHub does not show every pull request of commit ${oid.slice(0, 7)}`);
      found.set(oid, bringers);
    }
    return known(found);
  });

/** How many commits pull requests have. Variables: owner, name. */
export const commitCountsQuery = (numbers: readonly number[]): string => `
query commitCounts($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    ${numbers.map((number, index) => `p${index}: pullRequest(number: ${number}) { commits(first: 1) { totalCount } }`).join('\n    ')}
  }
}`;

const counted = z.object({ commits: z.object({ totalCount: z.int() }) });

/** @throws GitHubFault when it may succeed later. */
export const readCommitCounts = (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  numbers: readonly number[],
): Promise<Fact<ReadonlyMap<number, number>>> =>
  inParts(numbers, async (some) => {
    const { data, errors } = await ask(client, what, inRepository, () => commitCountsQuery(some), { owner, name });
    if (data.repository === null) throw new GitHubFault('invalid-answer', what, toFirstReason(errors));
    if (errors[0] !== undefined) return unknown(`pull requests could not be read: ${toReason(errors[0])}`);
    const answers: Readonly<Record<string, unknown>> = data.repository;
    return known(
      new Map(some.map((number, index) => [number, toShape(what, counted, answers[`p${index}`]).commits.totalCount])),
    );
  });

/** Otherwise nothing is said of a duplicate; a server that knows no issue types knows no such reason either. */
const reasonOfAll = 'stateReason(enableDuplicate: true)';

/** How issues stand, of whatever repository; the n-th stands under the alias `in`. */
export const issueStatesQuery = (refs: readonly IssueRef[], { issueTypes }: Dialect): string => `
query issueStates {
  ${refs
    .map(
      ({ owner, name, number }, index) =>
        `i${index}: repository(owner: ${JSON.stringify(owner)}, name: ${JSON.stringify(name)}) { issue(number: ${number}) { state ${issueTypes ? reasonOfAll : 'stateReason'} } }`,
    )
    .join('\n  ')}
}`;

const standing = z.object({
  issue: z.object({ state: z.enum(['OPEN', 'CLOSED']), stateReason: z.string().nullable() }).nullable(),
});

/** By the place in the list. @throws GitHubFault when it may succeed later. */
export const readIssueStates = async (
  client: InstallationClient,
  what: string,
  refs: readonly IssueRef[],
): Promise<readonly RangeRecord['state'][]> => {
  const read = await inParts(
    refs.map((ref, index) => ({ ref, index })),
    async (some) => {
      const shape = z.record(z.string(), z.unknown());
      const query = (dialect: Dialect) =>
        issueStatesQuery(
          some.map(({ ref }) => ref),
          dialect,
        );
      const { data, errors } = await ask(client, what, shape, query);
      return known(
        new Map(
          some.map(({ index }, at): [number, RangeRecord['state']] => {
            const error = errors.find(({ path }) => path[0] === `i${at}`);
            if (error !== undefined) return [index, unknown(toReason(error))];
            const answer = toShape(what, standing.nullish(), data[`i${at}`]);
            return [index, toState(answer?.issue ?? null)];
          }),
        ),
      );
    },
    issuesARequest,
  );
  return refs.map((_, index) => (read.known ? read.value.get(index) : read) ?? unknown('it was not read'));
};

const toState = (issue: z.infer<typeof standing>['issue']): RangeRecord['state'] => {
  if (issue === null) return unknown('it does not exist, or the App may not see it');
  if (issue.state === 'OPEN') return known('open');
  return known(issue.stateReason === null || issue.stateReason === 'COMPLETED' ? 'completed' : 'not-planned');
};

/** Asks in parts, and in smaller ones when GitHub cannot answer so much; the first part that is unknown makes all unknown. */
const inParts = async <T, K, V>(
  all: readonly T[],
  read: (some: readonly T[]) => Promise<Fact<ReadonlyMap<K, V>>>,
  size = aRequest,
): Promise<Fact<ReadonlyMap<K, V>>> => {
  const found = new Map<K, V>();
  for (let start = 0; start < all.length; start += size) {
    const some = all.slice(start, start + size);
    const part = await orSmaller(some, read, size);
    if (!part.known) return part;
    for (const [key, value] of part.value) found.set(key, value);
  }
  return known(found);
};

const orSmaller = async <T, K, V>(
  some: readonly T[],
  read: (some: readonly T[]) => Promise<Fact<ReadonlyMap<K, V>>>,
  size: number,
): Promise<Fact<ReadonlyMap<K, V>>> => {
  try {
    return await read(some);
  } catch (error) {
    if (!isTooMuch(error) || size <= fewest || some.length <= fewest) throw error;
    return inParts(some, read, Math.max(fewest, Math.floor(size / 2)));
  }
};
