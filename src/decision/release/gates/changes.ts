import { toIssueKey } from '../../change-requests.ts';
import { unknown } from '../../facts.ts';
import type { Sentence } from '../../finding.ts';
import { type Lack, toFinding } from '../../gates/gate.ts';
import { toList } from '../../sentence.ts';
import type { RangeAccount } from '../account.ts';
import type { RangeRecord, ReleaseRange } from '../release-facts.ts';
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
    const concerned = toConcerned(range.value);
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

/** The change requests of what was brought; one of which nobody was asked how it stands is not known. */
const toConcerned = ({
  changeRequests,
  account,
}: ReleaseRange & { readonly account: RangeAccount }): readonly RangeRecord[] => {
  const isIn = new Set(account.brought.map(({ number }) => number));
  const asked = new Set(changeRequests.map(({ ref }) => toIssueKey(ref)));
  const unasked = account.brought.flatMap(({ number, merge }): readonly RangeRecord[] =>
    (merge?.outcome === 'covered' ? merge.changeRequests : [])
      .filter((ref) => !asked.has(toIssueKey(ref)))
      .map((ref) => ({ ref, pullRequests: [number], state: unknown('nobody was asked') })),
  );
  return [...changeRequests.filter(({ pullRequests }) => pullRequests.some((number) => isIn.has(number))), ...unasked];
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
