import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decide } from '../../src/decision/decide.ts';
import type { Account, PullRequestFacts } from '../../src/decision/facts.ts';
import { toPolicies } from '../../src/decision/policy-outcome.ts';
import { toReading } from '../../src/decision/reading.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { Policy } from '../../src/policy/policy.ts';
import {
  dana,
  type Given,
  olaf,
  quade,
  quinn,
  rewrite,
  rita,
  sam,
  sol,
  toComment,
  toGiven,
  toLabelEvent,
} from '../cases/case.ts';
import { steps } from '../cases/variations.ts';

const reading = toReading();
const people = new Map<string, Account>([dana, rita, sam, sol, quinn, quade, olaf].map((one) => [one.login, one]));

const baselineText = `product: Everything that acme sells
safety_class: B
roles:
  safety: { users: [sam, sol] }
  quality: { users: [quinn, quade] }
`;

const baselinePolicy = parsePolicy(baselineText, { path: 'b.yml', owner: 'acme', kind: 'baseline' });

/** What a repository may write under each key: the first is what the baseline says, the others get round it. */
const written: Record<string, readonly string[]> = {
  product: ['product: Pump'],
  safety_class: ['safety_class: B', 'safety_class: A', 'safety_class: C'],
  roles: [
    'roles: { safety: { users: [sam, sol] }, quality: { users: [quinn, quade] } }',
    'roles: { safety: { users: [dana, rita] }, quality: { users: [dana, rita, olaf] } }',
    'roles: { safety: { users: [sam] } }',
  ],
  branches: ['', 'branches: [never]'],
  repositories: ['', 'repositories: [never]'],
  paths: ['', 'paths: [{ pattern: "**", class: A }]'],
  records: [
    '',
    'records: { change-request: { label: task } }',
    'records: { change-request: { repositories: [evil/requests] } }',
  ],
  gates: [
    '',
    'gates: { record-complete: { skip: not here }, problem-resolution: { skip: not here }, disposition: { skip: not here } }',
    'gates: { dependencies: { skip: not here }, safety-impact: { skip: not here } }',
    'gates: { safety-impact: { skip: not here }, approval: { skip: not here } }',
    'gates: { approval: { label: none, checklist: none, before_implementation: false, record_author_may_sign: true, not_signers_of: [] } }',
    'gates: { approval: { sign_off: { quorum: 2 } } }',
    'gates: { record-complete: { sections: [Alpha and omega] } }',
  ],
  authority: ['', 'authority: when-present', 'authority: required'],
  deviations: ['', 'deviations: { role: safety }', 'deviations: { role: none }'],
  emergency: [
    '',
    'emergency: { role: safety, sign_off: { role: safety, quorum: 1, meaning: approval }, owes: [record-complete, approval], days: 30 }',
  ],
  contributors: ['', 'contributors: { unattributed_emails: [x@nowhere.example] }'],
  anything: ['', 'baseline: none', 'gates: none', '{{{'],
};

const overlays: fc.Arbitrary<string> = fc
  .tuple(
    ...Object.values(written).map((lines) =>
      fc.oneof(
        { weight: 7, arbitrary: fc.constant(lines[0] ?? '') },
        { weight: 1, arbitrary: fc.constantFrom(...lines) },
      ),
    ),
  )
  .map((lines) => `${lines.filter((line) => line !== '').join('\n')}\n`);

/** What the App would find of the roles of a policy. */
const toHolders = (policy: Policy, prefix: string): PullRequestFacts['roles'] =>
  Object.fromEntries(
    Object.entries(policy.roles).map(([role, { users }]) => [
      `${prefix}${role}`,
      { known: true, value: users.flatMap((login) => people.get(login) ?? []) },
    ]),
  );

/** Writes the record as the form of the policy asks for it, and has it signed. */
const fill = ({ issue }: Given, policy: Policy): void => {
  const { recordComplete, safetyImpact, approval, dependencies, disposition } = policy.gates.B;
  if (
    !disposition.required ||
    !recordComplete.required ||
    !safetyImpact.required ||
    !approval.required ||
    !dependencies.required
  )
    return;
  const headings = [
    ...recordComplete.config.sections,
    ...safetyImpact.config.questions,
    ...dependencies.config.sections,
  ];
  const { section, software } = disposition.config;
  const answers = new Map(headings.map((heading) => [heading, `The alarm sounds earlier: ${heading}.`]));
  const sections = [...answers.set(section, software)].map(([heading, text]) => `### ${heading}\n\n${text}`);
  const checklists = [safetyImpact.config.checklist, approval.config.checklist].flatMap((list) =>
    list === null ? [] : [`### ${list.heading}\n\n${list.items.map((item) => `- [x] ${item}`).join('\n')}`],
  );
  issue.body = `${[...sections, ...checklists].join('\n\n')}\n`;
  const revision = { at: '2026-11-02T09:00:00Z', editor: { known: true as const, value: { ...rita } } };
  issue.revisions = {
    known: true,
    value: [{ ...revision, body: { known: true, value: issue.body }, source: 'history' }],
  };
  const labels = [
    [safetyImpact.config.label, sam, '2026-11-02T11:00:00Z'],
    [approval.config.label, quinn, '2026-11-02T12:00:00Z'],
  ] as const;
  issue.labelEvents = { known: true, value: [] };
  for (const [label, actor, at] of labels) {
    issue.labels.push(label ?? '');
    issue.labelEvents.value.push(structuredClone(toLabelEvent(label ?? '', actor, at)));
  }
  issue.comments = {
    known: true,
    value: [toComment('/sign approval approval', quade, '2026-11-02T12:30:00Z')],
  };
};

/** A change that the baseline releases, varied, in a repository that has written something for itself. */
const toFacts = (overlay: string, taken: readonly { change: (given: Given) => void }[]): PullRequestFacts => {
  const baseline = baselinePolicy;
  const own = parsePolicy(overlay, { path: '.github/holdpoint.yml', owner: 'acme' });
  if (!baseline.ok) throw new Error(JSON.stringify(baseline.problems));
  const { facts } = toGiven((given) => {
    fill(given, baseline.policy);
    for (const { change } of taken) change(given);
  });
  const repository = { owner: 'acme', name: '.github', url: 'https://github.com/acme/.github' };
  const file = { path: 'holdpoint-baseline.yml', commit: 'd'.repeat(40), text: baselineText, repository };
  return {
    ...facts,
    roles: { ...(own.ok ? toHolders(own.policy, '') : {}), ...toHolders(baseline.policy, 'baseline/') },
    policyFile: { known: true, value: { path: '.github/holdpoint.yml', commit: 'c'.repeat(40), text: overlay } },
    baselineFile: { known: true, value: file },
  };
};

/** What one of the ways round the baseline would let pass. */
const spoilt: readonly ((given: Given) => void)[] = [
  () => {},
  ({ issue }) => {
    issue.labels = ['change-request'];
  },
  ({ issue }) => {
    issue.labels = issue.labels.map((label) => (label === 'change-request' ? 'task' : label));
  },
  ({ issue }) => rewrite(issue, (text) => text.replace(/(### Security\n\n).*/, '$1')),
  ({ issue }) => rewrite(issue, (text) => text.replace('Modify the software', 'not decided')),
  ({ facts }) => {
    facts.pullRequest.createdAt = '2026-11-02T10:00:00Z';
  },
];
const spoilers = fc.constantFrom(...spoilt).map((change) => [{ change }]);

const none = { known: true, value: null } as const;

test('F74: whatever text a repository writes, it releases nothing that the baseline holds; and what it tightens counts', () => {
  const tally = { onlyBaselineHeld: 0, onlyOwnHeld: 0, broken: 0, released: 0 };
  fc.assert(
    fc.property(overlays, fc.oneof(steps, spoilers), (overlay, taken) => {
      const facts = toFacts(overlay, taken);
      const policies = toPolicies(facts);
      const verdict = decide(facts, policies, reading);
      const baseline = decide({ ...facts, policyFile: none }, { ...policies, own: 'absent' }, reading).outcome;
      const own = decide({ ...facts, baselineFile: none }, { ...policies, baseline: 'absent' }, reading).outcome;
      if (baseline === 'held' || own === 'held') expect(verdict.outcome).toBe('held');
      else expect(verdict.outcome).toBe(baseline === 'not-governed' ? own : baseline);
      if (own !== 'held' && baseline === 'held') tally.onlyBaselineHeld += 1;
      if (own === 'held' && baseline === 'released') tally.onlyOwnHeld += 1;
      if (verdict.outcome === 'held' && verdict.cause === 'policy') tally.broken += 1;
      if (verdict.outcome === 'released') tally.released += 1;
    }),
    { numRuns: 1_000, seed: 74 },
  );
  expect(Math.min(...Object.values(tally))).toBeGreaterThan(10);
});
