import type { SafetyClass } from '../policy/policy.ts';
import type { Problem } from '../policy/problem.ts';
import type { Enforcement } from './enforcement.ts';
import type { OpenMatter } from './facts.ts';
import type { Finding, RecordedDeviation, RefusedSignOff, SignOff, Tick } from './finding.ts';

/** What Holdpoint says of a subject. */
export type Verdict =
  | {
      /** No policy asks for anything of it: nothing is claimed about it. */
      readonly outcome: 'not-governed';
      readonly reason: 'no-policy' | 'branch-not-covered' | 'tag-not-covered';
    }
  | {
      /** The policy cannot be applied: it could not be read, or it has problems. Held. */
      readonly outcome: 'held';
      readonly cause: 'policy';
      readonly problems: readonly [Problem, ...Problem[]];
    }
  | {
      /** `released` only if every gate passed or does not apply, and there is at least one that passed. */
      readonly outcome: 'held' | 'released';
      readonly cause: 'gates';
      /** Depth of the analysis: the highest class of what the change touches. */
      readonly safetyClass: SafetyClass;
      /** Those of the repository's own policy, then those of the baseline that differ from them. */
      readonly findings: readonly Finding[];
      /** The sign-offs that count, oldest first. */
      readonly signOffs: readonly SignOff[];
      /** Acts that do not count, oldest first. */
      readonly refused: readonly RefusedSignOff[];
      /** Who ticked what; in the order of the gates, then of the record. */
      readonly ticks: readonly Tick[];
      /** Departures that were recorded and without which it would be held, oldest first. Shown for ever. */
      readonly deviations: readonly RecordedDeviation[];
      /** What is open in the repository: shown with every verdict until it is closed. */
      readonly openMatters: readonly OpenMatter[];
      /** Whether GitHub itself stops a merge while this check is not green. */
      readonly enforcement: Enforcement;
    };
