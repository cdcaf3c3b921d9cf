import { describe, expect, test } from '@jest/globals';
import { known, unknown } from '../../src/decision/facts.ts';
import type { MergeGroup } from '../../src/decision/subject.ts';
import { canonicalJson, digestOf } from '../../src/evidence/canonical-json.ts';
import { type MatterEvent, toDeviationStatement, toMatterInputDigest } from '../../src/evidence/deviation-statement.ts';
import { type DecidedGroup, toMergeGroupStatement } from '../../src/evidence/merge-group-statement.ts';
import { demoTool as tool, demoVerdict as verdict } from './demo-facts.ts';

const group: MergeGroup = {
  kind: 'merge_group',
  installationId: 1,
  ref: { owner: 'Acme', name: 'Pump' },
  headSha: 'e'.repeat(40),
  baseSha: 'b'.repeat(40),
  baseBranch: 'main',
};
const repositoryUrl = 'https://github.com/Acme/Pump';
const decided: DecidedGroup = {
  group,
  repositoryUrl,
  observedAt: '2026-11-21T02:30:23Z',
  outcome: 'held',
  members: known([
    { number: 4, headSha: 'a'.repeat(40), outcome: 'released', statementDigest: 'sha256:1' },
    { number: 5, headSha: null, outcome: 'unreadable', statementDigest: null },
  ]),
  tool,
};

describe('toMergeGroupStatement', () => {
  test('F33: is about the head of the group, and names its pull requests and the statement of each', () => {
    const statement = toMergeGroupStatement(decided);
    expect(statement.subject).toEqual([
      {
        name: 'Acme/Pump',
        uri: repositoryUrl,
        digest: { gitCommit: group.headSha },
        annotations: {
          baseBranch: 'main',
          baseSha: group.baseSha,
          pullRequests: [`${repositoryUrl}/pull/4`, `${repositoryUrl}/pull/5`],
        },
      },
    ]);
    expect(statement.predicate).toEqual({
      subjectKey: `merge_group:acme/pump@${group.headSha}`,
      observedAt: decided.observedAt,
      outcome: 'held',
      members: decided.members,
      facts: digestOf(decided.members),
      tool,
    });
    expect(canonicalJson(toMergeGroupStatement(structuredClone(decided)))).toBe(canonicalJson(statement));
  });

  test('F33: of a group that could not be resolved it says why', () => {
    const members = unknown('the queue has no entry for it');
    const { subject, predicate } = toMergeGroupStatement({ ...decided, members });
    expect(subject[0].annotations.pullRequests).toEqual([]);
    expect(predicate.members).toEqual(members);
  });
});

const quinn = { id: 21, login: 'quinn', kind: 'person', name: 'Quinn Quality' } as const;
const opened: MatterEvent = {
  matter: {
    key: 'merge:7#12',
    kind: 'deviation',
    repository: { owner: 'Acme', name: 'Pump', url: repositoryUrl },
    what: '#12 was merged without a released verdict',
    pullRequest: 12,
    commit: 'a'.repeat(40),
    record: null,
    gates: ['approval'],
    since: '2026-11-21T02:00:00Z',
    dueAt: null,
  },
  observedAt: '2026-11-21T02:30:23Z',
  verdict,
  closing: null,
  facts: { state: 'merged' },
  tool,
};
const closed: MatterEvent = {
  ...opened,
  verdict: null,
  closing: {
    by: quinn,
    role: 'quality',
    at: '2026-11-22T00:00:00Z',
    reason: 'Reviewed afterwards, nothing to change',
    url: `${repositoryUrl}/issues/13#issuecomment-1`,
  },
};

describe('toDeviationStatement', () => {
  test('F37: says of the merged head what was found, and what had been decided', () => {
    const { key: _, repository: __, ...stated } = opened.matter;
    expect(toDeviationStatement(opened)).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        {
          name: 'Acme/Pump',
          uri: repositoryUrl,
          digest: { gitCommit: 'a'.repeat(40) },
          annotations: { pullRequest: `${repositoryUrl}/pull/12` },
        },
      ],
      predicateType: 'urn:holdpoint:deviation:v1',
      predicate: {
        ...stated,
        subjectKey: 'deviation:merge:7#12',
        event: 'opened',
        observedAt: opened.observedAt,
        verdict,
        closing: null,
        facts: digestOf({ state: 'merged' }),
        tool,
      },
    });
  });

  test('F37: says who closed it, in which role and why', () => {
    const { subject, predicate } = toDeviationStatement({ ...closed, matter: { ...closed.matter, pullRequest: null } });
    expect(subject[0].annotations.pullRequest).toBeNull();
    expect(predicate).toMatchObject({ event: 'closed', closing: closed.closing, verdict: null });
  });

  test('F37: the opening is stated once and the closing once, whatever else is known by then', () => {
    expect(toMatterInputDigest({ ...opened, observedAt: '2027-01-01T00:00:00Z', verdict: null })).toBe(
      toMatterInputDigest(opened),
    );
    expect(toMatterInputDigest(closed)).not.toBe(toMatterInputDigest(opened));
    const other = { ...opened, matter: { ...opened.matter, key: 'merge:7#13' } };
    expect(toMatterInputDigest(other)).not.toBe(toMatterInputDigest(opened));
  });
});
