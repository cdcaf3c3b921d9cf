import { toClosers, toGoverningPolicies } from '../decision/closers.ts';
import type { PullRequestFacts } from '../decision/facts.ts';
import type { Policies } from '../decision/policy-outcome.ts';
import { decideDeployment, judgeDrift } from '../decision/release/decide-deployment.ts';
import type { DeploymentFacts } from '../decision/release/deployment-facts.ts';
import type { DeployedSubject } from '../decision/subject.ts';
import { toLastingDeploymentFacts } from '../evidence/deployment-statement.ts';
import { readGoverning } from '../github/read-governing.ts';
import { type Deployed, readDeployed } from '../github/release/read-deployment.ts';
import { answerTo, noteDeployed, noteDrift } from '../observations/deployments.ts';
import type { MatterParts } from '../observations/matters.ts';
import { readClock } from '../observations/pull-requests.ts';
import { readCommitReleases } from './commit-releases.ts';
import type { House } from './house.ts';
import { openFoundMatter } from './open-matter.ts';
import { toMemory } from './remember.ts';

/**
 * Enters what was deployed into the register (F49), and follows up what went past the gate (F48): deployed without our
 * approval to where a policy asks for something. That is a deviation, which holds the next release.
 */
export const followDeployment = async (house: House, subject: DeployedSubject): Promise<void> => {
  const { installationId, deploymentId } = subject;
  const { pool } = house.database;
  const seen = await readSeen(house, subject);
  if (seen === null) return;
  const { facts, policies, deployed, said } = seen;
  const { id, owner, name } = facts.repository;
  const drift = judgeDrift(facts, policies, said);
  const makesReleases = toGoverningPolicies(policies, name).some(({ policy }) => policy.release !== null);
  // Where nobody makes releases there is nothing to be registered.
  if (drift === 'none' && said === null && !makesReleases) return;
  const line = { ...toLine(facts), deploymentId, deployedAt: deployed.at, approved: said === 'approved' };
  if (!(await noteDeployed(pool, { id, owner, name, installationId }, line)) || drift === 'unknown') return;
  if (drift === 'none') await noteDrift(pool, id, line, null);
  else await openDrift(house, subject, seen);
};

/** A deployment that has succeeded, and everything by which it is judged. */
type Seen = {
  readonly facts: DeploymentFacts;
  readonly policies: Policies;
  readonly roles: PullRequestFacts['roles'];
  readonly deployed: Deployed;
  /** What we had said to it. */
  readonly said: 'approved' | 'rejected' | null;
};

const readSeen = async (house: House, { installationId, deploymentId, ref }: DeployedSubject): Promise<Seen | null> => {
  const { pool } = house.database;
  const client = house.github.forInstallation(installationId);
  const observedAt = await readClock(pool);
  const { governing, policies } = await readGoverning(client, ref, toMemory(house.database));
  const { repository, policyFile, baselineFile, roles } = governing;
  const deployed = await readDeployed(client, ref, deploymentId);
  if (deployed === null) return null;
  const { commit, environment } = deployed;
  const facts: DeploymentFacts = {
    subject: 'deployment',
    observedAt,
    repository,
    policyFile,
    baselineFile,
    environment,
    run: null,
    commit,
    releases: await readCommitReleases(house, installationId, repository, commit),
  };
  return { facts, policies, roles, deployed, said: await answerTo(pool, repository.id, deploymentId, commit) };
};

const openDrift = async (
  house: House,
  { installationId, deploymentId }: DeployedSubject,
  { facts, policies, roles, deployed, said }: Seen,
): Promise<void> => {
  const { repository, environment, commit, observedAt } = facts;
  const would = decideDeployment(facts, policies);
  const key = `deployment:${repository.id}:${deploymentId}`;
  await openFoundMatter(
    house,
    {
      installationId,
      repository,
      key,
      report: {
        kind: 'deployment',
        repositoryUrl: repository.url,
        branch: '',
        commit,
        at: deployed.at,
        environment,
        said: said === 'rejected' ? said : null,
        missing: would.outcome === 'rejected' ? would.missing : [],
        closers: toClosers(toGoverningPolicies(policies, repository.name), roles),
      },
      pullRequest: null,
      record: null,
      gates: [],
      verdict: null,
      parts: toParts(deployed),
      observedAt,
      facts: toLastingDeploymentFacts(facts),
    },
    (tx) => noteDrift(tx, repository.id, { deploymentId, environment }, key),
  );
};

/** Whoever deployed it is not the one to close what came of that. */
const toParts = ({ creator }: Deployed): MatterParts =>
  new Map(creator === null ? [] : [[creator.id, ['deployed it']]]);

/** What the register says of a deployment: a release that was released goes before one that was not. */
const toLine = ({ environment, commit, releases }: DeploymentFacts) => {
  const isReleased = (one: DeploymentFacts['releases'][number]): boolean => one.stated?.outcome === 'released';
  const isTagged = (one: DeploymentFacts['releases'][number]): boolean => one.seen !== null;
  const best =
    releases.find((one) => isReleased(one) && isTagged(one)) ??
    releases.find(isTagged) ??
    releases.find(isReleased) ??
    releases[0];
  const outcome = best?.stated?.outcome ?? 'not-governed';
  return {
    environment,
    commitSha: commit,
    tag: best?.tag ?? null,
    verdict: outcome === 'not-governed' ? ('none' as const) : outcome,
  };
};
