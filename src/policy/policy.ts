/** The policy in force: what `parsePolicy` makes of the file and its preset, with every default filled in. */
export type Policy = {
  readonly product: string;
  readonly safetyClass: SafetyClass;
  /** Glob patterns of base branches that the policy covers. */
  readonly branches: readonly string[];
  /** Of a baseline: glob patterns of the repositories (names without the owner) that it covers; `**` for all. */
  readonly repositories: readonly string[];
  readonly roles: Readonly<Record<string, Role>>;
  readonly changeRequest: RecordType & ChangeRequestForm;
  readonly problemReport: RecordType;
  /** Which class the parts of the repository have; null: every path takes `safetyClass`. */
  readonly paths: readonly PathRule[] | null;
  /** What the gates ask for, at each depth of analysis: by the class of what a change touches (F19). */
  readonly gates: Readonly<Record<SafetyClass, Gates>>;
  /** E-mail addresses of commits that may have no GitHub account (a build user), lower case. */
  readonly unattributedEmails: readonly string[];
  /** `required`: without an authority file nobody's signature counts; `when-present`: the file is heeded when there is one. */
  readonly authority: 'required' | 'when-present';
  /** Role that records a deviation by `/deviation REASON` and so closes it; null: nobody can. */
  readonly deviationRole: string | null;
  /** Null: there is no emergency path. */
  readonly emergency: EmergencyPath | null;
  /** Null: the policy asks for nothing of releases, and nothing is said of them. */
  readonly release: ReleasePolicy | null;
  /** Whether a gate's label that was set by somebody not entitled is taken off the record. */
  readonly removeUnentitledLabels: boolean;
  /** Line of the file, counted from 1, that demands each gate; that of `safety_class` where the preset does. */
  readonly lines: Readonly<Record<PullRequestGateId, number>>;
};

/** Gates of a pull request that the policy language configures; `linked-change` is always asked for. */
export const gateIds = [
  'linked-change',
  'problem-resolution',
  'disposition',
  'depth',
  'record-complete',
  'dependencies',
  'safety-impact',
  'approval',
  'review',
  'checks',
  'emergency',
] as const;
export type PullRequestGateId = (typeof gateIds)[number];

/** Gates of a release. */
export const releaseGateIds = [
  'release-record',
  'range',
  'changes',
  'open-matters',
  'verification',
  'anomalies',
  'artifacts',
  'release',
] as const;
export type ReleaseGateId = (typeof releaseGateIds)[number];

export type GateId = PullRequestGateId | ReleaseGateId;

/** What each gate asks for at one depth of analysis. */
export type Gates = {
  readonly problemResolution: Requirement<ProblemResolutionGate>;
  readonly disposition: Requirement<DispositionGate>;
  readonly recordComplete: Requirement<RecordCompleteGate>;
  readonly dependencies: Requirement<DependenciesGate>;
  readonly safetyImpact: Requirement<SafetyImpactGate>;
  readonly approval: Requirement<SignedGate>;
  /** Null: the policy does not ask for reviews on GitHub. */
  readonly review: Requirement<ReviewGate> | null;
  /** Null: the policy does not ask for checks of others. */
  readonly checks: Requirement<ChecksGate> | null;
};

/** IEC 62304:2006+A1:2015, 4.3. */
export type SafetyClass = 'A' | 'B' | 'C';

/** Enumerated meanings of a signature (21 CFR 11.50). */
export const meanings = ['authorship', 'review', 'approval', 'responsibility'] as const;
export type Meaning = (typeof meanings)[number];

/** A gate is required with its configuration, or switched off with the reason that the policy gives. */
export type Requirement<T> =
  | { readonly required: true; readonly config: T }
  | { readonly required: false; readonly reason: string };

export type Role = {
  readonly teams: readonly { readonly organization: string; readonly slug: string }[];
  /** Logins. */
  readonly users: readonly string[];
};

/** How a record is recognised: by label, by issue type, or by either when both are given. */
export type RecordType = {
  readonly label: string | null;
  readonly issueType: string | null;
  /** Besides the pull request's own repository, where such a record may live: `owner/name`, lower case. */
  readonly repositories: readonly string[];
};

/** Headings under which a change request says where it comes from. */
type ChangeRequestForm = {
  /** Section that names the problem reports, like `#7` or `owner/name#7`. */
  readonly originSection: string;
};

/** A pattern of paths from the repository's root, and the safety class of the software items there. */
export type PathRule = { readonly pattern: string; readonly safetyClass: SafetyClass; readonly line: number };

export type ProblemResolutionGate = {
  /** Headings that must be answered on a problem report before any response to it (IEC 62304 9.1, 9.2). */
  readonly sections: readonly string[];
  /** Heading under which the problem report names its change requests, or the reason for none (8.2.4, 9.4). */
  readonly responseSection: string;
};

export type DispositionGate = {
  /** Heading under which the change request says whether software or environment of use is modified (F4). */
  readonly section: string;
  /** The answers, compared as headings are. */
  readonly software: string;
  readonly environment: string;
};

export type RecordCompleteGate = {
  /** Headings of the sections that must be answered; an answer that only says “not applicable” is none. */
  readonly sections: readonly string[];
};

export type DependenciesGate = {
  /** Glob patterns of dependency manifests and lockfiles. */
  readonly manifests: readonly string[];
  /** Headings that a change request must answer, not as “not applicable”, when it touches one or a bot opened it. */
  readonly sections: readonly string[];
  /** Null: one record cannot carry a batch of updates. */
  readonly batch: BatchRule | null;
};

/** One signed change request may carry many low-risk updates within a period (F7). */
export type BatchRule = {
  /** Label by which a change request says that it is one for a batch. */
  readonly label: string;
  /** Heading of the section that names the period, as two dates `2026-11-01` and `2026-11-30`, first and last day, UTC. */
  readonly section: string;
  /** The longest period, in days. */
  readonly days: number;
};

/** So many different people in a role must sign, with this meaning. */
export type SignOffRule = { readonly role: string; readonly quorum: number; readonly meaning: Meaning };

export type ReviewGate = {
  /** An approving GitHub review on the head commit counts, whatever the meaning; `meaning` is what it is taken for. */
  readonly signOffs: readonly [SignOffRule, ...SignOffRule[]];
  readonly inOrder: boolean;
  readonly severalRolesAPerson: boolean;
};

export type ChecksGate = {
  /** Each must have succeeded on the head commit. `app`: the slug of the App that reports it. */
  readonly required: readonly { readonly name: string; readonly app: string }[];
};

export type EmergencyPath = {
  /** Role that may declare an emergency by `/emergency REASON` on the change request. */
  readonly role: string;
  /** The reduced quorum, which signs by `/sign emergency MEANING` before the merge. */
  readonly signOffs: readonly [SignOffRule, ...SignOffRule[]];
  /** Gates that may be owed until after the merge. */
  readonly owes: readonly PullRequestGateId[];
  /** Days after the declaration within which what is owed must be done. */
  readonly days: number;
};

/** What a release must carry before its tag may be there (IEC 62304 5.8, 6.3.2). */
export type ReleasePolicy = {
  /** Glob patterns of the tags that are releases. */
  readonly tags: readonly string[];
  /** How a release record is recognised; it lives in the repository that is released. */
  readonly record: RecordType;
  /** Headings of the record that must be answered. */
  readonly sections: readonly string[];
  /** Checks that must have succeeded on the released commit; null: the policy asks for none. */
  readonly verification: Requirement<ChecksGate> | null;
  readonly anomalies: Requirement<AnomaliesGate>;
  readonly artifacts: Requirement<ArtifactsGate>;
  /** Signed by `/sign release MEANING` on the record. */
  readonly approval: SignedGate;
  /**
   * What may be deployed where, in the order of the file: the first whose pattern fits counts. Null: the policy does not
   * say, and only what waits for us is looked at.
   */
  readonly environments: readonly EnvironmentRule[] | null;
  /** Whether a release that was published without a released verdict is put back to a draft. */
  readonly retract: boolean;
  /** Line of the file, counted from 1, that demands each gate. */
  readonly lines: Readonly<Record<ReleaseGateId, number>>;
};

/**
 * What may be deployed to an environment: `released`, a commit whose release was released and whose tag is there;
 * `verdict`, one whose release was released, tag or not; `any`, whatever: it is only registered.
 */
export const environmentModes = ['released', 'verdict', 'any'] as const;
export type EnvironmentMode = (typeof environmentModes)[number];

/** A pattern of environments' names, which GitHub compares without regard to case. */
type EnvironmentRule = { readonly pattern: string; readonly mode: EnvironmentMode; readonly line: number };

type AnomaliesGate = {
  /** Heading under which the record names every open problem report, with why it is acceptable (5.8.2, 5.8.3). */
  readonly section: string;
};

export type ArtifactsGate = {
  /** Whether a software bill of materials must be among the files of the release. */
  readonly sbom: boolean;
  /** Whose signatures GitHub must have verified: of the tag object, of every commit of the range. */
  readonly signed: readonly ('tag' | 'commits')[];
  /** Glob patterns of the files of the release that must have an attestation of their origin on GitHub. */
  readonly attested: readonly string[];
};

export type SignedGate = {
  /** Label that must be on the record, set by somebody who fulfils one of `signOffs`; its setting counts as a sign-off. */
  readonly label: string | null;
  readonly checklist: Checklist | null;
  /** Every one of them must be fulfilled. */
  readonly signOffs: readonly [SignOffRule, ...SignOffRule[]];
  /** Whether each of `signOffs` counts only after the one before it is fulfilled (F31). */
  readonly inOrder: boolean;
  /** Whether one person may count for several of `signOffs`. */
  readonly severalRolesAPerson: boolean;
  /** Gates whose signers on the same record may not sign here: the analyst is not the approver. */
  readonly notSignersOf: readonly SignedGateId[];
  /** Gates that must have been fulfilled on the record before a sign-off here counts (F31). */
  readonly after: readonly SignedGateId[];
  /** Sign-offs must come before the first sign of implementation. */
  readonly beforeImplementation: boolean;
  /** Whether those who wrote the record, at first or in an edit of its material content, may sign. */
  readonly recordAuthorMaySign: boolean;
  /** Whether only ticks that somebody made who holds one of the roles of `signOffs` count (F30). */
  readonly ticksByRole: boolean;
};

export const signedGateIds = ['safety-impact', 'approval', 'emergency', 'release'] as const satisfies readonly GateId[];
/** The gates that take `/sign` and labels on a record. */
export type SignedGateId = (typeof signedGateIds)[number];

export type SafetyImpactGate = SignedGate & {
  /** Headings of the questions that must each be answered, with a rationale where one does not apply (F10 to F20). */
  readonly questions: readonly string[];
  /** What an answer does whose text stands in another record word for word: holds, or is shown. */
  readonly copiedText: 'hold' | 'show';
};

/** A checklist counts as complete when every one of `items` stands under `heading`, and every box there is ticked. */
export type Checklist = { readonly heading: string; readonly items: readonly string[] };
