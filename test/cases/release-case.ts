/** A release that may come in every respect, and what a case says of a variation of it; like `case.ts`. */

import { type IssueFacts, known } from '../../src/decision/facts.ts';
import type { Finding, RefusedSignOff } from '../../src/decision/finding.ts';
import type { Policies } from '../../src/decision/policy-outcome.ts';
import type {
  ReleaseFacts,
  ReleasePage,
  ReleaseRange,
  ReleaseRecordFacts,
  ReleaseTarget,
} from '../../src/decision/release/release-facts.ts';
import type { ArtifactsGate, Policy, ReleaseGateId, ReleasePolicy } from '../../src/policy/policy.ts';
import { releaseGateIds } from '../../src/policy/policy.ts';
import { type Given, type Mutable, quade, quinn, signing, toGiven, toLabelEvent, toReport, valueOf } from './case.ts';
import {
  before,
  behind,
  bill,
  binary,
  merged,
  releaseBody,
  releaseDraft,
  released,
  releaseTimes,
  remy,
  rosa,
  sha,
  toFileOf,
  toRangeCommit,
  toRangePull,
  toWord,
} from './release-parts.ts';

export type ReleaseGiven = {
  facts: Mutable<ReleaseFacts>;
  policy: Mutable<Policy>;
  /** The organisation's baseline; null: there is none. */
  baseline: Mutable<Policy> | null;
  /** What the policy asks of releases. */
  release: Mutable<ReleasePolicy>;
  artifacts: Mutable<ArtifactsGate>;
  /** The one release record, acme/pump#50. */
  record: Mutable<ReleaseRecordFacts>;
  /** The one open problem report, acme/pump#9. */
  report: Mutable<IssueFacts>;
  target: Mutable<ReleaseTarget>;
  range: Mutable<ReleaseRange>;
  page: Mutable<ReleasePage>;
};

export type ReleaseCase = {
  /** Begins with the numbers of the features that it shows. */
  readonly name: string;
  readonly change?: (given: ReleaseGiven) => void;
  readonly outcome: 'released' | 'held';
  /** The status of each gate that differs from passed; of a gate that both policies ask for differently, the worse one. */
  readonly statuses?: Partial<Record<ReleaseGateId, Finding['status']>>;
  /** What the findings of a gate must say somewhere, as plain text. */
  readonly says?: Partial<Record<ReleaseGateId, readonly string[]>>;
  /** The acts that do not count: who, what kind, and words of the reason. */
  readonly refused?: readonly (readonly [who: string, kind: RefusedSignOff['kind'], reason: string])[];
  /** Logins of those whose sign-offs count, oldest first. */
  readonly signers?: readonly string[];
  /** What was let through: by whom, and why. */
  readonly deviations?: readonly (readonly [who: string, reason: string])[];
};

const toRecord = (): Mutable<ReleaseRecordFacts> => ({
  ...toReport(),
  isWithdrawn: false,
  ref: { owner: 'acme', name: 'pump', number: 50 },
  nodeId: 'I_50',
  url: 'https://github.com/acme/pump/issues/50',
  title: 'Release: v1.1.0',
  author: known(remy),
  createdAt: releaseTimes.asked,
  labels: ['release-record'],
  body: releaseBody,
  revisions: known([
    { at: releaseTimes.asked, editor: known(remy), body: known(releaseDraft), source: 'history' as const },
    { at: releaseTimes.ticked, editor: known(remy), body: known(releaseBody), source: 'history' as const },
  ]),
  labelEvents: known([toLabelEvent('release-record', remy, releaseTimes.asked)]),
  comments: known([
    toWord('/sign release responsibility', remy, releaseTimes.signed),
    toWord('/sign release approval Fine with me', quinn, releaseTimes.approved),
  ]),
  copies: known([]),
});

const toRange = (): Mutable<ReleaseRange> => ({
  base: before,
  head: released,
  isDescendant: true,
  commits: [
    toRangeCommit(released, [merged], [32]),
    toRangeCommit(merged, [before, behind], [31]),
    toRangeCommit(behind, [before], null),
  ],
  pullRequests: [toRangePull(31, behind, merged), toRangePull(32, sha('d1'), released)],
  changeRequests: [
    { ref: { owner: 'acme', name: 'pump', number: 7 }, pullRequests: [31], state: known('completed') },
    { ref: { owner: 'acme', name: 'pump', number: 8 }, pullRequests: [32], state: known('completed') },
  ],
});

const toPage = (): Mutable<ReleasePage> => ({
  url: 'https://github.com/acme/pump/releases/tag/untagged-1',
  isDraft: true,
  publishedAt: null,
  files: [
    toFileOf('pump.bin', binary),
    {
      name: 'sbom.cdx.json',
      digest: bill,
      attested: { known: false, reason: 'no policy asks for it' },
      sbom: known({ format: 'CycloneDX', specVersion: '1.6', version: '1.1.0', components: 3 }),
    },
  ],
});

const toReleasePolicy = (): ReleasePolicy => ({
  tags: ['v*'],
  record: { label: 'release-record', issueType: null, repositories: [] },
  sections: ['Version', 'Build procedure and environment', 'Notices to users and regulators'],
  verification: { required: true, config: { required: [{ name: 'system tests', app: 'github-actions' }] } },
  anomalies: { required: true, config: { section: 'Residual anomalies' } },
  artifacts: { required: true, config: { sbom: true, signed: ['tag', 'commits'], attested: ['*.bin'] } },
  approval: {
    ...signing,
    label: null,
    checklist: {
      heading: 'Release checklist',
      items: ['Verification is complete', 'Residual anomalies are listed'],
    },
    signOffs: [
      { role: 'release', quorum: 1, meaning: 'responsibility' },
      { role: 'quality', quorum: 1, meaning: 'approval' },
    ],
    beforeImplementation: false,
    recordAuthorMaySign: true,
  },
  retract: false,
  environments: null,
  lines: Object.fromEntries(releaseGateIds.map((gate, index) => [gate, index + 20])) as ReleasePolicy['lines'],
});

const toReleaseFacts = ({ facts }: Pick<Given, 'facts'>): Mutable<ReleaseFacts> => {
  const { observedAt, repository, policyFile, baselineFile, authorityFile, witnessed, openMatters } = facts;
  return {
    subject: 'release',
    observedAt,
    repository,
    policyFile,
    baselineFile,
    authorityFile,
    witnessed,
    openMatters,
    roles: { release: known([remy, rosa]), quality: known([quinn, quade]) },
    tag: 'v1.1.0',
    records: known([toRecord()]),
    tagged: known(null),
    target: known({
      sha: released,
      checks: known([
        {
          name: 'system tests',
          app: { id: 15368, slug: 'github-actions' },
          state: 'success' as const,
          completedAt: '2026-11-05T08:00:00Z',
          url: 'https://github.com/acme/pump/runs/12',
        },
      ]),
    }),
    previous: known({
      tag: 'v1.0.0',
      commitSha: before,
      noted: { commitSha: before, outcome: 'covered' as const, at: '2026-11-01T00:00:00Z' },
    }),
    range: known(toRange()),
    problemReports: known([toReport()]),
    page: known(toPage()),
    enforcement: known([{ ruleset: { id: 5, name: 'Releases' }, bypass: known([]), asks: 'check' as const }]),
    controls: known([]),
    permissions: known({}),
  };
};

/** The release that may come, made once, as text: reading it is the fastest way to a copy that a case may change. */
const base = (() => {
  const given = toGiven();
  const roles = {
    release: { teams: [], users: ['remy', 'rosa'] },
    quality: { teams: [], users: ['quinn', 'quade'] },
  };
  const release = toReleasePolicy();
  return JSON.stringify({ facts: toReleaseFacts(given), policy: { ...given.policy, roles, release } });
})();

export const toReleaseGiven = (change: (given: ReleaseGiven) => void = () => {}): ReleaseGiven => {
  const { facts, policy }: Pick<ReleaseGiven, 'facts' | 'policy'> = JSON.parse(base);
  const release = there(policy.release);
  if (!release.artifacts.required) throw new Error('The base case needs the gate to be required.');
  const given: ReleaseGiven = {
    facts,
    policy,
    baseline: null,
    release,
    artifacts: release.artifacts.config,
    record: firstOf(valueOf(facts.records)),
    report: firstOf(valueOf(facts.problemReports)),
    target: there(valueOf(facts.target)),
    range: valueOf(facts.range),
    page: there(valueOf(facts.page)),
  };
  change(given);
  return given;
};

const firstOf = <T>([first]: readonly T[]): T => there(first);

const there = <T>(value: T | null | undefined): T => {
  if (value === null || value === undefined) throw new Error('This case needs the fact to be there.');
  return value;
};

/** The n-th of a list, which a case knows to be there. */
export const at = <T>(list: readonly T[], index: number): T => there(list[index]);

/** What `decideRelease` takes of the policies of a case. */
export const toReleasePolicies = ({ policy, baseline }: Pick<ReleaseGiven, 'policy' | 'baseline'>): Policies => ({
  own: { ok: true, policy },
  baseline: baseline === null ? 'absent' : { ok: true, policy: baseline },
});

/** Lets the organisation have a baseline: at first like the policy, its roles held by the same people. */
export const addReleaseBaseline = (
  given: ReleaseGiven,
): { baseline: Mutable<Policy>; asks: Mutable<ReleasePolicy> } => {
  const { facts, policy } = given;
  const repository = { owner: 'acme', name: '.github', url: 'https://github.com/acme/.github' };
  facts.baselineFile = known({
    path: 'holdpoint-baseline.yml',
    commit: 'd'.repeat(40),
    text: 'product: Everything',
    repository,
  });
  for (const [role, holders] of Object.entries(facts.roles)) facts.roles[`baseline/${role}`] = structuredClone(holders);
  const baseline = structuredClone(policy);
  given.baseline = baseline;
  return { baseline, asks: there(baseline.release) };
};
