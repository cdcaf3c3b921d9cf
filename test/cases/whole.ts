/** A change that is released under a policy that uses every gate, so that every fact matters to it. */

import {
  addSection,
  body,
  dana,
  draftBody,
  type Given,
  head,
  older,
  person,
  quinn,
  rita,
  sam,
  sol,
  toCheck,
  toComment,
  toFile,
  toGiven,
  toOrigin,
  toReport,
  valueOf,
} from './case.ts';

const vera = person(31, 'vera'); // role reviewers

/** The policy of the other cases, with all that it leaves out. Nobody has declared an emergency. */
export const toWhole = (change: (given: Given) => void = () => {}): Given =>
  toGiven((given) => {
    askForEverything(given);
    answerEverything(given);
    change(given);
  });

const askForEverything = ({ policy, gates, safety, approval }: Given): void => {
  policy.paths = [
    { pattern: 'src/**', safetyClass: 'B', line: 21 },
    { pattern: '*.json', safetyClass: 'A', line: 22 },
  ];
  gates.problemResolution = {
    required: true,
    config: { sections: ['Safety evaluation'], responseSection: 'Change requests, or the reason for none' },
  };
  gates.disposition = {
    required: true,
    config: { section: 'Disposition', software: 'software', environment: 'environment' },
  };
  gates.dependencies = {
    required: true,
    config: {
      manifests: ['package-lock.json'],
      sections: ['SOUP'],
      batch: { label: 'dependency-batch', section: 'Period of the batch', days: 30 },
    },
  };
  Object.assign(safety, { questions: ['Security'], copiedText: 'hold', ticksByRole: true });
  Object.assign(approval, { notSignersOf: ['safety-impact'], after: ['safety-impact'], ticksByRole: true });
  approval.signOffs.push({ role: 'safety', quorum: 1, meaning: 'review' });
  approval.inOrder = true;
  policy.roles['reviewers'] = { teams: [], users: ['vera'] };
  gates.review = {
    required: true,
    config: {
      signOffs: [{ role: 'reviewers', quorum: 1, meaning: 'review' }],
      inOrder: false,
      severalRolesAPerson: false,
    },
  };
  gates.checks = { required: true, config: { required: [{ name: 'build', app: 'github-actions' }] } };
  policy.emergency = {
    role: 'quality',
    signOffs: [{ role: 'safety', quorum: 1, meaning: 'approval' }],
    owes: ['record-complete', 'safety-impact', 'approval'],
    days: 5,
  };
};

/** Who wrote the record, who ticked what of it, and who signed it besides. */
const signInFull = ({ issue }: Given): void => {
  const half = draftBody.replace('[ ] New', '[x] New').replace('[ ] Risk', '[x] Risk');
  const texts = [
    [draftBody, rita, '2026-11-02T09:00:00Z'],
    [half, sam, '2026-11-02T10:00:00Z'],
    [body, quinn, '2026-11-02T10:30:00Z'],
  ] as const;
  issue.revisions = {
    known: true,
    value: texts.map(([text, editor, at]) => ({
      at,
      editor: { known: true, value: { ...editor } },
      body: { known: true, value: text },
      source: 'history',
    })),
  };
  valueOf(issue.comments).push(toComment('/sign approval review', sol, '2026-11-02T13:00:00Z'));
};

const answerEverything = (given: Given): void => {
  const { facts, issue } = given;
  signInFull(given);
  facts.roles['reviewers'] = { known: true, value: [{ ...vera }] };
  facts.files = { known: true, value: [toFile('src/alarm.c', 'src/sound.c'), toFile('package-lock.json')] };
  addSection(issue, 'Origin', '#9');
  addSection(issue, 'Disposition', 'software');
  addSection(issue, 'SOUP', 'Lexer 2.1.4 instead of 2.1.3; its anomalies were read on 2 November.');
  addSection(issue, 'Security', 'The threat model is not touched: no interface changes.');
  valueOf(facts.origins).push(toOrigin(toReport(), issue.ref));
  facts.checks = { known: true, value: [toCheck('build', 'github-actions', 'success')] };
  const review = {
    url: 'https://github.com/acme/pump/pull/31#pullrequestreview-1',
    author: { known: true as const, value: { ...vera } },
    state: 'approved' as const,
    submittedAt: '2026-11-03T09:40:00Z',
    editedAt: null,
    commitSha: { known: true as const, value: head },
    body: '',
  };
  facts.reviews = { known: true, value: [review] };
  const contributor = {
    name: 'dana',
    email: 'dana@example.com',
    account: { known: true as const, value: { ...dana } },
  };
  facts.remembered = {
    known: true,
    value: [{ contributor, did: 'authored', sha: older, firstSeenAt: '2026-11-03T09:00:00Z' }],
  };
};
