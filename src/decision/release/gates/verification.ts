import type { ChecksGate } from '../../../policy/policy.ts';
import { isSameName } from '../../change-requests.ts';
import type { Check } from '../../facts.ts';
import type { Run, Sentence } from '../../finding.ts';
import { type Lack, toEmptyRuleLack, toFinding } from '../../gates/gate.ts';
import { toList } from '../../sentence.ts';
import type { ReleaseTarget } from '../release-facts.ts';
import { type ReleaseContext, type ReleaseGate, toCommitRun, toDoubt, toLack, toRecordlessFinding } from './gate.ts';

const gate = 'verification';

/** Every check that the policy names has succeeded on the very commit that is released (F40). */
export const verification: ReleaseGate = {
  id: gate,
  title: 'Verification of the commit',
  clauses: [
    'IEC 62304 5.7.3',
    'IEC 62304 5.8.1',
    'IEC 62304 8.2.3',
    'IEC 62304 9.8',
    'ISO 13485 7.3.10',
    'ISO 27001 A.8.29',
    'NIST 800-53 SA-11',
  ],
  evaluate: (context) => {
    const { record, release, facts } = context;
    if (release.verification === null) return null;
    if (!release.verification.required) {
      return { gate, status: 'not-applicable', because: [{ code: release.verification.reason }] };
    }
    if (record === null) return toRecordlessFinding(context, gate);
    const { config } = release.verification;
    if (!facts.target.known) {
      return toFinding(gate, [toDoubt(context, ['Which commit is released'], facts.target.reason)], none);
    }
    const target = facts.target.value;
    if (target === null)
      return toFinding(
        gate,
        [toLack(context, ['The record names no commit to look at.'], ['See to the first row.'])],
        none,
      );
    return toFinding(gate, lacksOf(context, target, config), {
      gate,
      status: 'passed',
      because: ['Succeeded on ', toCommitRun(context, target.sha), ': ', ...toList(config.required.map(toName)), '.'],
    });
  },
};

const none = { gate, status: 'passed', because: [] } as const;

type Wanted = ChecksGate['required'][number];

const toName = ({ name, app }: Wanted): Sentence => [{ code: name }, ' of the App ', { code: app }];

const lacksOf = (
  context: ReleaseContext,
  { sha, checks }: ReleaseTarget,
  { required }: ChecksGate,
): readonly Lack[] => {
  if (required.length === 0) return [toEmptyRuleLack(context, 'checks', 'check')];
  if (!checks.known) return [toDoubt(context, ['Which checks ran on the commit'], checks.reason)];
  return required.flatMap((wanted): readonly Lack[] => {
    const own = checks.value.filter(
      ({ name, app }) => name === wanted.name && app !== null && isSameName(app.slug, wanted.app),
    );
    const commit = toCommitRun(context, sha);
    if (own.length === 0) return [lackOfRun(context, wanted, commit)];
    return own.flatMap((run) => lacksOfState(context, wanted, run, commit));
  });
};

const lackOfRun = (context: ReleaseContext, wanted: Wanted, commit: Run): Lack =>
  toLack(
    context,
    ['The check ', ...toName(wanted), ' has not run on ', commit, '.'],
    [
      'See to it that it runs on this commit; if it has another name or App, whoever maintains the policy names it there as it is.',
    ],
  );

const states: Readonly<Record<Exclude<Check['state'], 'success'>, readonly [means: string, how: string]>> = {
  pending: [' is still running', 'Wait until it has finished.'],
  failure: [
    ' has failed',
    'Put right what it reports, through a pull request, and release that commit; or run it again if it failed by chance.',
  ],
  neutral: [' has neither succeeded nor failed, which shows nothing', 'Have it run so that it gives a result.'],
  skipped: [' was skipped, which shows nothing', 'Have it run on this commit.'],
};

const lacksOfState = (context: ReleaseContext, wanted: Wanted, { state, url }: Check, commit: Run): readonly Lack[] => {
  if (state === 'success') return [];
  const [means, how] = states[state];
  return [toLack(context, ['The check ', ...toName(wanted), means, ' on ', commit, '.'], [how], { link: url })];
};
