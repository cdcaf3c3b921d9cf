/** Further requests: pages that did not fit into the first, and issues that only a text names. */

import type { IssueRef } from '../records/reference.ts';
import {
  accountFragment,
  commentPage,
  commitPageFragment,
  contributorFragment,
  type Dialect,
  editPage,
  issueFragment,
  labelEventPage,
  labelPage,
  latestRuns,
  originFragment,
  page,
  reviewPage,
  runPage,
  toSuitePage,
} from './fragments.ts';

export type IssueConnectionName = 'labels' | 'labelEvents' | 'edits' | 'comments';

/** A piece of a further request; each stands under an alias of its own, so that one request fetches many. */
export type Piece =
  | (IssueRef & { readonly kind: 'commits' | 'closing' | 'reviews' | 'suites'; readonly after: string })
  /** `origin`: without the issue's history. */
  | (IssueRef & { readonly kind: 'issue' | 'origin' })
  | { readonly kind: 'runs'; readonly nodeId: string; readonly after: string }
  | {
      readonly kind: 'issue-page';
      readonly nodeId: string;
      readonly connection: IssueConnectionName;
      readonly after: string;
    };

/** A JSON string is a GraphQL string: the values below come from GitHub or from users and are quoted, never pasted. */
const quoted = (value: string): string => JSON.stringify(value);

const issuePages: Record<IssueConnectionName, (after: string) => string> = {
  labels: (after) => `labels(first: 100, after: ${after}) { ${labelPage} }`,
  labelEvents: (after) =>
    `labelEvents: timelineItems(first: 100, after: ${after}, itemTypes: [LABELED_EVENT, UNLABELED_EVENT]) { ${labelEventPage} }`,
  edits: (after) => `edits: userContentEdits(first: 50, after: ${after}) { ${editPage} }`,
  comments: (after) => `comments(first: 100, after: ${after}) { ${commentPage} }`,
};

const inRepository = ({ owner, name }: IssueRef, field: string): string =>
  `repository(owner: ${quoted(owner)}, name: ${quoted(name)}) { ${field} }`;

const inPullRequest = (ref: IssueRef, fields: string): string =>
  inRepository(ref, `pullRequest(number: ${ref.number}) { ${fields} }`);

const toField = (piece: Piece): string => {
  switch (piece.kind) {
    case 'commits':
      return inPullRequest(piece, `headRefOid commits(first: 100, after: ${quoted(piece.after)}) { ...commitPage }`);
    case 'closing':
      return inPullRequest(
        piece,
        `closingIssuesReferences(first: 50, after: ${quoted(piece.after)}) { ${page} nodes { ...issue } }`,
      );
    case 'reviews':
      return inPullRequest(piece, `reviews(first: 100, after: ${quoted(piece.after)}) { ${reviewPage} }`);
    case 'suites':
      return inPullRequest(
        piece,
        `commits(last: 1) { nodes { commit { oid checkSuites(first: 100, after: ${quoted(piece.after)}) { ${toSuitePage(100)} } } } }`,
      );
    case 'runs':
      return `node(id: ${quoted(piece.nodeId)}) { ... on CheckSuite { checkRuns(first: 100, after: ${quoted(piece.after)}, ${latestRuns}) { ${runPage} } } }`;
    case 'issue':
    case 'origin':
      return inRepository(piece, `issueOrPullRequest(number: ${piece.number}) { __typename ...${piece.kind} }`);
    case 'issue-page':
      return `node(id: ${quoted(piece.nodeId)}) { ... on Issue { ${issuePages[piece.connection](quoted(piece.after))} } }`;
  }
};

/** One request for many pieces: the answer holds the n-th piece under the alias `pn`. */
export const piecesQuery = (pieces: readonly Piece[], dialect: Dialect): string => {
  const fields = pieces.map((piece, index) => `  p${index}: ${toField(piece)}`).join('\n');
  const fragments: readonly (readonly [string, string])[] = [
    ['commitPage', commitPageFragment],
    ['issue', issueFragment(dialect)],
    ['origin', originFragment(dialect)],
    ['contributor', contributorFragment],
    ['account', accountFragment],
  ];
  let text = `query pieces {\n${fields}\n}\n`;
  for (const [name, fragment] of fragments) {
    // GraphQL refuses a fragment that nothing spreads.
    if (text.includes(`...${name} `)) text += fragment;
  }
  return text;
};
