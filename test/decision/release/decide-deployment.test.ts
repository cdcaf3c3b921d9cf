import { describe, expect, test } from '@jest/globals';
import { known, unknown } from '../../../src/decision/facts.ts';
import { toPolicies } from '../../../src/decision/policy-outcome.ts';
import { decideDeployment, judgeDrift, whyWait } from '../../../src/decision/release/decide-deployment.ts';
import type { CommitRelease, DeploymentFacts } from '../../../src/decision/release/deployment-facts.ts';
import { explainDeployment, explainWaiting } from '../../../src/decision/release/explain-deployment.ts';

const commit = 'a'.repeat(40);
const start = `product: Pump
safety_class: C
roles: { safety: { users: [sam] }, quality: { users: [quinn] }, release: { users: [rita] } }
`;
const policyText = `${start}release:
  tags: [v*]
  environments: { prod: released, "Qa*": verdict, "dev/**": any }
`;
const toFile = (text: string) => ({ path: '.github/holdpoint.yml', commit: 'c'.repeat(40), text });
const release: CommitRelease = {
  tag: 'v1',
  stated: {
    outcome: 'released',
    statementDigest: 'sha256:1',
    record: 'https://github.com/acme/pump/issues/9',
    open: [],
  },
  isCurrent: true,
  tagged: known(commit),
  seen: 'covered',
  isDisputed: false,
};
const untagged: CommitRelease = { ...release, tagged: known(null), seen: null };
const facts: DeploymentFacts = {
  subject: 'deployment',
  observedAt: '2026-11-28T10:00:00Z',
  repository: { id: 1, owner: 'acme', name: 'pump', url: 'https://github.com/acme/pump', defaultBranch: 'main' },
  policyFile: known(toFile(policyText)),
  baselineFile: known(null),
  environment: 'Prod',
  run: { id: 5, event: 'push', deploymentId: 7 },
  commit,
  releases: [release],
};
const decide = (over: Partial<DeploymentFacts>) => {
  const all = { ...facts, ...over };
  return decideDeployment(all, toPolicies(all));
};
const toText = (over: Partial<DeploymentFacts>): string => {
  const all = { ...facts, ...over };
  return explainDeployment(all, decideDeployment(all, toPolicies(all)), 12);
};
const baseline = (text: string) =>
  known({
    ...toFile(text),
    path: 'holdpoint-baseline.yml',
    repository: { owner: 'acme', name: '.github', url: 'https://github.com/acme/.github' },
  });

const heldBy = (...gates: readonly string[]): CommitRelease => ({
  ...untagged,
  stated: {
    outcome: 'held',
    statementDigest: 's',
    record: null,
    open: gates.map((gate) => ({ gate, who: ['Somebody for ', { code: gate }] })),
  },
});

describe('F47: what may be deployed where', () => {
  test('a released commit with its tag may, and one without its tag only where the verdict is enough', () => {
    expect(decide({})).toEqual({ outcome: 'approved', asked: 'released', releases: ['v1'] });
    expect(decide({ releases: [untagged] }).outcome).toBe('rejected');
    expect(decide({ releases: [untagged], environment: 'QA-2' })).toEqual({
      outcome: 'approved',
      asked: 'verdict',
      releases: ['v1'],
    });
    expect(decide({ environment: 'other', releases: [untagged] }).outcome).toBe('rejected');
    expect(decide({ environment: 'dev/7', releases: [] })).toEqual({ outcome: 'approved', asked: 'any', releases: [] });
  });

  test.each<[string, Partial<CommitRelease>, string]>([
    ['held', { stated: { outcome: 'held', statementDigest: 's', record: null, open: [] } }, 'is held'],
    ['without a verdict', { stated: null }, 'has no verdict on this commit'],
    ['not governed', { stated: { outcome: 'not-governed', statementDigest: 's', record: null, open: [] } }, 'is held'],
    ['a deviation', { seen: 'deviation' }, 'has a deviation that nobody has closed'],
    ['disputed since', { isDisputed: true }, 'has a deviation that nobody has closed'],
    ['history', { seen: 'history' }, 'was there before anything was looked at'],
    ['gone', { tagged: known(null) }, 'its tag is not there yet'],
    ['tagged elsewhere', { tagged: known('b'.repeat(40)) }, 'has its tag on another commit'],
    ['with a tag that cannot be read', { tagged: unknown('GitHub did not say') }, 'has a tag that cannot be read'],
    ['with a tag that was not looked at', { seen: null }, 'has a tag that was not looked at yet'],
    ['being judged', { seen: null, isCurrent: false }, 'is being judged again'],
  ])('a release that is %s lets nothing through', (_name, over, words) => {
    expect(decide({ releases: [{ ...release, ...over }] }).outcome).toBe('rejected');
    expect(toText({ releases: [{ ...release, ...over }] })).toContain(words);
    // Every word of it.
    expect(decide({ releases: [{ ...release, ...over }] })).toMatchSnapshot();
  });

  test('a release whose tag came as it was released is not asked whether it would be released anew', () => {
    expect(decide({ releases: [{ ...release, isCurrent: false }] }).outcome).toBe('approved');
  });

  test('a tag that fits one of several patterns is that of a release', () => {
    const policyFile = known(toFile(`${start}release: { tags: ["fw/*", "v*"] }\n`));
    expect(decide({ policyFile }).outcome).toBe('approved');
  });

  test('a deviation about a released tag that somebody entitled has closed does not hold', () => {
    expect(decide({ releases: [{ ...release, seen: 'settled' }] }).outcome).toBe('approved');
    const held = { outcome: 'held', statementDigest: 's', record: null, open: [] } as const;
    expect(decide({ releases: [{ ...release, seen: 'settled', stated: held }] }).outcome).toBe('rejected');
  });

  test('one release of several is enough, and one that the policy does not take for a release is none', () => {
    expect(decide({ releases: [{ ...untagged, tag: 'v0' }, release] })).toMatchObject({ releases: ['v1'] });
    expect(decide({ releases: [{ ...release, tag: 'nightly' }] }).outcome).toBe('rejected');
  });

  test('what would come of merging a pull request is no release, whatever its head is', () => {
    for (const event of ['pull_request', 'pull_request_target', 'pull_request_review']) {
      const run = { id: 5, event, deploymentId: 7 };
      expect(decide({ run })).toMatchSnapshot();
      expect(decide({ run }).outcome).toBe('rejected');
      expect(decide({ run, environment: 'dev/7' }).outcome).toBe('approved');
    }
  });

  test('where no run waits only the commit counts', () => {
    expect(decide({ run: null }).outcome).toBe('approved');
    expect(decide({ run: null, releases: [] }).outcome).toBe('rejected');
  });

  test('F74: the baseline is judged beside the policy, and both must approve', () => {
    const strict = baseline(`${start}release: { tags: [v*] }\n`);
    expect(decide({ baselineFile: strict, environment: 'dev/7', releases: [] })).toMatchObject({ outcome: 'rejected' });
    expect(decide({ baselineFile: strict, environment: 'dev/7' })).toMatchObject({
      outcome: 'approved',
      asked: 'released',
    });
    const elsewhere = baseline(`${start}repositories: [lamp]\nrelease: { tags: [v*] }\n`);
    expect(decide({ baselineFile: elsewhere, environment: 'dev/7', releases: [] }).outcome).toBe('approved');
  });

  test('where no policy asks anything of releases nothing is asked; what cannot be read or applied approves nothing', () => {
    const none = { releases: [], baselineFile: known(null) };
    expect(decide({ ...none, policyFile: known(null) })).toEqual({ outcome: 'approved', asked: null, releases: [] });
    expect(decide({ ...none, policyFile: known(toFile(start)) }).outcome).toBe('approved');
    expect(decide({ ...none, policyFile: known(toFile('product: 1')) }).outcome).toBe('rejected');
    expect(decide({ ...none, policyFile: unknown('cut off') }).outcome).toBe('rejected');
    expect(decide({ policyFile: known(null), baselineFile: unknown('cut off') }).outcome).toBe('rejected');
    expect(decide({ baselineFile: unknown('cut off') }).outcome).toBe('rejected');
  });

  test.each<[string, Partial<DeploymentFacts>]>([
    ['no release of the commit is known', { releases: [] }],
    ['one that is held by more than four gates', { releases: [heldBy('One', 'Two', 'Three', 'Four', 'Five')] }],
    ['one that is held by four', { releases: [heldBy('One', 'Two', 'Three', 'Four')] }],
    ['a policy that has problems', { policyFile: known(toFile('product: 1')) }],
    ['a policy that could not be read', { policyFile: unknown('cut off') }],
    ['a baseline that has problems', { baselineFile: baseline('product: 1') }],
    ['two that are held', { releases: [heldBy('One'), { ...heldBy('Two'), tag: 'v2' }] }],
  ])('every word of what is missing: %s', (_name, over) => {
    expect(decide(over)).toMatchSnapshot();
    expect(toText(over)).toMatchSnapshot();
  });

  test('what may come by itself is waited for', () => {
    const wait = (over: Partial<DeploymentFacts>) => whyWait({ ...facts, ...over });
    expect(wait({})).toBeNull();
    expect(wait({ releases: [] })).toBeNull();
    expect(wait({ releases: [untagged] })).toBeNull();
    expect(wait({ releases: [{ ...release, seen: null }] })).toContain('was not looked at yet');
    expect(wait({ releases: [{ ...untagged, isCurrent: false }] })).toContain('is being judged');
    expect(wait({ policyFile: unknown('cut off') })).toContain('cut off');
    expect(wait({ baselineFile: unknown('cut off') })).toContain('cut off');
    expect(wait({ releases: [{ ...untagged, stated: null }] })).toContain('is being judged');
    expect(wait({ releases: [{ ...release, tagged: unknown('GitHub answered 502') }] })).toContain('answered 502');
    expect(wait({ releases: [untagged, { ...release, tag: 'v2', seen: null }] })).toContain('v2');
    expect(wait({ releases: [{ ...release, seen: 'history', tagged: unknown('not asked') }] })).toBeNull();
  });
});

describe('F48: what went past the gate', () => {
  const drift = (said: 'approved' | 'rejected' | null, over: Partial<DeploymentFacts> = {}) => {
    const all = { ...facts, ...over };
    return judgeDrift(all, toPolicies(all), said);
  };
  const silent = known(toFile(`${start}release: { tags: [v*] }\n`));

  test('is what a policy asks something of and we did not approve', () => {
    expect([drift('approved'), drift('rejected'), drift(null)]).toEqual(['none', 'drift', 'drift']);
    expect(drift(null, { environment: 'dev/7' })).toBe('none');
    expect(drift(null, { environment: 'unnamed' })).toBe('drift');
    expect(drift(null, { environment: 'QA-1' })).toBe('drift');
    expect(drift(null, { policyFile: known(toFile(start)) })).toBe('none');
    expect(drift(null, { policyFile: silent, environment: 'pages' })).toBe('none');
    expect(drift('rejected', { policyFile: silent, environment: 'pages' })).toBe('drift');
    expect(drift(null, { policyFile: known(null) })).toBe('none');
  });

  test('cannot be told where a policy cannot be applied, unless we had said no', () => {
    expect(drift(null, { policyFile: unknown('cut off') })).toBe('unknown');
    expect(drift('rejected', { policyFile: unknown('cut off') })).toBe('drift');
    expect(drift(null, { baselineFile: unknown('cut off') })).toBe('drift');
  });
});

describe('F47: the comment on a deployment', () => {
  test('says why it was approved', () => {
    expect(toText({})).toBe('`aaaaaaa` is released as `v1`, with its tag in place. Entry 12 of the ledger holds it.');
    expect(toText({ environment: 'dev/7' })).toContain('is let through, and registered');
    expect(toText({ environment: 'QA-1' })).toBe('`aaaaaaa` is released as `v1`. Entry 12 of the ledger holds it.');
    expect(toText({ policyFile: known(toFile(start)) })).toBe(
      'No policy asks anything of releases here, so nothing is asked of a deployment to `Prod`. Entry 12 of the ledger holds it.',
    );
  });

  test('says how many more are missing, and what is waited for', () => {
    const releases = ['v1', 'v2', 'v3', 'v4', 'v5'].map((tag) => ({ ...release, tag, stated: null }));
    expect(toText({ releases: releases.slice(0, 3) })).not.toContain('more in the evidence');
    expect(toText({ releases })).toContain('2 more in the evidence. GitHub takes');
    const wait = (reason: string): string => explainWaiting(reason, 'https://github.com/acme/pump');
    expect(wait('x'.repeat(300))).toContain(`cannot be judged yet: \`${'x'.repeat(300)}\`. It is tried again`);
    expect(wait('x'.repeat(301))).toContain(`cannot be judged yet: \`${'x'.repeat(300)}…\`. It is tried again`);
  });

  test('says what is missing, who can supply it and where to look', () => {
    const open = [
      { gate: 'Release approval', who: ['Somebody in ', { code: 'quality' }] },
      { gate: 'Verification', who: ['dana'] },
    ] as const;
    const stated = {
      outcome: 'held',
      statementDigest: 's',
      record: 'https://github.com/acme/pump/issues/9',
      open,
    } as const;
    expect(toText({ releases: [{ ...release, seen: null, tagged: known(null), stated }] })).toBe(
      [
        '`aaaaaaa` may not be deployed to `Prod`, which takes only what is released and tagged.',
        '',
        '- The release `v1` is held: Release approval, Verification. Somebody in `quality`: [look here](https://github.com/acme/pump/issues/9)',
        '',
        'GitHub takes an answer as final: once it is put right, run the job again. Entry 12 of the ledger holds it.',
      ].join('\n'),
    );
  });

  test('has never more characters than GitHub takes, and nothing untrusted in it is markup', () => {
    const long = '`x`<b>@quinn '.repeat(40);
    const releases = Array.from({ length: 9 }, (_, i) => ({ ...release, tag: `v${i}${long}`, stated: null }));
    const text = toText({ environment: long.slice(0, 255), releases });
    expect(text.length).toBeLessThanOrEqual(1_024);
    expect(text).toContain('may not be deployed');
    expect(text.replaceAll(/(`+)[^`](?:.*?[^`])?\1(?!`)/gs, '')).not.toMatch(/@quinn|<b>/);
    expect(explainWaiting(long.repeat(9), 'https://github.com/acme/pump').length).toBeLessThanOrEqual(1_024);
  });
});
