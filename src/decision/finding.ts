import type { Meaning } from '../policy/policy.ts';
import type { IssueRef } from '../records/reference.ts';
import type { Account, Fact, Instant } from './facts.ts';

/** The gates of the pull-request subject, in the order in which a change passes them. */
export const gateIds = ['linked-change', 'record-complete', 'safety-impact', 'approval'] as const;
export type GateId = (typeof gateIds)[number];

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
export type Finding =
  | { readonly gate: GateId; readonly status: 'passed'; readonly because: Sentence }
  | { readonly gate: GateId; readonly status: 'not-applicable'; readonly because: Sentence }
  | {
      readonly gate: GateId;
      readonly status: 'failed' | 'unknown';
      readonly missing: readonly [Missing, ...Missing[]];
    };

/** An act by which a person took responsibility for a record (21 CFR 11.50, 11.70). */
export type SignOff = {
  readonly gate: GateId;
  readonly record: IssueRef;
  readonly signer: Account;
  readonly role: string;
  readonly meaning: Meaning;
  readonly at: Instant;
  readonly method: 'label' | 'comment';
  readonly url: string;
  /** `sha256:…` of the record's material content that it covers. */
  readonly covers: string;
  /** Free text of the signer; untrusted. */
  readonly note: string | null;
};

/** An act that looks like a sign-off and does not count, with the reason; shown as history, never silently dropped. */
export type RefusedSignOff = {
  /** Null when a command names no gate that the policy has. */
  readonly gate: GateId | null;
  readonly record: IssueRef;
  readonly signer: Fact<Account>;
  readonly at: Instant;
  readonly method: 'label' | 'comment';
  readonly url: string;
  /**
   * `refused`: never counted; `lapsed`: counted until the record changed; `revoked`: withdrawn; `undetermined`: would
   * count if something that is unknown came out well.
   */
  readonly kind: 'refused' | 'lapsed' | 'revoked' | 'undetermined';
  readonly because: Sentence;
};
