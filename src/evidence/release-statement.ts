import type { BaselineFile, Fact, Instant, PolicyFile } from '../decision/facts.ts';
import { type ControlGap, toControlGaps } from '../decision/release/controls.ts';
import type { ReleaseFacts } from '../decision/release/release-facts.ts';
import { toStandingRecords } from '../decision/release/standing-records.ts';
import { toSubjectKey } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import { type Digest, digestOf } from './canonical-json.ts';
import { type FileDigest, mapKnown, type RecordDigest, type Tool, toFileDigest, toRecordDigest } from './statement.ts';

/** A file of a release, by its digest: a subject of its own, as supply-chain tools look for it. */
type FileSubject = { readonly name: string; readonly digest: { readonly sha256: string } };

/** An in-toto Statement v1 that says what was decided of a release; docs/evidence.md. */
export type ReleaseStatement = {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly [
    {
      readonly name: string;
      readonly uri: string;
      readonly digest: { readonly gitCommit: string };
      readonly annotations: { readonly tag: string; readonly record: string | null };
    },
    ...FileSubject[],
  ];
  readonly predicateType: 'urn:holdpoint:release:v1';
  readonly predicate: {
    readonly subjectKey: string;
    readonly tag: string;
    readonly observedAt: Instant;
    readonly verdict: Verdict;
    readonly policy: Fact<FileDigest | null>;
    readonly baseline: Fact<(FileDigest & { readonly repository: BaselineFile['repository'] }) | null>;
    readonly authority: Fact<FileDigest | null>;
    /** Digest of the facts, which the ledger keeps, with everything in them but `observedAt`. */
    readonly facts: Digest;
    readonly records: readonly RecordDigest[];
    /** What is in it: the verdict of each pull request has a statement of its own. Null: not known. */
    readonly range: null | {
      /** The commit of the previous release; null: from the first commit on. */
      readonly base: string | null;
      readonly pullRequests: readonly { readonly number: number; readonly statementDigest: string | null }[];
    };
    /** The rules of rulesets on such tags, as seen then (F76). */
    readonly enforcement: ReleaseFacts['enforcement'];
    /** Whether GitHub enforced our checks since the previous release, and what the App might do (F76). */
    readonly controls: ReleaseFacts['controls'];
    readonly gaps: readonly ControlGap[];
    readonly permissions: ReleaseFacts['permissions'];
    readonly tool: Tool;
  };
};

/** A release that was decided on, of a commit that is there. */
export type DecidedRelease = {
  readonly facts: ReleaseFacts;
  readonly targetSha: string;
  readonly verdict: Verdict;
  readonly tool: Tool;
};

/** Facts as they are digested and kept: without the time, so that equal facts are equal. */
export const toLastingReleaseFacts = (facts: ReleaseFacts): Omit<ReleaseFacts, 'observedAt'> => {
  const lasting: Omit<ReleaseFacts, 'observedAt'> & { observedAt?: Instant } = { ...facts };
  delete lasting.observedAt;
  return lasting;
};

/** States what was decided of a release and on what it stands. The same decision always gives the same statement. */
export const toReleaseStatement = ({ facts, targetSha, verdict, tool }: DecidedRelease): ReleaseStatement => {
  const { owner, name, url } = facts.repository;
  const standing = toStandingRecords(facts);
  const records = standing.known ? standing.value : [];
  const { range } = facts;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      {
        name: `${owner}/${name}`,
        uri: url,
        digest: { gitCommit: targetSha },
        annotations: { tag: facts.tag, record: records.length === 1 ? (records[0]?.url ?? null) : null },
      },
      ...toFileSubjects(facts),
    ],
    predicateType: 'urn:holdpoint:release:v1',
    predicate: {
      subjectKey: toSubjectKey({ kind: 'release', installationId: 0, ref: { owner, name }, tag: facts.tag }),
      tag: facts.tag,
      observedAt: facts.observedAt,
      verdict,
      policy: mapKnown(facts.policyFile, toFileDigest),
      baseline: mapKnown(facts.baselineFile, (file) => ({ ...toFileDigest(file), repository: file.repository })),
      authority: mapKnown(facts.authorityFile, toFileDigest),
      facts: digestOf(toLastingReleaseFacts(facts)),
      records: records.map(toRecordDigest),
      range: range.known
        ? {
            base: range.value.base,
            pullRequests: range.value.pullRequests.map(({ number, merge }) => ({
              number,
              statementDigest: merge?.outcome === 'covered' ? merge.statementDigest : null,
            })),
          }
        : null,
      enforcement: facts.enforcement,
      controls: facts.controls,
      gaps: facts.controls.known ? toControlGaps(facts.controls.value) : [],
      permissions: facts.permissions,
      tool,
    },
  };
};

/** Files whose digest GitHub says, by name. */
const toFileSubjects = ({ page }: ReleaseFacts): readonly FileSubject[] =>
  (page.known ? (page.value?.files ?? []) : []).flatMap(({ name, digest }) =>
    digest?.startsWith('sha256:') === true ? [{ name, digest: { sha256: digest.slice('sha256:'.length) } }] : [],
  );

/**
 * Digest of what is said and of what, by which the ledger tells a new verdict from a repeated one: like `toInputDigest` of
 * a pull request, with the commit and the files.
 */
export const toReleaseInputDigest = ({ facts, targetSha, verdict, tool }: DecidedRelease): Digest => {
  const [policy, baseline, authority] = [facts.policyFile, facts.baselineFile, facts.authorityFile].map((file) =>
    mapKnown<PolicyFile, Pick<PolicyFile, 'path' | 'text'>>(file, ({ path, text }) => ({ path, text })),
  );
  const files = toFileSubjects(facts);
  return digestOf({
    repository: facts.repository.id,
    tag: facts.tag,
    targetSha,
    policy,
    baseline,
    authority,
    files,
    verdict,
    tool,
  });
};
