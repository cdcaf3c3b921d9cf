import type { Fact, Instant } from '../decision/facts.ts';
import { type MergeGroup, toSubjectKey } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import { type Digest, digestOf } from './canonical-json.ts';
import type { Tool } from './statement.ts';

/** What was decided of one pull request of a group. */
export type GroupMember = {
  readonly number: number;
  /** Null when it could not be read. */
  readonly headSha: string | null;
  readonly outcome: Verdict['outcome'] | 'unreadable';
  /** Of its own statement in the ledger; null when it has none. */
  readonly statementDigest: string | null;
};

/** What was decided of a merge group, and on what. */
export type DecidedGroup = {
  readonly group: MergeGroup;
  readonly repositoryUrl: string;
  readonly observedAt: Instant;
  readonly outcome: 'held' | 'released';
  /** Unknown: which pull requests the group holds could not be learned. */
  readonly members: Fact<readonly GroupMember[]>;
  readonly tool: Tool;
};

/** An in-toto Statement v1 about what a merge queue tries out (F33): each pull request in it has a statement of its own. */
export type MergeGroupStatement = {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly [
    {
      readonly name: string;
      readonly uri: string;
      readonly digest: { readonly gitCommit: string };
      readonly annotations: {
        readonly baseBranch: string;
        readonly baseSha: string;
        readonly pullRequests: readonly string[];
      };
    },
  ];
  readonly predicateType: 'urn:holdpoint:merge-group:v1';
  readonly predicate: Pick<DecidedGroup, 'observedAt' | 'outcome' | 'members' | 'tool'> & {
    readonly subjectKey: string;
    /** Digest of `members`, which the ledger keeps as the facts. */
    readonly facts: Digest;
  };
};

/** States what was decided of a merge group. The same decision always gives the same statement. */
export const toMergeGroupStatement = (decided: DecidedGroup): MergeGroupStatement => {
  const { group, repositoryUrl, observedAt, outcome, members, tool } = decided;
  const { owner, name } = group.ref;
  const numbers = members.known ? members.value.map(({ number }) => number) : [];
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      {
        name: `${owner}/${name}`,
        uri: repositoryUrl,
        digest: { gitCommit: group.headSha },
        annotations: {
          baseBranch: group.baseBranch,
          baseSha: group.baseSha,
          pullRequests: numbers.map((number) => `${repositoryUrl}/pull/${number}`),
        },
      },
    ],
    predicateType: 'urn:holdpoint:merge-group:v1',
    predicate: { subjectKey: toSubjectKey(group), observedAt, outcome, members, facts: digestOf(members), tool },
  };
};
