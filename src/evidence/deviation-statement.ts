import type { Account, Instant } from '../decision/facts.ts';
import type { GateId } from '../decision/finding.ts';
import type { Verdict } from '../decision/verdict.ts';
import type { IssueRef, RepositoryRef } from '../records/reference.ts';
import { type Digest, digestOf } from './canonical-json.ts';
import type { Tool } from './statement.ts';

/** A departure from the procedure that is followed up (F36, F37), and what is known of it. */
type StatedMatter = {
  /** Names it among all; the same matter is opened once. */
  readonly key: string;
  readonly kind: 'deviation' | 'owed';
  readonly repository: RepositoryRef & { readonly url: string };
  /** In words; may quote untrusted names. */
  readonly what: string;
  readonly pullRequest: number | null;
  readonly commit: string;
  readonly record: IssueRef | null;
  /** What did not hold, or is owed. */
  readonly gates: readonly GateId[];
  readonly since: Instant;
  readonly dueAt: Instant | null;
};

/** Who closed it, acting in which role, why, and where it says so; `role` null: it closed by itself, all being done. */
export type Closing = {
  readonly by: Account;
  readonly role: string | null;
  readonly at: Instant;
  /** Untrusted. */
  readonly reason: string;
  readonly url: string;
};

/** What happened to a matter, and the facts that it was found in. */
export type MatterEvent = {
  readonly matter: StatedMatter;
  readonly observedAt: Instant;
  /** What was decided as of the merge; null when nothing was: of commits that no pull request brought. */
  readonly verdict: Verdict | null;
  /** Null: it was opened. */
  readonly closing: Closing | null;
  /** Kept by the ledger under their digest. */
  readonly facts: unknown;
  readonly tool: Tool;
};

/** An in-toto Statement v1 that says that a departure from the procedure was found, or that it was closed. */
export type DeviationStatement = {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly [
    {
      readonly name: string;
      readonly uri: string;
      readonly digest: { readonly gitCommit: string };
      readonly annotations: { readonly pullRequest: string | null };
    },
  ];
  readonly predicateType: 'urn:holdpoint:deviation:v1';
  readonly predicate: Omit<StatedMatter, 'key' | 'repository'> &
    Pick<MatterEvent, 'observedAt' | 'verdict' | 'closing' | 'tool'> & {
      readonly subjectKey: string;
      readonly event: 'opened' | 'closed';
      readonly facts: Digest;
    };
};

/** Under which the ledger keeps what happened to a matter. */
const toMatterKey = ({ key }: Pick<StatedMatter, 'key'>): string => `deviation:${key}`;

/** States what happened to a matter. The same event always gives the same statement. */
export const toDeviationStatement = (event: MatterEvent): DeviationStatement => {
  const { matter, observedAt, verdict, closing, facts, tool } = event;
  const { key: _, repository, ...stated } = matter;
  const pullRequest = matter.pullRequest === null ? null : `${repository.url}/pull/${matter.pullRequest}`;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      {
        name: `${repository.owner}/${repository.name}`,
        uri: repository.url,
        digest: { gitCommit: matter.commit },
        annotations: { pullRequest },
      },
    ],
    predicateType: 'urn:holdpoint:deviation:v1',
    predicate: {
      ...stated,
      subjectKey: toMatterKey(matter),
      event: closing === null ? 'opened' : 'closed',
      observedAt,
      verdict,
      closing,
      facts: digestOf(facts),
      tool,
    },
  };
};

/** A matter is opened once and closed once: whatever else is known by then, the same event is stated once. */
export const toMatterInputDigest = ({ matter, closing }: MatterEvent): Digest =>
  digestOf({ key: matter.key, event: closing === null ? 'opened' : 'closed' });
