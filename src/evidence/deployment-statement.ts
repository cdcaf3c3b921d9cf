import type { BaselineFile, Fact, Instant } from '../decision/facts.ts';
import type { DeploymentDecision } from '../decision/release/decide-deployment.ts';
import type { DeployingRun, DeploymentFacts } from '../decision/release/deployment-facts.ts';
import { type Digest, digestOf } from './canonical-json.ts';
import { type FileDigest, mapKnown, type Tool, toFileDigest } from './statement.ts';

/** An in-toto Statement v1 that says what was answered to a deployment; docs/evidence.md. */
export type DeploymentStatement = {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly [
    {
      readonly name: string;
      readonly uri: string;
      readonly digest: { readonly gitCommit: string };
      readonly annotations: { readonly environment: string; readonly run: string | null };
    },
  ];
  readonly predicateType: 'urn:holdpoint:deployment:v1';
  readonly predicate: {
    readonly subjectKey: string;
    readonly environment: string;
    readonly run: DeployingRun | null;
    readonly observedAt: Instant;
    readonly decision: DeploymentDecision;
    readonly policy: Fact<FileDigest | null>;
    readonly baseline: Fact<(FileDigest & { readonly repository: BaselineFile['repository'] }) | null>;
    /** Digest of the facts, which the ledger keeps, with everything in them but `observedAt`. */
    readonly facts: Digest;
    /** The releases of the commit that were known, with the statement of each. */
    readonly releases: readonly { readonly tag: string; readonly statementDigest: string | null }[];
    readonly tool: Tool;
  };
};

/** A deployment that was decided on. */
export type DecidedDeployment = {
  readonly subjectKey: string;
  readonly facts: DeploymentFacts;
  readonly decision: DeploymentDecision;
  readonly tool: Tool;
};

/** Facts as they are digested and kept: without the time, so that equal facts are equal. */
export const toLastingDeploymentFacts = (facts: DeploymentFacts): Omit<DeploymentFacts, 'observedAt'> => {
  const lasting: Omit<DeploymentFacts, 'observedAt'> & { observedAt?: Instant } = { ...facts };
  delete lasting.observedAt;
  return lasting;
};

/** States what was decided of a deployment and on what it stands. The same decision always gives the same statement. */
export const toDeploymentStatement = (decided: DecidedDeployment): DeploymentStatement => {
  const { subjectKey, facts, decision, tool } = decided;
  const { owner, name, url } = facts.repository;
  const { run, environment, commit } = facts;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      {
        name: `${owner}/${name}`,
        uri: url,
        digest: { gitCommit: commit },
        annotations: { environment, run: run === null ? null : `${url}/actions/runs/${run.id}` },
      },
    ],
    predicateType: 'urn:holdpoint:deployment:v1',
    predicate: {
      subjectKey,
      environment,
      run,
      observedAt: facts.observedAt,
      decision,
      policy: mapKnown(facts.policyFile, toFileDigest),
      baseline: mapKnown(facts.baselineFile, (file) => ({ ...toFileDigest(file), repository: file.repository })),
      facts: digestOf(toLastingDeploymentFacts(facts)),
      releases: facts.releases.map(({ tag, stated }) => ({ tag, statementDigest: stated?.statementDigest ?? null })),
      tool,
    },
  };
};

/** Digest of what is said and on what: the same again is not stated again. */
export const toDeploymentInputDigest = ({ facts, decision, tool }: DecidedDeployment): Digest =>
  digestOf({ facts: toLastingDeploymentFacts(facts), decision, tool });
