/**
 * A change that is released in every respect, and what a case says of a variation of it. Each call makes a fresh copy, so
 * that a case may change whatever it likes.
 */

import type {
  Account,
  ChangedFile,
  Check,
  Comment,
  Contributor,
  Fact,
  IssueFacts,
  Link,
  Origin,
  PullRequestFacts,
  Push,
} from '../../src/decision/facts.ts';
import { known } from '../../src/decision/facts.ts';
import type { Finding, GateId, RefusedSignOff } from '../../src/decision/finding.ts';
import type { Policies } from '../../src/decision/policy-outcome.ts';
import {
  type Gates,
  gateIds,
  type Policy,
  type Requirement,
  type SafetyImpactGate,
  type SignedGate,
} from '../../src/policy/policy.ts';

import type { IssueRef } from '../../src/records/reference.ts';

export type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

/** The facts and the policy of a case, with the parts that cases change most often at hand. */
export type Given = {
  facts: Mutable<PullRequestFacts>;
  policy: Mutable<Policy>;
  /** The organisation's baseline; null: there is none. */
  baseline: Mutable<Policy> | null;
  /** The one linked change request, acme/pump#7. */
  issue: Mutable<IssueFacts>;
  /** What the policy asks for, at every depth. */
  gates: Mutable<Gates>;
  safety: Mutable<SafetyImpactGate>;
  approval: Mutable<SignedGate>;
};

export type Case = {
  /** Begins with the numbers of the features that it shows. */
  readonly name: string;
  readonly change?: (given: Given) => void;
  readonly outcome: 'released' | 'held';
  /** The status of each gate that differs from passed. */
  readonly statuses?: Partial<Record<GateId, Finding['status']>>;
  /** What the finding of a gate must say somewhere, as plain text. */
  readonly says?: Partial<Record<GateId, readonly string[]>>;
  /** The acts that do not count: who, what kind, and words of the reason. */
  readonly refused?: readonly (readonly [who: string, kind: RefusedSignOff['kind'], reason: string])[];
  /** Logins of those whose sign-offs count, oldest first. */
  readonly signers?: readonly string[];
  /** The declarations by which something counts: what, who, and words of the reason. */
  readonly deviations?: readonly (readonly [what: string, who: string, reason: string])[];
};

export const person = (id: number, login: string): Account => ({ id, login, kind: 'person', name: `Name of ${login}` });
export const dana = person(1, 'dana'); // opens the pull request and writes its commits
export const rita = person(2, 'rita'); // writes the change request
export const sam = person(11, 'sam'); // role safety
export const sol = person(12, 'sol'); // role safety
export const quinn = person(21, 'quinn'); // role quality
export const quade = person(22, 'quade'); // role quality
export const olaf = person(99, 'olaf'); // in no role
export const robot: Account = { id: 500, login: 'robot[bot]', kind: 'bot', name: null };

export const head = 'a'.repeat(40);
export const older = 'b'.repeat(40);

export const draftBody = `### What changes and why

The alarm sounds two seconds earlier.

### New causes of hazardous situations

None: the alarm's threshold stays as it is, only its delay changes.

### Safety impact checklist

- [ ] New causes of hazards considered
- [ ] Risk controls checked

### Approval checklist

- [ ] Described well enough
`;
/** All boxes ticked. */
export const body = draftBody.replaceAll('[ ]', '[x]');

const times = {
  asked: '2026-11-02T09:00:00Z',
  ticked: '2026-11-02T10:00:00Z',
  assessed: '2026-11-02T11:00:00Z',
  approved: '2026-11-02T12:00:00Z',
  seen: '2026-11-03T09:00:00Z',
  opened: '2026-11-03T09:10:00Z',
};

const toIssue = (): IssueFacts => ({
  ref: { owner: 'acme', name: 'pump', number: 7 },
  nodeId: 'I_7',
  url: 'https://github.com/acme/pump/issues/7',
  title: 'Sound the alarm earlier',
  state: 'open',
  locked: false,
  author: known(rita),
  createdAt: times.asked,
  type: null,
  labels: ['change-request', 'safety-assessed'],
  body,
  revisions: known([
    { at: times.asked, editor: known(rita), body: known(draftBody), source: 'history' },
    { at: times.ticked, editor: known(rita), body: known(body), source: 'history' },
  ]),
  labelEvents: known([
    toLabelEvent('change-request', rita, times.asked),
    toLabelEvent('safety-assessed', sam, times.assessed),
  ]),
  comments: known([
    toComment('I can take this one.', dana, '2026-11-02T09:30:00Z'),
    toComment('/sign approval approval Fine with me', quinn, times.approved),
  ]),
  copies: known([]),
});

export const toLabelEvent = (
  label: string,
  actor: Account,
  at: string,
  action: 'labeled' | 'unlabeled' = 'labeled',
) => ({
  action,
  label,
  actor: known(actor),
  at,
  labelNamedSince: known('2025-01-01T00:00:00Z'),
});

export const toComment = (
  body: string,
  author: Account,
  createdAt: string,
  editedAt: string | null = null,
): Mutable<Comment> => ({
  url: `https://github.com/acme/pump/issues/7#issuecomment-${Date.parse(createdAt)}`,
  author: known(author),
  createdAt,
  editedAt,
  deleted: null,
  body,
  firstBody: null,
});

/** Further comments on the record. */
export const addComments = (issue: Mutable<IssueFacts>, ...comments: readonly Mutable<Comment>[]): void => {
  valueOf(issue.comments).push(...structuredClone([...comments]));
};

export const toContributor = (account: Account): Contributor => ({
  name: account.login,
  email: `${account.login}@example.com`,
  account: known(account),
});
export const nobody = (email: string): Contributor => ({
  name: 'somebody',
  email,
  account: { known: false, reason: 'no account has this e-mail address' },
});

export const toCommit = (
  sha: string,
  author: Account,
  committer: Account = author,
  seenAt: string | null = times.seen,
) => ({
  sha,
  authors: [toContributor(author)],
  committer: toContributor(committer),
  seenAt,
  parents: [],
});

export const toPush = (headSha: string, pusher: Account, at = times.seen): Push => ({
  headSha,
  pusher: known(pusher),
  at,
  receivedAt: at,
  source: 'receipt',
});

export const toLink = (issue: Mutable<IssueFacts>, how: Link['how'] = 'closing'): Mutable<Link> => ({
  ref: issue.ref,
  how,
  issue: { known: true, value: issue },
});

/** A file that was changed in its place; with `before`, one that was renamed from there. */
export const toFile = (path: string, before: string | null = null): Mutable<ChangedFile> => ({
  path,
  previousPath: known(before),
  change: before === null ? 'modified' : 'renamed',
});

export const toCheck = (name: string, slug: string | null, state: Check['state']): Mutable<Check> => ({
  name,
  app: slug === null ? null : { id: 7000 + slug.length, slug },
  state,
  completedAt: state === 'pending' ? null : '2026-11-03T09:20:00Z',
  url: `https://github.com/acme/pump/runs/${name.length}`,
});

/** Puts a text in the place of the record from its first revision on, so that only the text is judged. */
export const rewrite = (issue: Mutable<IssueFacts>, edit: (body: string) => string): void => {
  issue.body = edit(issue.body);
  if (!issue.revisions.known) return;
  for (const { body } of issue.revisions.value) if (body.known) body.value = edit(body.value);
};

/** Writes a section at the end of a record, as if it had always stood there. */
export const addSection = (issue: Mutable<IssueFacts>, heading: string, text: string): void =>
  rewrite(issue, (body) => `${body}\n### ${heading}\n\n${text}\n`);

/** The problem report acme/pump#9, with everything that the gate asks for in these cases. */
export const toReport = (): Mutable<IssueFacts> => {
  const report = structuredClone(toIssue()) as Mutable<IssueFacts>;
  const body =
    '### Safety evaluation\n\nThe alarm comes late; S3, RC-12.\n\n### Change requests, or the reason for none\n\n#7\n';
  return Object.assign(report, {
    ref: { owner: 'acme', name: 'pump', number: 9 },
    url: 'https://github.com/acme/pump/issues/9',
    labels: ['problem-report'],
    body,
  });
};

/** An issue that the change request names as its origin. */
export const toOrigin = (issue: Mutable<IssueFacts>, changeRequest: IssueRef): Mutable<Origin> => ({
  changeRequest,
  ref: issue.ref,
  issue: { known: true, value: issue },
});

/** Lets the organisation have a baseline: at first like the policy, its roles held by the same people. */
export const addBaseline = (given: Given): Mutable<Policy> => {
  const { facts, policy } = given;
  const repository = { owner: 'acme', name: '.github', url: 'https://github.com/acme/.github' };
  const file = { path: 'holdpoint-baseline.yml', commit: 'd'.repeat(40), text: 'product: Everything', repository };
  facts.baselineFile = known(file);
  for (const [role, holders] of Object.entries(facts.roles)) facts.roles[`baseline/${role}`] = structuredClone(holders);
  given.baseline = structuredClone(policy);
  return given.baseline;
};

const toFacts = (): PullRequestFacts => ({
  subject: 'pull_request',
  observedAt: '2026-11-03T10:00:00Z',
  repository: { owner: 'acme', name: 'pump', id: 77, url: 'https://github.com/acme/pump', defaultBranch: 'main' },
  policyFile: known({ path: '.github/holdpoint.yml', commit: 'c'.repeat(40), text: 'product: Pump' }),
  baselineFile: known(null),
  authorityFile: known(null),
  witnessed: known([]),
  roles: { safety: known([sam, sol]), quality: known([quinn, quade]) },
  pullRequest: {
    number: 31,
    url: 'https://github.com/acme/pump/pull/31',
    title: 'Sound the alarm earlier',
    state: 'open',
    draft: false,
    createdAt: times.opened,
    author: known(dana),
    baseBranch: 'main',
    headSha: head,
    mergedAt: null,
  },
  files: known([{ path: 'src/alarm.c', previousPath: known(null), change: 'modified' }]),
  reviews: known([]),
  checks: known([]),
  remembered: known([]),
  origins: known([]),
  openMatters: known([]),
  enforcement: known([{ ruleset: { id: 1, name: 'Change control' }, satisfiedBy: 'us' }]),
  commits: known([toCommit(older, dana), toCommit(head, dana)]),
  pushes: known([toPush(older, dana), toPush(head, dana)]),
  links: known([toLink(toIssue() as Mutable<IssueFacts>)]),
});

const off = { required: false, reason: 'not part of these cases' } as const;

/** What a policy asks of how a gate is signed, unless it says otherwise. */
export const signing = {
  inOrder: false,
  severalRolesAPerson: false,
  notSignersOf: [],
  after: [],
  ticksByRole: false,
} as const;

const toGates = (): Gates => ({
  problemResolution: off,
  disposition: off,
  dependencies: off,
  review: null,
  checks: null,
  recordComplete: {
    required: true,
    config: { sections: ['What changes and why', 'New causes of hazardous situations'] },
  },
  safetyImpact: {
    required: true,
    config: {
      ...signing,
      label: 'safety-assessed',
      checklist: {
        heading: 'Safety impact checklist',
        items: ['New causes of hazards considered', 'Risk controls checked'],
      },
      signOffs: [{ role: 'safety', quorum: 1, meaning: 'review' }],
      beforeImplementation: false,
      recordAuthorMaySign: true,
      questions: [],
      copiedText: 'show',
    },
  },
  approval: {
    required: true,
    config: {
      ...signing,
      label: null,
      checklist: { heading: 'Approval checklist', items: ['Described well enough'] },
      signOffs: [{ role: 'quality', quorum: 1, meaning: 'approval' }],
      beforeImplementation: true,
      recordAuthorMaySign: false,
    },
  },
});

const toPolicy = (): Policy => {
  // One object for all classes, and one it stays when it is cloned: a case changes what is asked for at every depth.
  const gates = toGates();
  return {
    product: 'Pump',
    safetyClass: 'B',
    branches: ['main', 'release/*'],
    repositories: ['**'],
    roles: { safety: { teams: [], users: ['sam', 'sol'] }, quality: { teams: [], users: ['quinn', 'quade'] } },
    changeRequest: {
      label: 'change-request',
      issueType: 'Change request',
      repositories: ['acme/requests'],
      originSection: 'Origin',
    },
    problemReport: { label: 'problem-report', issueType: null, repositories: [] },
    paths: null,
    gates: { A: gates, B: gates, C: gates },
    unattributedEmails: ['build@example.com'],
    authority: 'when-present',
    deviationRole: 'quality',
    emergency: null,
    release: null,
    removeUnentitledLabels: false,
    lines: Object.fromEntries(gateIds.map((gate, index) => [gate, index + 1])) as Policy['lines'],
  };
};

export const toGiven = (change: (given: Given) => void = () => {}): Given => {
  const facts = structuredClone(toFacts()) as Mutable<PullRequestFacts>;
  const policy = structuredClone(toPolicy()) as Mutable<Policy>;
  const given: Given = {
    facts,
    policy,
    baseline: null,
    issue: valueOf(valueOf(facts.links)[0]?.issue),
    gates: policy.gates.B,
    safety: configOf(policy.gates.B.safetyImpact),
    approval: configOf(policy.gates.B.approval),
  };
  change(given);
  return given;
};

/** What `decide` takes of the policies of a case. */
export const toPolicies = ({ policy, baseline }: Pick<Given, 'policy' | 'baseline'>): Policies => ({
  own: { ok: true, policy },
  baseline: baseline === null ? 'absent' : { ok: true, policy: baseline },
});

/** The value of a fact that a case knows to be known. */
export const valueOf = <T>(fact: Mutable<Fact<T>> | undefined): Mutable<T> => {
  if (fact?.known !== true) throw new Error('This case needs the fact to be known.');
  return fact.value;
};

const configOf = <T>(requirement: Mutable<Requirement<T>>): Mutable<T> => {
  if (!requirement.required) throw new Error('This case needs the gate to be required.');
  return requirement.config;
};

export const notKnown = { known: false as const, reason: 'GitHub answered 502' };
