/** The commits of a stretch of history, asked for from both of its ends at once. docs/decisions/range-of-a-release.md */

import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { isTooMuch } from '../faults.ts';
import { ask } from '../graphql.ts';
import { countedListOf, gitActor, sha } from '../shapes.ts';
import { toContributor } from '../to-account.ts';
import { brought, broughtFragment, toBringers } from './bringers.ts';
import type { History } from './read-history.ts';

/** Commits from either end: as many as GitHub gives of a list. */
const aPage = 100;
/** With fewer than this the other way takes no more requests, and asks for less at once. */
const fewest = 50;

const ends = (list: string): string => `
  early: ${list}(first: $size, after: $after) { ...page }
  late: ${list}(last: $size, before: $before) { ...page }`;

const toFragments = (connection: string): string => `
fragment page on ${connection} { totalCount pageInfo { startCursor endCursor } nodes { ...listed } }
fragment listed on Commit {
  oid
  message
  author { name email user { __typename login databaseId } }
  signature { isValid state }
  parents(first: 10) { totalCount nodes { oid } }
  ...brought
}
${broughtFragment}`;

const target = '{ __typename oid ... on Tag { target { __typename oid } } }';

/** What a commit has and a tag has not. Variables: owner, name, tag (a full name), head, size, after, before. */
export const sinceQuery = (): string => `
query since($owner: String!, $name: String!, $tag: String!, $head: String!, $size: Int!, $after: String, $before: String) {
  repository(owner: $owner, name: $name) {
    databaseId
    ref(qualifiedName: $tag) {
      prefix
      name
      target ${target}
      compare(headRef: $head) { status aheadBy baseTarget ${target} headTarget ${target} ${ends('commits')} }
    }
  }
}
${toFragments('ComparisonCommitConnection')}`;

/** Everything that a commit has. Variables: owner, name, head, size, after, before. */
export const wholeQuery = (): string => `
query whole($owner: String!, $name: String!, $head: GitObjectID!, $size: Int!, $after: String, $before: String) {
  repository(owner: $owner, name: $name) { databaseId object(oid: $head) { ... on Commit { oid ${ends('history')} } } }
}
${toFragments('CommitHistoryConnection')}`;

const listed = brought.extend({
  oid: sha,
  message: z.string(),
  author: gitActor.nullable(),
  signature: z.object({ isValid: z.boolean(), state: z.string() }).nullable(),
  parents: countedListOf(z.object({ oid: sha })),
});
type Listed = z.infer<typeof listed>;

const page = countedListOf(listed).extend({
  pageInfo: z.object({ startCursor: z.string().nullable(), endCursor: z.string().nullable() }),
});
const bothEnds = z.object({ early: page, late: page });

const pointedAt = z.object({ __typename: z.string(), oid: sha });
const gitObject = pointedAt.extend({ target: pointedAt.optional() });

const sinceAnswer = z.object({
  repository: z.object({
    databaseId: z.int(),
    ref: z.object({
      prefix: z.string(),
      name: z.string(),
      target: gitObject,
      compare: bothEnds.extend({
        status: z.enum(['AHEAD', 'BEHIND', 'DIVERGED', 'IDENTICAL']),
        aheadBy: z.int(),
        baseTarget: gitObject,
        headTarget: gitObject,
      }),
    }),
  }),
});
const wholeAnswer = z.object({
  repository: z.object({ databaseId: z.int(), object: bothEnds.extend({ oid: sha }) }),
});

/** A page from either end, and of what: the same in each answer, or the stretch was another one meanwhile. */
type Ends = z.infer<typeof bothEnds> & {
  readonly repositoryId: number;
  readonly stretch: Pick<History, 'base' | 'isDescendant'> & { readonly total: number };
};

type Window = { readonly size: number; readonly after: string | null; readonly before: string | null };

/** Null: GitHub gives no answer to this that could be relied on. */
type ReadEnds = (window: Window) => Promise<Ends | null>;

/** The commit that is meant, through a tag object. */
const peel = (named: z.infer<typeof gitObject>): string | null => {
  const { __typename: type, oid } = named.target ?? named;
  return type === 'Commit' ? oid : null;
};

/**
 * The commits that `head` has and the commit of a tag has not, and where that tag is. Two hundred a request, with who
 * brought them. Null: GitHub gives no answer to this that could be relied on.
 * @throws GitHubFault
 */
export const readBothEndsSince = (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  { tag, head }: { readonly tag: string; readonly head: string },
  most: number,
): Promise<Pieces | null> =>
  readPieces(most, async (window) => {
    const variables = { owner, name, tag: `refs/tags/${tag}`, head, ...window };
    const { data, errors } = await ask(client, what, sinceAnswer, sinceQuery, variables);
    const { databaseId: repositoryId, ref } = data.repository;
    const { status, aheadBy: total, baseTarget, headTarget, early, late } = ref.compare;
    const base = peel(ref.target);
    // A branch may be called `refs/tags/v1.0.0`.
    const isTag = ref.prefix === 'refs/tags/' && ref.name === tag;
    const isAsked = isTag && base !== null && peel(baseTarget) === base && peel(headTarget) === head;
    if (errors.length > 0 || !isAsked) return null;
    const isDescendant = status === 'AHEAD' || status === 'IDENTICAL';
    return { repositoryId, stretch: { base, isDescendant, total }, early, late };
  });

/** Every commit of `head` from the first on; else as above. @throws GitHubFault */
export const readBothEndsOfAll = (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  head: string,
  most: number,
): Promise<Pieces | null> =>
  readPieces(most, async (window) => {
    const { data, errors } = await ask(client, what, wholeAnswer, wholeQuery, { owner, name, head, ...window });
    const { databaseId: repositoryId, object } = data.repository;
    const { oid, early, late } = object;
    if (errors.length > 0 || oid !== head) return null;
    return { repositoryId, stretch: { base: null, isDescendant: true, total: early.totalCount }, early, late };
  });

/** Of a stretch; null commits: there are too many of them. */
export type Pieces = Omit<History, 'commits'> & { readonly commits: History['commits'] | null };

/**
 * Asks until as many commits are there as GitHub counts. Each of them is in the stretch, whichever end it was listed from,
 * so that they are all when there are as many; the order is GitHub's.
 */
const readPieces = async (most: number, read: ReadEnds): Promise<Pieces | null> => {
  const found = new Map<string, Listed>();
  const early: string[] = [];
  const late: string[] = [];
  let stretch: Ends['stretch'] | null = null;
  let largest = aPage;
  let window: Window = { size: aPage, after: null, before: null };
  for (;;) {
    const ends = await orTooMuch(() => read({ ...window, size: Math.min(window.size, largest) }), largest);
    if (ends === 'too much') {
      largest = fewest;
      continue;
    }
    if (ends === null || !isSound(ends) || !isDeepStrictEqual(ends.stretch, stretch ?? ends.stretch)) return null;
    stretch = ends.stretch;
    const { total, ...place } = stretch;
    if (total > most) return { ...place, commits: null, bringers: new Map() };
    const before = found.size;
    early.push(...take(ends.early, found));
    late.unshift(...take(ends.late, found));
    if (found.size === total) return { ...place, ...toPieces([...early, ...late], found, ends.repositoryId) };
    if (found.size === before || found.size > total) return null;
    window = {
      size: Math.ceil((total - found.size) / 2),
      after: ends.early.pageInfo.endCursor,
      before: ends.late.pageInfo.startCursor,
    };
  }
};

/** Fewer are asked for where it may have been too much; where few were, the fault stands. @throws GitHubFault */
const orTooMuch = async <T>(read: () => Promise<T>, largest: number): Promise<T | 'too much'> => {
  try {
    return await read();
  } catch (error) {
    if (!isTooMuch(error) || largest <= fewest) throw error;
    return 'too much';
  }
};

/** Lists without holes, which both count as many as the comparison does, and commits with all of their parents. */
const isSound = ({ early, late, stretch: { total } }: Ends): boolean =>
  [early, late].every(
    ({ totalCount, nodes }) =>
      totalCount === total &&
      nodes !== null &&
      nodes.every((commit) => commit !== null && toParents(commit).length === commit.parents.totalCount),
  );

const toParents = ({ parents }: Listed): readonly string[] => parents.nodes?.flatMap((one) => one?.oid ?? []) ?? [];

/** The commits of a page that were not there before. */
const take = ({ nodes }: z.infer<typeof page>, found: Map<string, Listed>): readonly string[] =>
  (nodes ?? []).flatMap((commit) => {
    if (commit === null || found.has(commit.oid)) return [];
    found.set(commit.oid, commit);
    return [commit.oid];
  });

const toPieces = (
  order: readonly string[],
  found: ReadonlyMap<string, Listed>,
  repositoryId: number,
): Pick<History, 'commits' | 'bringers'> => {
  const all = order.flatMap((oid) => found.get(oid) ?? []);
  return {
    commits: all.map((commit) => ({
      sha: commit.oid,
      parents: toParents(commit),
      message: commit.message.split('\n', 1)[0] ?? '',
      author: toContributor(commit.author),
      signature: toSignature(commit.signature),
    })),
    // Of a commit with more than are shown at once it is asked again.
    bringers: new Map(
      all.flatMap((commit) => {
        const bringers = toBringers(commit, repositoryId);
        return bringers === null ? [] : [[commit.oid, bringers] as const];
      }),
    ),
  };
};

/** Where REST has another word than GraphQL. */
const words: Readonly<Record<string, string>> = {
  MALFORMED_SIG: 'malformed_signature',
  UNKNOWN_SIG_TYPE: 'unknown_signature_type',
};

const toSignature = (signature: Listed['signature']): History['commits'][number]['signature'] =>
  signature === null
    ? { isVerified: false, reason: 'unsigned' }
    : { isVerified: signature.isValid, reason: words[signature.state] ?? signature.state.toLowerCase() };
