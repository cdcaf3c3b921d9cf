import { coversRepository } from '../policy/covers-repository.ts';
import type { Policy } from '../policy/policy.ts';
import { baselinePath, policyPath } from '../policy/policy-files.ts';
import type { Fact, PolicyFile, PullRequestFacts } from './facts.ts';
import type { Demand } from './finding.ts';
import type { Policies, PolicyOutcome } from './policy-outcome.ts';
import type { Verdict } from './verdict.ts';

/** The files that govern a repository, as they were read. */
export type GoverningFacts = Pick<PullRequestFacts, 'repository' | 'policyFile' | 'baselineFile'>;

/** One of the two policies, with where it stands. */
export type Layer = {
  readonly by: Demand['by'];
  readonly file: Fact<PolicyFile | null>;
  readonly outcome: PolicyOutcome;
  /** `owner/name` of the baseline's repository; null for the repository's own policy. */
  readonly repository: string | null;
  readonly path: string;
};

/** The repository's own policy and the baseline, each to be judged by itself. */
export const toLayers = (facts: GoverningFacts, { own, baseline }: Policies): readonly [Layer, Layer] => {
  const { policyFile, baselineFile } = facts;
  const found = baselineFile.known ? baselineFile.value : null;
  const { owner, name } = found?.repository ?? { owner: facts.repository.owner, name: '.github' };
  return [
    {
      by: 'policy',
      file: policyFile,
      outcome: own,
      repository: null,
      path: (policyFile.known ? policyFile.value?.path : null) ?? policyPath,
    },
    {
      by: 'baseline',
      file: baselineFile,
      outcome: baseline,
      repository: `${owner}/${name}`,
      path: found?.path ?? baselinePath,
    },
  ];
};

/** The policy of a layer that governs a repository of this name; or what is said at once where none can be applied. */
export const openLayer = (
  layer: Layer,
  repositoryName: string,
): { readonly policy: Policy; readonly verdict: null } | { readonly policy: null; readonly verdict: Verdict } => {
  const { file, outcome, by } = layer;
  const say = (verdict: Verdict) => ({ policy: null, verdict });
  if (!file.known) return say(toPolicyHold(layer, `The ${by} could not be read: ${file.reason}`));
  if (outcome === 'absent') {
    return say(
      file.value === null
        ? { outcome: 'not-governed', reason: 'no-policy' }
        : toPolicyHold(layer, `The ${by} file was read and not parsed`),
    );
  }
  if ('known' in outcome) return say(toPolicyHold(layer, `The ${by} could not be read: ${outcome.reason}`));
  if (!outcome.ok) return say({ outcome: 'held', cause: 'policy', problems: outcome.problems });
  if (by === 'baseline' && !coversRepository(outcome.policy, repositoryName)) {
    return say({ outcome: 'not-governed', reason: 'no-policy' });
  }
  return { policy: outcome.policy, verdict: null };
};

export const toDemand = ({ by, path, repository }: Layer, line: number): Demand => ({ by, repository, path, line });

/** Without a readable policy nothing can be told apart: held, with the one problem that there is. */
export const toPolicyHold = ({ repository, path }: Layer, message: string, hint: string | null = null): Verdict => {
  const file = repository === null ? path : `${repository}/${path}`;
  return { outcome: 'held', cause: 'policy', problems: [{ file, line: 1, column: 1, message, hint }] };
};
