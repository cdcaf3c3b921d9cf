import { describe, expect, test } from '@jest/globals';
import { known } from '../../src/decision/facts.ts';
import { toPolicies } from '../../src/decision/policy-outcome.ts';
import { decideDeployment } from '../../src/decision/release/decide-deployment.ts';
import type { DeploymentFacts } from '../../src/decision/release/deployment-facts.ts';
import { digestOf } from '../../src/evidence/canonical-json.ts';
import {
  toDeploymentInputDigest,
  toDeploymentStatement,
  toLastingDeploymentFacts,
} from '../../src/evidence/deployment-statement.ts';
import { replayDeployment } from '../../src/evidence/replay.ts';
import { isSelected } from '../../src/evidence/selection.ts';
import { demoTool as tool } from './demo-facts.ts';

const text = `product: Pump
safety_class: C
roles: { safety: { users: [sam] }, quality: { users: [quinn] }, release: { users: [rita] } }
release: { tags: [v*] }
`;
const commit = 'a'.repeat(40);
const facts: DeploymentFacts = {
  subject: 'deployment',
  observedAt: '2026-11-28T10:00:00Z',
  repository: { id: 1, owner: 'Acme', name: 'Pump', url: 'https://github.com/Acme/Pump', defaultBranch: 'main' },
  policyFile: known({ path: '.github/holdpoint.yml', commit: 'c'.repeat(40), text }),
  baselineFile: known(null),
  environment: 'prod',
  run: { id: 5, event: 'push', deploymentId: 7 },
  commit,
  releases: [
    {
      tag: 'v1',
      stated: { outcome: 'released', statementDigest: 'sha256:1', record: null, open: [] },
      isCurrent: true,
      tagged: known(commit),
      seen: 'covered',
      isDisputed: false,
    },
  ],
};
const decided = {
  subjectKey: 'deployment:acme/pump@5:prod',
  facts,
  decision: decideDeployment(facts, toPolicies(facts)),
  tool,
};

describe('the statement of a deployment', () => {
  test('F47: says of the commit where it may run, by which release, and on what that stands', () => {
    const statement = toDeploymentStatement(decided);
    expect(statement.subject).toEqual([
      {
        name: 'Acme/Pump',
        uri: 'https://github.com/Acme/Pump',
        digest: { gitCommit: commit },
        annotations: { environment: 'prod', run: 'https://github.com/Acme/Pump/actions/runs/5' },
      },
    ]);
    expect(statement.predicate).toMatchObject({
      subjectKey: 'deployment:acme/pump@5:prod',
      decision: { outcome: 'approved', asked: 'released', releases: ['v1'] },
      facts: digestOf(toLastingDeploymentFacts(facts)),
      releases: [{ tag: 'v1', statementDigest: 'sha256:1' }],
      baseline: known(null),
    });
  });

  test('F47: the same again is not stated again, and another deployment of the run is', () => {
    const later = { ...decided, facts: { ...facts, observedAt: '2026-11-29T10:00:00Z' } };
    expect(toDeploymentInputDigest(later)).toBe(toDeploymentInputDigest(decided));
    const again = { ...decided, facts: { ...facts, run: { id: 5, event: 'push', deploymentId: 8 } } };
    expect(toDeploymentInputDigest(again)).not.toBe(toDeploymentInputDigest(decided));
  });

  test('F53: is decided anew on its facts, and an answer that they do not bear is found', () => {
    const statement = toDeploymentStatement(decided);
    const lasting = toLastingDeploymentFacts(facts);
    expect(replayDeployment(statement, lasting)).toBe('same');
    expect(replayDeployment(statement, { ...lasting, environment: 'qa' })).toBe('other-facts');
    const held = { ...facts, releases: [] };
    const forged = toDeploymentStatement({ ...decided, facts: held });
    expect(replayDeployment(forged, toLastingDeploymentFacts(held))).toBe('differs');
  });

  test('F54: belongs to the export of its release', () => {
    const statement = toDeploymentStatement(decided);
    expect(isSelected(statement, { release: 'v1', pullRequests: [] })).toBe(true);
    expect(isSelected(statement, { release: 'v2', pullRequests: [] })).toBe(false);
    expect(isSelected(statement, { pullRequest: 7 })).toBe(false);
  });
});
