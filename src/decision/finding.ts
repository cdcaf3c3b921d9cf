import type { GateId, Meaning } from '../policy/policy.ts';
import type { IssueRef } from '../records/reference.ts';
import type { Account, Fact, Instant } from './facts.ts';

export type { GateId } from '../policy/policy.ts';

/**
 * A sentence in runs, so that untrusted text can never be mistaken for markup: a plain string is ours, whatever came
 * from a user, a policy or GitHub goes into one of the other runs.
 */
export type Run =
  | string
  | { readonly code: string }
  | { readonly person: Account }
  | { readonly issue: IssueRef }
  | { readonly link: string; readonly text: string };
export type Sentence = readonly Run[];

/** One thing that is missing, written for the person who must act: what, who can supply it, how, and where. */
export type Missing = {
  readonly what: Sentence;
  readonly who: Sentence;
  readonly how: Sentence;
  /** Where to do it. */
  readonly link: string;
};

/** What one gate says. `failed` and `unknown` hold the subject; both name a remedy. */
export type Outcome =
  | { readonly gate: GateId; readonly status: 'passed'; readonly because: Sentence }
  | { readonly gate: GateId; readonly status: 'not-applicable'; readonly because: Sentence }
  | {
      readonly gate: GateId;
      readonly status: 'failed' | 'unknown';
      readonly missing: readonly [Missing, ...Missing[]];
    }
  | {
      /** Not there, and put off under the emergency path: does not hold now, must be done by `dueAt` (F36). */
      readonly gate: GateId;
      readonly status: 'owed';
      readonly missing: readonly [Missing, ...Missing[]];
      readonly dueAt: Instant;
    };

/** The line that demands something: of the repository's own policy, or of the baseline. */
export type Demand = {
  readonly by: 'policy' | 'baseline';
  /** `owner/name` of the baseline's repository; null for the repository's own policy. */
  readonly repository: string | null;
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
};

export type Finding = Outcome & { readonly demandedBy: Demand };

/** An act by which a person took responsibility for a record (21 CFR 11.50, 11.70). */
export type SignOff = {
  readonly gate: GateId;
  readonly record: IssueRef;
  readonly signer: Account;
  readonly role: string;
  /** On what ground the signer is taken to have held the role at the time of signing. */
  readonly held: HeldRole;
  readonly meaning: Meaning;
  readonly at: Instant;
  readonly method: SignOffMethod;
  readonly url: string;
  /** `sha256:…` of the record's material content that it covers. */
  readonly covers: string;
  /** Free text of the signer; untrusted. */
  readonly note: string | null;
  /** The deviation by which a late sign-off counts; null when it came in time. */
  readonly deviation: string | null;
};

type SignOffMethod = 'label' | 'comment' | 'review';

/**
 * How it is known that somebody held a role when they signed: `present`: they hold it now, and nothing tells when they
 * got it; `witnessed`: Holdpoint saw the act, and them in the role, at `at`; `authority`: the authority file says so,
 * by an entry that covers the time (`from`, `until`: dates; `delegatedBy`: login, when the role was delegated).
 */
export type HeldRole =
  | { readonly by: 'present' }
  | { readonly by: 'witnessed'; readonly at: Instant }
  | {
      readonly by: 'authority';
      readonly from: string | null;
      readonly until: string | null;
      readonly delegatedBy: string | null;
    };

/** Who ticked a box that a gate asks for, and when (F71); `by` unknown when no revision tells. */
export type Tick = {
  readonly gate: GateId;
  readonly record: IssueRef;
  /** As the record words it; untrusted. */
  readonly item: string;
  readonly by: Fact<Account>;
  /** Unknown when the revision that ticked it is gone. */
  readonly at: Fact<Instant>;
};

/** A departure from the procedure that somebody entitled has recorded, with their reason. */
export type RecordedDeviation = {
  /** `unaccounted`: what is in a release and no verdict covers. */
  readonly kind: 'late-approval' | 'emergency' | 'unaccounted';
  readonly gate: GateId | null;
  readonly record: IssueRef;
  readonly by: Account;
  readonly role: string;
  readonly at: Instant;
  /** Untrusted. */
  readonly reason: string;
  readonly url: string;
};

/** An act that looks like a sign-off and does not count, with the reason; shown as history, never silently dropped. */
export type RefusedSignOff = {
  /** Null when a command names no gate that the policy has. */
  readonly gate: GateId | null;
  readonly record: IssueRef;
  readonly signer: Fact<Account>;
  readonly at: Instant;
  readonly method: SignOffMethod;
  readonly url: string;
  /**
   * `refused`: never counted; `lapsed`: counted until the record changed; `revoked`: withdrawn; `undetermined`: would
   * count if something that is unknown came out well.
   */
  readonly kind: 'refused' | 'lapsed' | 'revoked' | 'undetermined';
  readonly because: Sentence;
  /** There when it was refused for who did it: whatever the time and the text, it would not have counted. */
  readonly unentitled?: true;
};
