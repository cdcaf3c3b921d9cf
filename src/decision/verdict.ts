import type { Problem } from '../policy/problem.ts';
import type { Finding, RefusedSignOff, SignOff } from './finding.ts';

/** What Holdpoint says of a subject. */
export type Verdict =
  | {
      /** The repository has no policy, or the policy does not cover the base branch: nothing is claimed about it. */
      readonly outcome: 'not-governed';
      readonly reason: 'no-policy' | 'branch-not-covered';
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
      readonly findings: readonly Finding[];
      /** The sign-offs that count, oldest first. */
      readonly signOffs: readonly SignOff[];
      /** Acts that do not count, oldest first. */
      readonly refused: readonly RefusedSignOff[];
    };
