import { describe, expect, test } from '@jest/globals';
import { Kind, parse, validate } from 'graphql';
import { costOf } from '../../simulator/graphql/cost.ts';
import { findUnimplemented } from '../../simulator/graphql/coverage.ts';
import { readSchema } from '../../simulator/graphql/schema.ts';
import { commitsQuery, mergeQueueQuery } from '../../src/github/commit-queries.ts';
import { type Piece, piecesQuery } from '../../src/github/pieces.ts';
import { governingQuery, policyAtQuery, pullRequestQuery, recordQuery } from '../../src/github/queries.ts';
import { openWorkQuery } from '../../src/github/read-open-work.ts';
import { bringersQuery, commitCountsQuery, issueStatesQuery } from '../../src/github/release/bringers.ts';
import { deploymentsQuery } from '../../src/github/release/list-deployments.ts';
import { sinceQuery, wholeQuery } from '../../src/github/release/read-both-ends.ts';
import { published, withIssueTypes } from './stand-in.ts';

const at = { owner: 'acme', name: 'pump', number: 7 };
const pieces: Piece[] = [
  { kind: 'commits', ...at, after: 'c' },
  { kind: 'closing', ...at, after: 'c' },
  { kind: 'issue', ...at },
  { kind: 'origin', ...at },
  { kind: 'reviews', ...at, after: 'c' },
  { kind: 'suites', ...at, after: 'c' },
  { kind: 'runs', nodeId: 'CS_1', after: 'c' },
  { kind: 'issue-page', nodeId: 'I_1', connection: 'labels', after: 'c' },
  { kind: 'issue-page', nodeId: 'I_1', connection: 'labelEvents', after: 'c' },
  { kind: 'issue-page', nodeId: 'I_1', connection: 'edits', after: 'c' },
  { kind: 'issue-page', nodeId: 'I_1', connection: 'comments', after: '"} evil: viewer { login' },
];

const texts: [string, (dialect: { issueTypes: boolean }) => string][] = [
  ['pull request', pullRequestQuery],
  ['record', recordQuery],
  ['policies alone', governingQuery],
  ['policy of a commit', policyAtQuery],
  ['commits', () => commitsQuery(['a', 'b'])],
  ['merge queue', mergeQueueQuery],
  ['what brought commits', () => bringersQuery(['a', 'b'])],
  ['how many commits', () => commitCountsQuery([1, 2])],
  ['how issues stand', (dialect) => issueStatesQuery([at, at], dialect)],
  ['what has come since a tag', sinceQuery],
  ['everything from the first commit on', wholeQuery],
  ['open work', openWorkQuery],
  ['deployments', deploymentsQuery],
  ['all pieces', (dialect) => piecesQuery(pieces, dialect)],
  ...pieces.map((piece): [string, (dialect: { issueTypes: boolean }) => string] => [
    `piece ${piece.kind} ${piece.kind === 'issue-page' ? piece.connection : ''}`,
    (dialect) => piecesQuery([piece], dialect),
  ]),
];

describe("F77: every query is valid against GitHub's published schema", () => {
  test.each(texts)('%s, on a GitHub without issue types', (_name, text) => {
    expect(validate(published, parse(text({ issueTypes: false })))).toEqual([]);
  });

  test.each(texts)('%s, on a GitHub with issue types', (_name, text) => {
    expect(validate(withIssueTypes, parse(text({ issueTypes: true })))).toEqual([]);
  });

  test.each(texts)('%s, and the stand-in for GitHub implements all of it', (_name, text) => {
    expect(findUnimplemented(readSchema(), parse(text({ issueTypes: true })))).toEqual([]);
  });

  test('a field that GitHub does not have is caught', () => {
    const text = pullRequestQuery({ issueTypes: false }).replace('isDraft', 'isDrafty');
    expect(validate(published, parse(text)).map((error) => error.message)).toEqual([
      expect.stringContaining('isDrafty'),
    ]);
  });
});

describe("F77: what a query costs by GitHub's rule", () => {
  const variables = {
    ...at,
    policyPath: 'p',
    authorityPath: 'a',
    baselinePath: 'b',
    appId: 1,
    checkName: 'c',
    size: 100,
  };
  const cost = (text: string): number => {
    const document = parse(text);
    const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
    if (operation === undefined) throw new Error('no operation');
    return costOf(withIssueTypes, document, operation, variables).cost;
  };
  const issueTypes = { issueTypes: true };
  const trailers = Array.from({ length: 20 }, (): Piece => ({ kind: 'issue', ...at }));

  test.each<[string, string, number]>([
    ['a pull request', pullRequestQuery(issueTypes), 1],
    ['a record', recordQuery(issueTypes), 1],
    ['twenty trailers', piecesQuery(trailers, issueTypes), 1],
    ['a hundred more commits', piecesQuery(pieces.slice(0, 1), issueTypes), 3],
    ['fifty more linked issues', piecesQuery(pieces.slice(1, 2), issueTypes), 2],
    [
      'twenty origins',
      piecesQuery(
        Array.from({ length: 20 }, (): Piece => ({ kind: 'origin', ...at })),
        issueTypes,
      ),
      1,
    ],
    ['a hundred more check suites', piecesQuery([{ kind: 'suites', ...at, after: 'c' }], issueTypes), 1],
    ['fifty commits', commitsQuery(Array.from({ length: 50 }, () => 'a')), 1],
    ['a page of a merge queue', mergeQueueQuery(), 1],
    ['the newest deployments', deploymentsQuery(), 1],
    ['what brought 250 commits', bringersQuery(Array.from({ length: 250 }, () => 'a')), 3],
    [
      'how 250 issues stand',
      issueStatesQuery(
        Array.from({ length: 250 }, () => at),
        issueTypes,
      ),
      1,
    ],
    ['two hundred commits since a tag', sinceQuery(), 4],
    ['two hundred commits of all', wholeQuery(), 4],
    ['how many commits 250 pull requests have', commitCountsQuery(Array.from({ length: 250 }, () => 1)), 3],
  ])('%s', (_name, text, points) => {
    expect(cost(text)).toBe(points);
  });
});
