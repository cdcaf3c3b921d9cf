import type { Sentence } from '../../finding.ts';
import { type Lack, toFinding } from '../../gates/gate.ts';
import { toList } from '../../sentence.ts';
import type { RangeRecord } from '../release-facts.ts';
import { type ReleaseContext, type ReleaseGate, toDoubt, toLack, toPullRun, toRecordlessFinding } from './gate.ts';

const gate = 'changes';

/** Every change request in the range is done: approved, as its pull request's verdict shows, verified, and closed. */
export const changes: ReleaseGate = {
  id: gate,
  title: 'Change requests',
  clauses: [
    'IEC 62304 5.8.6',
    'IEC 62304 6.3.2',
    'IEC 62304 8.2.3',
    'IEC 62304 8.2.4',
    'ISO 13485 7.3.9',
    'NIST 800-53 CM-3',
  ],
  evaluate: (context) => {
    const { record, range } = context;
    if (record === null) return toRecordlessFinding(context, gate);
    if (!range.known)
      return toFinding(gate, [toDoubt(context, ['Which change requests are in it'], range.reason)], passed([]));
    const { changeRequests } = range.value;
    const isIn = new Set(range.value.account.brought.map(({ number }) => number));
    const concerned = changeRequests.filter(({ pullRequests }) => pullRequests.some((number) => isIn.has(number)));
    return toFinding(
      gate,
      concerned.flatMap((one) => lacksOf(context, one)),
      passed(
        concerned.length === 0
          ? ['No change request is in it.']
          : [
              'Approved, verified and closed: ',
              ...toList(
                concerned.map(({ ref }): Sentence => [{ issue: ref }]),
                'and',
                50,
              ),
              '.',
            ],
      ),
    );
  },
};

const passed = (because: Sentence) => ({ gate, status: 'passed', because }) as const;

const lacksOf = (context: ReleaseContext, { ref, pullRequests, state }: RangeRecord): readonly Lack[] => {
  const pulls = toList(pullRequests.map((number): Sentence => [toPullRun(context, number)]));
  const link = `${new URL(context.facts.repository.url).origin}/${ref.owner}/${ref.name}/issues/${ref.number}`;
  if (!state.known) {
    return [
      toLack(
        context,
        ['The change request ', { issue: ref }, ' of ', ...pulls, ' cannot be read: ', { code: state.reason }, '.'],
        ['Give Holdpoint access to its repository, or put it back.'],
        { status: 'unknown', link },
      ),
    ];
  }
  if (state.value === 'completed') return [];
  const says = state.value === 'open' ? ' is open, and ' : ' was closed as not planned, and ';
  const how: Sentence =
    state.value === 'open'
      ? ['Close it once the change is verified; if something of it is still to be done, wait with the release.']
      : ['Close it as completed if it was carried out; otherwise take the change out, through a pull request.'];
  return [toLack(context, ['The change request ', { issue: ref }, says, ...pulls, ' carried it out.'], how, { link })];
};
