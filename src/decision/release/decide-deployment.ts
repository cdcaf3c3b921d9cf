import type { EnvironmentMode, Policy } from '../../policy/policy.ts';
import { matchesWildcards } from '../../policy/wildcards.ts';
import type { Missing, Sentence } from '../finding.ts';
import { type Layer, openLayer, toLayers } from '../layer.ts';
import type { Policies } from '../policy-outcome.ts';
import { toCodes } from '../sentence.ts';
import { coversTag } from './covers-tag.ts';
import type { CommitRelease, DeploymentFacts } from './deployment-facts.ts';

/** What is said to a deployment that waits. GitHub takes either as final. */
export type DeploymentDecision =
  | {
      readonly outcome: 'approved';
      /** What the policies ask for together; null: nothing. */
      readonly asked: EnvironmentMode | null;
      /** The tags of the releases by which it is approved. */
      readonly releases: readonly string[];
    }
  | {
      readonly outcome: 'rejected';
      /** Null: a policy cannot be applied, so nobody knows. */
      readonly asked: EnvironmentMode | null;
      readonly missing: readonly [DeploymentLack, ...DeploymentLack[]];
    };

/** What is missing, who can supply it, and where to look. */
export type DeploymentLack = Pick<Missing, 'what' | 'who' | 'link'>;

/**
 * Decides whether a commit may be deployed to an environment (F47). Pure; `observedAt` is not looked at. The repository's
 * policy and the baseline are each judged by themselves, and both must approve; what is unknown approves nothing. Where no
 * policy asks anything of releases, nothing is asked of deployments.
 */
export const decideDeployment = (facts: DeploymentFacts, policies: Policies): DeploymentDecision => {
  const words = toLayers(facts, policies).map((layer) => decideUnder(layer, facts));
  const asked = toStrictest(words.map((word) => word.asked));
  const [first, ...more] = words.flatMap(({ missing }) => missing);
  if (first !== undefined) return { outcome: 'rejected', asked, missing: [first, ...more] };
  return { outcome: 'approved', asked, releases: [...new Set(words.flatMap(({ releases }) => releases))] };
};

/** What a policy asks of deployments to an environment; null: it asks nothing of releases. */
const toMode = ({ release }: Pick<Policy, 'release'>, environment: string): EnvironmentMode | null => {
  if (release === null) return null;
  const name = environment.toLowerCase();
  const rule = release.environments?.find(({ pattern }) => matchesWildcards(pattern.toLowerCase(), name));
  return rule?.mode ?? 'released';
};

const strictness: readonly (EnvironmentMode | null)[] = [null, 'any', 'verdict', 'released'];
const toStrictest = (modes: readonly (EnvironmentMode | null)[]): EnvironmentMode | null =>
  strictness[Math.max(...modes.map((mode) => strictness.indexOf(mode)))] ?? null;

type Word = {
  readonly asked: EnvironmentMode | null;
  readonly missing: readonly DeploymentLack[];
  readonly releases: readonly string[];
};

const decideUnder = (layer: Layer, facts: DeploymentFacts): Word => {
  const { policy, verdict } = openLayer(layer, facts.repository.name);
  if (verdict !== null) {
    return verdict.outcome === 'not-governed'
      ? { asked: null, missing: [], releases: [] }
      : { asked: null, missing: [toUnreadable(layer, facts)], releases: [] };
  }
  const asked = toMode(policy, facts.environment);
  if (asked === null || asked === 'any') return { asked, missing: [], releases: [] };
  if (facts.run !== null && facts.run.event.startsWith('pull_request')) {
    return { asked, missing: [toMergeLack(facts)], releases: [] };
  }
  const candidates = facts.releases.filter(({ tag }) => coversTag(policy, tag));
  const fit = candidates.filter((release) => whyNot(release, asked, facts) === null).map(({ tag }) => tag);
  if (fit.length > 0) return { asked, missing: [], releases: fit };
  const lacks = candidates.flatMap((release) => whyNot(release, asked, facts) ?? []);
  return { asked, missing: lacks.length === 0 ? [toUnknownCommit(policy, facts)] : lacks, releases: [] };
};

/** Why a release does not let its commit be deployed; null: it does. */
const whyNot = (release: CommitRelease, asked: EnvironmentMode, facts: DeploymentFacts): DeploymentLack | null => {
  const { tag, stated, isCurrent, tagged, seen, isDisputed } = release;
  const link = stated?.record ?? toCommitUrl(facts);
  const say = (what: Sentence, who: Sentence = ['Whoever makes the release']): DeploymentLack => ({
    what: ['The release ', { code: tag }, ' ', ...what],
    who,
    link,
  });
  if (seen === 'history') return say(['was there before anything was looked at, so no verdict stands behind it']);
  if (stated === null) return say(['has no verdict on this commit']);
  if (stated.outcome !== 'released') return toHeld(stated, say);
  if (isDisputed || seen === 'deviation') {
    return say(
      ['has a deviation that nobody has closed'],
      ['Whoever the issue with the label ', { code: 'holdpoint-deviation' }, ' names'],
    );
  }
  if (seen === null && !isCurrent) return say(['is being judged again']);
  if (asked === 'verdict') return null;
  if (!tagged.known) return say(['has a tag that cannot be read: ', { code: tagged.reason }]);
  if (tagged.value === null) return say(['is released, and its tag is not there yet']);
  if (tagged.value !== facts.commit) {
    return say(['has its tag on another commit, ', { code: tagged.value.slice(0, 7) }]);
  }
  return seen === null ? say(['has a tag that was not looked at yet']) : null;
};

const toHeld = (
  { open }: NonNullable<CommitRelease['stated']>,
  say: (what: Sentence, who?: Sentence) => DeploymentLack,
): DeploymentLack => {
  const [first] = open;
  if (first === undefined) return say(['is held']);
  const titles = [...new Set(open.map(({ gate }) => gate))];
  return say(['is held: ', titles.slice(0, 4).join(', '), titles.length > 4 ? ' and more' : ''], first.who);
};

const toUnknownCommit = ({ release }: Policy, facts: DeploymentFacts): DeploymentLack => ({
  what: ['No release of the commit ', { code: facts.commit.slice(0, 7) }, ' is known: no release record names it'],
  who: ['Whoever makes the release, then ', ...toCodes(toRoles(release))],
  link: toCommitUrl(facts),
});

const toRoles = (release: Policy['release']): readonly string[] => [
  ...new Set((release?.approval.signOffs ?? []).map(({ role }) => role)),
];

/** Such a run works on a merge that nobody has judged, whatever the head of the pull request is. */
const toMergeLack = (facts: DeploymentFacts): DeploymentLack => ({
  what: ['A run for a pull request deploys what would come of merging it, and of that there is no release'],
  who: ['Whoever deploys: from the tag, or from the released commit'],
  link: toCommitUrl(facts),
});

const toUnreadable = ({ by, path, repository, file }: Layer, facts: DeploymentFacts): DeploymentLack => ({
  what: [
    `The ${by} `,
    { code: repository === null ? path : `${repository}/${path}` },
    file.known ? ' has problems, so nothing can be approved' : ' could not be read, so nothing can be approved',
  ],
  who: [`Whoever answers for the ${by}`],
  link: file.known ? `${facts.repository.url}/issues` : facts.repository.url,
});

const toCommitUrl = ({ repository: { url }, commit }: DeploymentFacts): string => `${url}/commit/${commit}`;

/** Why the facts may soon be others by themselves; null: they will not. GitHub takes an answer as final. */
export const whyWait = (facts: DeploymentFacts): string | null => {
  for (const file of [facts.policyFile, facts.baselineFile]) {
    if (!file.known) return `a policy could not be read: ${file.reason}`;
  }
  for (const { tag, stated, isCurrent, tagged, seen } of facts.releases) {
    if (seen === 'history') continue;
    if (!tagged.known) return `the tag ${tag} could not be read: ${tagged.reason}`;
    if (seen !== null) continue;
    if (stated === null || !isCurrent) return `the release ${tag} is being judged`;
    if (tagged.value === facts.commit) return `the tag ${tag} was not looked at yet`;
  }
  return null;
};

/**
 * Whether what was deployed went past the gate (F48): a policy asks for something there, and we did not approve it. A
 * policy that does not speak of environments asks only where deployments wait for us. Unknown: a policy cannot be applied.
 */
export const judgeDrift = (
  facts: DeploymentFacts,
  policies: Policies,
  said: 'approved' | 'rejected' | null,
): 'drift' | 'none' | 'unknown' => {
  if (said === 'approved') return 'none';
  const words = toLayers(facts, policies).map((layer): 'drift' | 'none' | 'unknown' => {
    const { policy, verdict } = openLayer(layer, facts.repository.name);
    if (verdict !== null) return verdict.outcome === 'not-governed' ? 'none' : 'unknown';
    const asked = toMode(policy, facts.environment);
    const isLookedAt = (policy.release?.environments ?? null) !== null || said !== null;
    return isLookedAt && (asked === 'released' || asked === 'verdict') ? 'drift' : 'none';
  });
  if (words.includes('drift') || (said === 'rejected' && words.includes('unknown'))) return 'drift';
  return words.includes('unknown') ? 'unknown' : 'none';
};
