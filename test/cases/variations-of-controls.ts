/** Steps on what the policy may ask for beyond labels, checklists and one signature: with what it then needs, or not. */

import * as fc from 'fast-check';
import type { ChangedFile, IssueFacts, Review } from '../../src/decision/facts.ts';
import type { Policy, PullRequestGateId, SignOffRule } from '../../src/policy/policy.ts';
import { type Given, head, type Mutable, notKnown, older, toComment, toContributor } from './case.ts';
import { add, anyTime, issueAt, issuesOf, maybe, people, type Step, step, times } from './step.ts';

const known = <T>(value: T) => ({ known: true as const, value });
const off = { required: false as const, reason: 'not here' };

/** Puts a section into the present text and into every revision of it, as if it had always stood there. */
const write = (issue: Mutable<IssueFacts>, heading: string, text: string): void => {
  const section = `\n### ${heading}\n\n${text}\n`;
  issue.body += section;
  if (!issue.revisions.known) return;
  for (const { body } of issue.revisions.value) if (body.known) body.value += section;
};

const answers = fc.constantFrom(
  'Lexer 2.1.4 instead of 2.1.3, advisories read on 2 November',
  'Lexer 2.1.4 instead of 2.1.3, advisories read on 2 November',
  'N/A',
  'None.',
  'Not applicable: the change touches no third-party item at all',
  '_No response_',
);

const rules = fc.constantFrom<SignOffRule[]>(
  [{ role: 'safety', quorum: 1, meaning: 'review' }],
  [
    { role: 'safety', quorum: 1, meaning: 'review' },
    { role: 'quality', quorum: 1, meaning: 'approval' },
  ],
  [
    { role: 'quality', quorum: 1, meaning: 'approval' },
    { role: 'safety', quorum: 1, meaning: 'approval' },
  ],
  [
    { role: 'quality', quorum: 2, meaning: 'approval' },
    { role: 'safety', quorum: 1, meaning: 'approval' },
  ],
  [
    { role: 'quality', quorum: 1, meaning: 'approval' },
    { role: 'quality', quorum: 1, meaning: 'approval' },
  ],
);
const toRules = (list: readonly SignOffRule[]) => [...list] as [SignOffRule, ...SignOffRule[]];

const onSigning: readonly fc.Arbitrary<Step>[] = [
  step(
    'several rules',
    fc.tuple(fc.boolean(), rules, fc.boolean(), fc.boolean()),
    ({ safety, approval }, [isSafety, signOffs, inOrder, severalRolesAPerson]) => {
      Object.assign(isSafety ? safety : approval, { signOffs: toRules(signOffs), inOrder, severalRolesAPerson });
    },
  ),
  step(
    'the gates in relation',
    fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
    ({ approval, safety }, [apart, after, byRole, isSafety]) => {
      approval.notSignersOf = apart ? ['safety-impact'] : [];
      approval.after = after ? ['safety-impact'] : [];
      (isSafety ? safety : approval).ticksByRole = byRole;
    },
  ),
  step('one person in both roles', people, ({ facts }, person) => {
    for (const role of ['safety', 'quality']) {
      const holders = facts.roles[role];
      if (holders !== undefined) add(holders, person);
    }
  }),
  step(
    'a declaration',
    fc.tuple(
      fc.nat({ max: 1 }),
      fc.constantFrom(
        '/deviation The board met late',
        '/deviation The board met late',
        '/emergency Pumps stop in the field',
        '/emergency Pumps stop in the field',
        '/deviation',
        '/revoke deviation',
        '/revoke emergency',
        '/sign emergency approval',
        '/sign emergency approval',
      ),
      people,
      anyTime,
      fc.nat({ max: 9 }),
    ),
    (given, [pick, text, author, at, luck]) => {
      const comment = toComment(text, author, at, luck === 0 ? '2026-11-04T09:00:00Z' : null);
      const deleted = luck === 1 ? { at: '2026-11-04T09:00:00Z', by: known(author) } : null;
      const firstBody = luck === 2 ? '/revoke approval' : null;
      add(issueAt(given, pick).comments, { ...comment, deleted, firstBody });
    },
  ),
  step('who records deviations', fc.constantFrom(null, 'quality', 'safety'), ({ policy }, role) => {
    policy.deviationRole = role;
  }),
  step(
    'a revision by somebody',
    fc.tuple(fc.nat({ max: 1 }), maybe, anyTime, fc.boolean()),
    (given, [pick, editor, at, isReceipt]) => {
      const issue = issueAt(given, pick);
      const source = isReceipt ? 'receipt' : 'history';
      add(issue.revisions, { at, editor, body: known(issue.body), source });
    },
  ),
  step(
    'remembered',
    fc.tuple(maybe, fc.constantFrom('authored', 'committed', 'pushed')),
    ({ facts }, [account, did]) => {
      add(facts.remembered, {
        contributor: { name: 'somebody', email: 'somebody@example.com', account },
        did,
        sha: older,
        firstSeenAt: '2026-11-03T09:00:00Z',
      });
    },
  ),
  step('witness', fc.tuple(fc.nat({ max: 5 }), fc.constantFrom('safety', 'quality'), fc.boolean()), (given, pick) => {
    const [index, role, held] = pick;
    const comments = issuesOf(given).flatMap(({ comments }) => (comments.known ? comments.value : []));
    const act = comments[index % Math.max(1, comments.length)]?.url ?? 'elsewhere';
    const { witnessed } = given.facts;
    const isSeen = witnessed.known && witnessed.value.some((one) => one.act === act && one.role === role);
    if (!isSeen) add(witnessed, { act, role, held, at: '2026-11-03T09:00:00Z' });
  }),
  step(
    'authority file',
    fc.tuple(
      fc.constantFrom('required', 'when-present'),
      fc.array(
        fc.tuple(
          fc.constantFrom('sam', 'sol', 'quinn', 'quade', 'olaf'),
          fc.constantFrom('safety', 'quality'),
          fc.constantFrom('', ', until: 2026-11-01', ', until: 2026-11-02', ', from: 2026-11-02', ', from: 2026-11-04'),
          fc.constantFrom('', '', ', delegated_by: quinn', ', delegated_by: sam'),
        ),
        { maxLength: 4 },
      ),
      fc.nat({ max: 9 }),
    ),
    ({ facts, policy }, [required, entries, luck]) => {
      policy.authority = required as 'required';
      if (luck === 0) return;
      const lines = new Map(
        entries.map(([person, role, dates, by]) => [
          `${person} ${role}`,
          `  - { person: ${person}, role: ${role}${dates}${by} }\n`,
        ]),
      );
      const list = lines.size === 0 ? '  - { person: nora, role: safety }\n' : [...lines.values()].join('');
      const text = luck === 1 ? 'authority: none' : `authority:\n${list}`;
      facts.authorityFile = known({ path: '.github/holdpoint-authority.yml', commit: 'c'.repeat(40), text });
    },
  ),
];

const onRecordGates: readonly fc.Arbitrary<Step>[] = [
  step(
    'questions',
    fc.tuple(fc.nat({ max: 1 }), answers, fc.constantFrom('hold', 'show'), fc.nat({ max: 3 })),
    (given, [pick, text, copiedText, luck]) => {
      given.safety.questions = ['SOUP'];
      given.safety.copiedText = copiedText as 'hold';
      const issue = issueAt(given, pick);
      write(issue, 'SOUP', text);
      if (luck === 0) issue.copies = notKnown;
      if (luck === 1) add(issue.copies, { heading: 'SOUP', other: { owner: 'acme', name: 'pump', number: 2 } });
    },
  ),
  step(
    'disposition',
    fc.tuple(
      fc.nat({ max: 1 }),
      fc.constantFrom(
        'Modify the software',
        'Modify the software',
        'modify the  software – the pump cannot be told',
        'Change the environment of use',
        '_No response_',
        'Both',
      ),
    ),
    (given, [pick, text]) => {
      const config = {
        section: 'Disposition',
        software: 'Modify the software',
        environment: 'Change the environment of use',
      };
      given.gates.disposition = { required: true, config };
      write(issueAt(given, pick), 'Disposition', text);
    },
  ),
  step(
    'problem report',
    fc.tuple(
      fc.nat({ max: 1 }),
      answers,
      fc.constantFrom('#7', 'acme/pump#7', '#70', 'Refused: it works as it is described', '_No response_'),
      fc.nat({ max: 9 }),
    ),
    (given, [pick, evaluation, response, luck]) => {
      const config = { sections: ['Safety evaluation'], responseSection: 'Change requests, or the reason for none' };
      given.gates.problemResolution = { required: true, config };
      const request = issueAt(given, pick);
      const report: Mutable<IssueFacts> = structuredClone(request);
      report.ref.number = 9;
      report.labels = luck < 8 ? ['problem-report'] : ['question'];
      report.body = `### Safety evaluation\n\n${evaluation}\n\n### ${config.responseSection}\n\n${response}\n`;
      add(given.facts.origins, {
        changeRequest: request.ref,
        ref: report.ref,
        issue: luck === 0 ? notKnown : known(report),
      });
    },
  ),
  step(
    'files',
    fc.array(
      fc.tuple(
        fc.constantFrom('src/alarm.c', 'docs/guide.md', 'package-lock.json', 'tools/make.sh', 'lib/package.json'),
        fc.constantFrom(null, null, null, 'src/old.c', 'docs/old.md', '?'),
      ),
      { maxLength: 3 },
    ),
    ({ facts }, list) => {
      facts.files = known(
        list.map(
          ([path, before]): Mutable<ChangedFile> => ({
            path,
            previousPath: before === '?' ? notKnown : known(before),
            change: before === null ? 'modified' : 'renamed',
          }),
        ),
      );
    },
  ),
  step(
    'depth',
    fc.tuple(fc.constantFrom('docs/**', '**', 'docs/*', 'src/**'), fc.constantFrom('A', 'B', 'C'), fc.boolean()),
    ({ policy, gates }, [pattern, safetyClass, more]) => {
      policy.paths = [...(policy.paths ?? []), { pattern, safetyClass, line: 9 }];
      if (!more || !gates.recordComplete.required) return;
      // Class C asks for a section that the record does not have.
      const { sections } = gates.recordComplete.config;
      const recordComplete = { required: true as const, config: { sections: [...sections, 'Detailed design'] } };
      policy.gates = { ...policy.gates, C: { ...gates, recordComplete } };
    },
  ),
  step(
    'dependencies',
    fc.tuple(
      fc.nat({ max: 1 }),
      answers,
      fc.constantFrom('', 'batch'),
      fc.constantFrom(
        'From 2026-11-01 to 2026-11-30',
        'From 2026-11-03 to 2026-11-03',
        'From 2026-11-04 to 2026-11-10',
        'From 2026-10-01 to 2026-12-31',
        'all of November',
      ),
    ),
    (given, [pick, text, label, period]) => {
      const batch = { label: 'batch', section: 'Period of the batch', days: 30 };
      const config = { manifests: ['**/package.json', '**/package-lock.json'], sections: ['Third parties'], batch };
      given.gates.dependencies = { required: true, config };
      const issue = issueAt(given, pick);
      write(issue, 'Third parties', text);
      if (label === '') return;
      issue.labels.push(label);
      write(issue, batch.section, period);
    },
  ),
  step(
    'checks',
    fc.array(
      fc.tuple(
        fc.constantFrom('build', 'test'),
        fc.constantFrom('actions', 'other', null),
        fc.constantFrom('success', 'success', 'pending', 'failure', 'neutral', 'skipped'),
      ),
      { maxLength: 3 },
    ),
    ({ facts, gates }, runs) => {
      gates.checks = { required: true, config: { required: [{ name: 'build', app: 'actions' }] } };
      facts.checks = known(
        runs.map(([name, app, state]) => ({
          name,
          app: app === null ? null : { id: app.length, slug: app },
          state: state as 'success',
          completedAt: state === 'pending' ? null : '2026-11-03T09:20:00Z',
          url: 'https://github.com/acme/pump/runs/1',
        })),
      );
    },
  ),
  step(
    'reviews',
    fc.tuple(
      rules,
      fc.boolean(),
      fc.array(
        fc.tuple(
          people,
          fc.constantFrom('approved', 'approved', 'changes-requested', 'commented', 'dismissed'),
          fc.constantFrom(head, head, older),
          times,
          fc.nat({ max: 9 }),
        ),
        { maxLength: 4 },
      ),
    ),
    ({ facts, gates }, [signOffs, inOrder, list]) => {
      const config = { signOffs: toRules(signOffs), inOrder, severalRolesAPerson: false };
      gates.review = { required: true, config };
      facts.reviews = known(
        list.map(
          ([author, state, commit, submittedAt, luck], index): Mutable<Review> => ({
            url: `https://github.com/acme/pump/pull/31#pullrequestreview-${index}`,
            author: known(author),
            state: state as 'approved',
            submittedAt,
            editedAt: luck === 0 ? '2026-11-04T09:00:00Z' : null,
            commitSha: luck === 1 ? notKnown : known(commit),
            body: '',
          }),
        ),
      );
    },
  ),
  step(
    'emergency path',
    fc.tuple(
      fc.constantFrom('safety', 'quality'),
      rules,
      fc.subarray<PullRequestGateId>(['safety-impact', 'approval', 'record-complete', 'checks', 'review']),
    ),
    ({ policy }, [role, signOffs, owes]) => {
      policy.emergency = { role, signOffs: toRules(signOffs), owes, days: 5 };
    },
  ),
  step('switched off again', fc.constantFrom('disposition', 'problemResolution', 'dependencies'), ({ gates }, gate) => {
    gates[gate as 'disposition'] = off;
  }),
  step('a bot writes', people, ({ facts }, author) => {
    if (!facts.commits.known) return;
    const [first] = facts.commits.value;
    if (first !== undefined) first.authors = [{ ...toContributor(author) }];
  }),
];

/** The organisation's baseline: at first like the policy, its roles held by the same people. */
const addBaseline = (given: Given): Mutable<Policy> => {
  for (const [role, holders] of Object.entries(given.facts.roles)) {
    if (!role.includes('/')) given.facts.roles[`baseline/${role}`] = structuredClone(holders);
  }
  given.baseline = structuredClone(given.policy);
  return given.baseline;
};

const onBaseline: readonly fc.Arbitrary<Step>[] = [
  step('baseline', fc.nat({ max: 3 }), (given, luck) => {
    const baseline = addBaseline(given);
    if (luck === 0) baseline.repositories = ['alarm-*'];
    if (luck === 1) baseline.branches = ['release/*'];
  }),
  step('looser than the baseline', fc.boolean(), (given: Given, isSafety) => {
    if (given.baseline === null) addBaseline(given);
    const gate = isSafety ? given.safety : given.approval;
    gate.checklist = null;
    gate.label = null;
    gate.beforeImplementation = false;
    gate.recordAuthorMaySign = true;
  }),
  step(
    'a gate of the baseline alone',
    fc.constantFrom(
      'problemResolution',
      'disposition',
      'recordComplete',
      'dependencies',
      'safetyImpact',
      'approval',
      'review',
      'checks',
    ),
    (given: Given, gate) => {
      if (given.baseline === null) addBaseline(given);
      for (const gates of new Set(Object.values(given.policy.gates))) gates[gate as 'disposition'] = off;
    },
  ),
  step('an emergency path, or none, in the policy alone', fc.boolean(), (given: Given, isThere) => {
    if (given.baseline === null) addBaseline(given);
    const signOffs = toRules([{ role: 'quality', quorum: 1, meaning: 'approval' }]);
    given.policy.emergency = isThere
      ? { role: 'safety', signOffs, owes: ['safety-impact', 'approval', 'record-complete', 'checks'], days: 5 }
      : null;
  }),
];

export const onControls: readonly fc.Arbitrary<Step>[] = [...onSigning, ...onRecordGates, ...onBaseline];
