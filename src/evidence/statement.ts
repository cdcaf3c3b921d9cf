import {
  type BaselineFile,
  type Fact,
  type Instant,
  type IssueFacts,
  known,
  type PolicyFile,
  type PullRequestFacts,
} from '../decision/facts.ts';
import { toSubjectKey } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import { materialDigest } from '../records/material-content.ts';
import { type Digest, digestOf } from './canonical-json.ts';

const statementType = 'https://in-toto.io/Statement/v1';
const predicateType = 'urn:holdpoint:verdict:v1';

/** Name and version of the program that decided. */
export type Tool = { readonly name: string; readonly version: string };

/** An in-toto Statement v1 that says what was decided of a pull request at a commit; docs/evidence.md. */
export type Statement = {
  readonly _type: typeof statementType;
  readonly subject: readonly [
    {
      /** `owner/name` */
      readonly name: string;
      readonly uri: string;
      readonly digest: { readonly gitCommit: string };
      readonly annotations: { readonly pullRequest: string; readonly number: number; readonly baseBranch: string };
    },
  ];
  readonly predicateType: typeof predicateType;
  readonly predicate: {
    readonly subjectKey: string;
    readonly observedAt: Instant;
    readonly verdict: Verdict;
    /** Null: the default branch has no policy. Unknown: it could not be read. */
    readonly policy: Fact<FileDigest | null>;
    /** Null: the organisation has no baseline. */
    readonly baseline: Fact<(FileDigest & { readonly repository: BaselineFile['repository'] }) | null>;
    /** Null: the default branch has no authority file. */
    readonly authority: Fact<FileDigest | null>;
    /** Digest of the facts, which the ledger keeps, with everything in them but `observedAt`. */
    readonly facts: Digest;
    readonly records: readonly RecordDigest[];
    /** The rules of rulesets on the base branch that required this check, as seen then (F76). */
    readonly enforcement: PullRequestFacts['enforcement'];
    readonly tool: Tool;
  };
};

/** A file that somebody answers for: its text is in the facts. */
export type FileDigest = { readonly path: string; readonly commit: string; readonly digest: Digest };

/** What a record said: the digest that its sign-offs cover, and that of its snapshot. */
export type RecordDigest = {
  readonly url: string;
  /** GraphQL id; survives renames and transfers of the repository. */
  readonly nodeId: string;
  readonly material: string;
  /** Digest of its whole text as a JSON string; the text is in the facts. */
  readonly text: Digest;
};

export type Decided = { readonly facts: PullRequestFacts; readonly verdict: Verdict; readonly tool: Tool };

/** Facts as they are digested and kept: without the time, so that equal facts are equal. */
export const toLastingFacts = (facts: PullRequestFacts): Omit<PullRequestFacts, 'observedAt'> => {
  const lasting: Omit<PullRequestFacts, 'observedAt'> & { observedAt?: Instant } = { ...facts };
  delete lasting.observedAt;
  return lasting;
};

/** States what was decided and on what it stands. The same decision always gives the same statement, byte for byte. */
export const toStatement = ({ facts, verdict, tool }: Decided): Statement => {
  const { owner, name, url } = facts.repository;
  const { number, headSha, baseBranch } = facts.pullRequest;
  return {
    _type: statementType,
    subject: [
      {
        name: `${owner}/${name}`,
        uri: url,
        digest: { gitCommit: headSha },
        annotations: { pullRequest: facts.pullRequest.url, number, baseBranch },
      },
    ],
    predicateType,
    predicate: {
      subjectKey: toSubjectKey({ kind: 'pull_request', installationId: 0, ref: { owner, name, number } }),
      observedAt: facts.observedAt,
      verdict,
      policy: mapKnown(facts.policyFile, toFileDigest),
      baseline: mapKnown(facts.baselineFile, (file) => ({ ...toFileDigest(file), repository: file.repository })),
      authority: mapKnown(facts.authorityFile, toFileDigest),
      facts: digestOf(toLastingFacts(facts)),
      records: toRecordDigests(facts),
      enforcement: facts.enforcement,
      tool,
    },
  };
};

/**
 * Digest of what is said and of what, by which the ledger tells a new verdict from a repeated one: the pull request, its
 * head and base, the texts of policy, baseline and authority file, the verdict, and what decided. Facts that leave the verdict as it is are left out, and
 * so is the commit of the default branch at which the policy was read: every comment and every merge would otherwise
 * state all open pull requests anew, and renew their check runs, though nothing about them has changed.
 */
export const toInputDigest = ({ facts, verdict, tool }: Decided): Digest => {
  const { repository, pullRequest } = facts;
  const [policy, baseline, authority] = [facts.policyFile, facts.baselineFile, facts.authorityFile].map((file) =>
    mapKnown<PolicyFile, Pick<PolicyFile, 'path' | 'text'>>(file, ({ path, text }) => ({ path, text })),
  );
  const { number, headSha, baseBranch } = pullRequest;
  return digestOf({
    repository: repository.id,
    number,
    headSha,
    baseBranch,
    policy,
    baseline,
    authority,
    verdict,
    tool,
  });
};

export const toFileDigest = ({ path, commit, text }: PolicyFile): FileDigest => ({
  path,
  commit,
  digest: digestOf(text),
});

export const mapKnown = <T, U>(file: Fact<T | null>, map: (file: T) => U): Fact<U | null> =>
  file.known && file.value !== null ? known(map(file.value)) : file.known ? known(null) : file;

export const toRecordDigest = ({ url, nodeId, body }: Pick<IssueFacts, 'url' | 'nodeId' | 'body'>): RecordDigest => ({
  url,
  nodeId,
  material: materialDigest(body),
  text: digestOf(body),
});

const toRecordDigests = ({ links, origins }: PullRequestFacts): readonly RecordDigest[] => {
  const read = [...(links.known ? links.value : []), ...(origins.known ? origins.value : [])];
  const records = read.flatMap(({ issue }): readonly RecordDigest[] =>
    issue.known ? [toRecordDigest(issue.value)] : [],
  );
  return [...new Map(records.map((record) => [record.nodeId, record])).values()];
};
