/** Whether what is released was verified, and what is known to be wrong with it. */

import type { Check } from '../../src/decision/facts.ts';
import { type Mutable, notKnown, toReport } from './case.ts';
import { at, type ReleaseCase, type ReleaseGiven } from './release-case.ts';
import { write } from './release-edits.ts';

const running =
  (...change: readonly Partial<Mutable<Check>>[]) =>
  ({ target }: ReleaseGiven): void => {
    if (!target.checks.known) return;
    const base = at(target.checks.value, 0);
    target.checks.value = change.map((one) => ({ ...base, ...one }));
  };

const unverified = { outcome: 'held', statuses: { verification: 'failed' } } as const;

export const verificationCases: readonly ReleaseCase[] = [
  {
    name: 'F40: every check that the policy names has succeeded on the commit',
    outcome: 'released',
    says: { verification: ['Succeeded on aaaaaaa', 'system tests of the App github-actions.'] },
  },
  {
    name: 'F40: the check has not run',
    change: running(),
    ...unverified,
    says: { verification: ['The check system tests of the App github-actions has not run on aaaaaaa'] },
  },
  ...(['pending', 'failure', 'neutral', 'skipped'] as const).map(
    (state): ReleaseCase => ({
      name: `F40 (peers: a skipped check passes): ${state} is no success`,
      change: running({ state }),
      ...unverified,
      says: { verification: ['/runs/12'] },
    }),
  ),
  {
    name: 'F40: of two runs of one check both must have succeeded',
    change: running({}, { state: 'failure' }),
    ...unverified,
  },
  {
    name: 'F40 (peers: anybody who may write can forge a check): another App’s check of that name does not count',
    change: running({ app: { id: 9, slug: 'evil-app' } }, { app: null }),
    ...unverified,
    says: { verification: ['has not run on'] },
  },
  { name: 'F40: names of checks are taken as they are', change: running({ name: 'System tests' }), ...unverified },
  {
    name: 'F40: another check may fail',
    change: running({}, { name: 'lint', state: 'failure' }),
    outcome: 'released',
  },
  {
    name: 'F34 F40: which checks ran is not known',
    change: ({ target }) => {
      target.checks = notKnown;
    },
    outcome: 'held',
    statuses: { verification: 'unknown' },
    says: { verification: ['Which checks ran on the commit is not known: GitHub answered 502'] },
  },
  {
    name: 'F40: a policy that asks for checks and names none holds',
    change: ({ release }) => {
      release.verification = { required: true, config: { required: [] } };
    },
    ...unverified,
    says: { verification: ['The policy requires checks and names no check.'] },
  },
  {
    name: 'F40: the gate is switched off with a reason',
    change: (given) => {
      running()(given);
      given.release.verification = { required: false, reason: 'verified by hand, see the record' };
    },
    outcome: 'released',
    statuses: { verification: 'not-applicable' },
    says: { verification: ['verified by hand, see the record'] },
  },
];

const named = '#9 comes late by one second, which RC-12 covers, and is acceptable.';

/** What the record says of the anomalies. */
const name = (text: string) => write(named, text);

const unevaluated = { outcome: 'held', statuses: { anomalies: 'failed' } } as const;

/** A second open problem report, acme/pump#12. */
const addReport = ({ facts }: ReleaseGiven): void => {
  const second = toReport();
  second.ref.number = 12;
  if (facts.problemReports.known) facts.problemReports.value.push(second);
};

export const anomalyCases: readonly ReleaseCase[] = [
  {
    name: 'F41: every open problem report is named, with why it is acceptable',
    outcome: 'released',
    says: { anomalies: ['Named and evaluated: acme/pump#9.'] },
  },
  {
    name: 'F41: an open problem report is not named',
    change: name('None: nothing is known to be wrong with it.'),
    ...unevaluated,
    says: {
      anomalies: ['acme/pump#9 is an open problem report that the record does not name under Residual anomalies.'],
    },
  },
  {
    name: 'F41: two are not named',
    change: (given) => {
      addReport(given);
      name('Nothing is known.')(given);
    },
    ...unevaluated,
    says: { anomalies: ['acme/pump#9 and acme/pump#12 are open problem reports'] },
  },
  {
    name: 'F41: it is named, and nothing says why it is acceptable',
    change: name('#9 acceptable'),
    ...unevaluated,
    says: { anomalies: ['Of acme/pump#9 the record does not say why it is acceptable.', 'in 5 words or more'] },
  },
  {
    name: 'F41: five words say why it is acceptable',
    change: name('#9 late, and RC-12 covers it'),
    outcome: 'released',
  },
  {
    name: 'F41: the second has no words of its own',
    change: (given) => {
      addReport(given);
      name(`${named}\n#12`)(given);
    },
    ...unevaluated,
    says: { anomalies: ['Of acme/pump#12 the record'] },
  },
  ...(
    [
      [
        'in a comment of several lines',
        '<!--\n#9 comes late by one second, and is acceptable.\n-->\nNothing is known.',
      ],
      ['in code', '```\n#9 comes late by one second, and is acceptable.\n```'],
      ['in a comment beside the number', '#9 <!-- comes late by one second, and is acceptable -->'],
      ['struck out', '~~#9 comes late by one second, and is acceptable.~~ Nothing is known.'],
      ['as a number of another repository', 'acme/valve#9 comes late by one second, and is acceptable.'],
    ] as const
  ).map(
    ([where, text]): ReleaseCase => ({
      name: `F41: what nobody reads says nothing: ${where}`,
      change: name(text),
      ...unevaluated,
    }),
  ),
  ...(
    [
      ['as an address', 'https://github.com/acme/pump/issues/9 comes late by one second only.'],
      ['by its repository', 'ACME/Pump#9 comes late by one second only.'],
      ['in a list, over two lines', '- #9 comes late\n  by one second only'],
      ['in a table', '| report | why |\n|---|---|\n| #9 | comes late by one second only |'],
    ] as const
  ).map(([how, text]): ReleaseCase => ({ name: `F41: it is named ${how}`, change: name(text), outcome: 'released' })),
  {
    name: 'F41: the section is blank',
    change: name(''),
    ...unevaluated,
    says: { anomalies: ['The section Residual anomalies of acme/pump#50 is blank.'] },
  },
  {
    name: 'F41: no problem report is open',
    change: (given) => {
      given.facts.problemReports = { known: true, value: [] };
      name('None')(given);
    },
    outcome: 'released',
    says: { anomalies: ['No problem report is open; what else is known says the record under Residual anomalies.'] },
  },
  {
    name: 'F41: an issue that is no problem report need not be named',
    change: (given) => {
      given.report.labels = ['task'];
      name('None')(given);
    },
    outcome: 'released',
  },
  {
    name: 'F34 F41: which problem reports are open is not known',
    change: ({ facts }) => {
      facts.problemReports = notKnown;
    },
    outcome: 'held',
    statuses: { anomalies: 'unknown' },
    says: { anomalies: ['Which problem reports are open is not known: GitHub answered 502'] },
  },
  {
    name: 'F2 F41: where the policy asks for it, the report itself is evaluated',
    change: (given) => {
      given.policy.gates.B.problemResolution = {
        required: true,
        config: {
          sections: ['Safety evaluation', 'Cause'],
          responseSection: 'Change requests, or the reason for none',
        },
      };
    },
    ...unevaluated,
    says: { anomalies: ['The section Cause of acme/pump#9 is not there.'] },
  },
  {
    name: 'F41: the gate is switched off with a reason',
    change: (given) => {
      given.release.anomalies = { required: false, reason: 'tracked elsewhere' };
      name('')(given);
    },
    outcome: 'released',
    statuses: { anomalies: 'not-applicable' },
    says: { anomalies: ['tracked elsewhere'] },
  },
];
