/** The policy in force: what `parsePolicy` makes of the file and its preset, with every default filled in. */
export type Policy = {
  readonly product: string;
  readonly safetyClass: SafetyClass;
  /** Glob patterns of base branches that the policy covers. */
  readonly branches: readonly string[];
  readonly roles: Readonly<Record<string, Role>>;
  readonly changeRequest: RecordType;
  readonly gates: {
    readonly recordComplete: Requirement<RecordCompleteGate>;
    readonly safetyImpact: Requirement<SignedGate>;
    readonly approval: Requirement<SignedGate>;
  };
  /** E-mail addresses of commits that may have no GitHub account (a build user), lower case. */
  readonly unattributedEmails: readonly string[];
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

type RecordCompleteGate = {
  /** Headings of the sections that must be filled in. */
  readonly sections: readonly string[];
};

export type SignedGate = {
  /** Label that must be on the record, set by somebody who fulfils `signOff`; its setting counts as a sign-off. */
  readonly label: string | null;
  readonly checklist: Checklist | null;
  readonly signOff: { readonly role: string; readonly quorum: number; readonly meaning: Meaning };
  /** Sign-offs must come before the first sign of implementation. */
  readonly beforeImplementation: boolean;
  /** Whether the record's author may sign. */
  readonly recordAuthorMaySign: boolean;
};

/** A checklist counts as complete when every one of `items` stands under `heading`, and every box there is ticked. */
export type Checklist = { readonly heading: string; readonly items: readonly string[] };
