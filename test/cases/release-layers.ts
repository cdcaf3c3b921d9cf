/** The repository's own policy and the organisation's baseline: nothing of the one releases what the other holds. */

import { notKnown, quade, rewrite } from './case.ts';
import { addReleaseBaseline, at, type ReleaseCase, type ReleaseGiven } from './release-case.ts';
import { addWord } from './release-edits.ts';
import { toWord } from './release-parts.ts';

/** An own policy that asks for next to nothing. */
const loosen = ({ release }: ReleaseGiven): void => {
  release.sections = ['Version'];
  release.verification = null;
  release.anomalies = { required: false, reason: 'not here' };
  release.artifacts = { required: false, reason: 'not here' };
  release.approval.checklist = null;
  release.approval.signOffs = [{ role: 'release', quorum: 1, meaning: 'responsibility' }];
};

export const layerCases: readonly ReleaseCase[] = [
  {
    name: 'F74 F38: both ask for the same, and it is there',
    change: (given) => void addReleaseBaseline(given),
    outcome: 'released',
    signers: ['remy', 'quinn'],
  },
  {
    name: 'F74 F46: the baseline asks for a section that the record has not',
    change: (given) => {
      addReleaseBaseline(given).asks.sections.push('Archive and retention');
    },
    outcome: 'held',
    statuses: { 'release-record': 'failed' },
    says: { 'release-record': ['The section Archive and retention of acme/pump#50 is not there.'] },
  },
  {
    name: 'F74 F40: a policy that does not look at checks does not excuse those of the baseline',
    change: (given) => {
      addReleaseBaseline(given);
      loosen(given);
      given.target.checks = notKnown;
    },
    outcome: 'held',
    statuses: { verification: 'unknown' },
  },
  {
    name: 'F74 F41: a policy that switches the anomalies off does not switch off those of the baseline',
    change: (given) => {
      addReleaseBaseline(given);
      loosen(given);
      rewrite(given.record, (body) => body.replace('#9', 'One'));
    },
    outcome: 'held',
    statuses: { anomalies: 'failed' },
  },
  {
    name: 'F74 F43: a policy that looks at no files does not excuse what the baseline asks of them',
    change: (given) => {
      addReleaseBaseline(given);
      loosen(given);
      at(given.page.files, 0).digest = null;
    },
    outcome: 'held',
    statuses: { artifacts: 'failed' },
  },
  {
    name: 'F74 F44: signatures that the policy asks for are not those that the baseline asks for',
    change: (given) => {
      const { asks } = addReleaseBaseline(given);
      asks.approval.signOffs = [{ role: 'quality', quorum: 2, meaning: 'approval' }];
    },
    outcome: 'held',
    statuses: { release: 'failed' },
  },
  {
    name: 'F74 F44: who holds a role of the policy does not hold that of the baseline',
    change: (given) => {
      addReleaseBaseline(given);
      given.facts.roles['baseline/quality'] = { known: true, value: [quade] };
    },
    outcome: 'held',
    statuses: { release: 'failed' },
  },
  {
    name: 'F74: and the other way round',
    change: (given) => {
      addReleaseBaseline(given);
      given.facts.roles['quality'] = { known: true, value: [quade] };
    },
    outcome: 'held',
    statuses: { release: 'failed' },
  },
  {
    name: 'F74: the record of the policy is none for the baseline, which wants another mark',
    change: (given) => {
      addReleaseBaseline(given).asks.record.label = 'cut';
    },
    outcome: 'held',
    statuses: {
      'release-record': 'failed',
      range: 'failed',
      changes: 'failed',
      verification: 'failed',
      anomalies: 'failed',
      artifacts: 'failed',
      release: 'failed',
    },
  },
  {
    name: 'F74 F37: whoever may let something through under the policy may not under the baseline',
    change: (given) => {
      addReleaseBaseline(given);
      given.facts.roles['baseline/quality'] = { known: true, value: [] };
      given.range.isDescendant = true;
      at(given.range.pullRequests, 1).merge = null;
      addWord(given, toWord('/deviation Seen.', quade, '2026-11-05T13:00:00Z'));
    },
    outcome: 'held',
    statuses: { range: 'failed', release: 'failed' },
  },
  {
    name: 'F74: a baseline that asks nothing of these tags releases nothing and holds nothing',
    change: (given) => {
      addReleaseBaseline(given).asks.tags = ['firmware/*'];
    },
    outcome: 'released',
  },
  {
    name: 'F74: a policy that asks nothing of these tags does not excuse what the baseline asks',
    change: (given) => {
      addReleaseBaseline(given);
      given.release.tags = ['firmware/*'];
      given.record.comments = notKnown;
    },
    outcome: 'held',
    statuses: { release: 'unknown' },
  },
];
