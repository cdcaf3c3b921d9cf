import type { Closer } from '../closers.ts';
import type { Run, Sentence } from '../finding.ts';
import { shorten, toVisible } from '../show-text.ts';
import type { DeploymentLack } from './decide-deployment.ts';

/** What is known of a deployment that went past the gate. */
export type DeploymentReport = {
  readonly kind: 'deployment';
  readonly repositoryUrl: string;
  readonly branch: string;
  readonly commit: string;
  readonly at: string;
  /** Untrusted. */
  readonly environment: string;
  /** What we had said to it; null: it never asked. */
  readonly said: 'rejected' | null;
  /** What was missing when it was seen; none: it would have been approved. */
  readonly missing: readonly DeploymentLack[];
  readonly closers: readonly Closer[];
};

/** One line that says what happened; shown with every later verdict. */
export const toDeploymentName = ({ commit, environment, said }: DeploymentReport): string =>
  `${commit.slice(0, 7)} was deployed to ${shorten(toVisible(environment), 100)} ${
    said === null ? 'without being asked for' : 'though it was rejected'
  }`;

/** What happened, and what was missing, in sentences. */
export const toDeploymentSentences = (
  { environment, said, missing }: DeploymentReport,
  commit: Run,
  at: Run,
): readonly Sentence[] => [
  [
    'The commit ',
    commit,
    ' was deployed to ',
    { code: environment },
    ' at ',
    at,
    said === null
      ? ', and Holdpoint was not asked: the environment has no protection rule of the App, or somebody bypassed it.'
      : ', though Holdpoint had rejected it: somebody bypassed the rule.',
  ],
  ...(missing.length === 0
    ? [['When it was seen nothing was missing: it would have been approved.']]
    : missing
        .slice(0, 5)
        .map(({ what, who, link }) => [...what, '. ', ...who, ': ', { link, text: 'look here' }, '.'])),
];
