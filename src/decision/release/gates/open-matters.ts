import { toFinding } from '../../gates/gate.ts';
import { toTime } from '../../sentence.ts';
import { type ReleaseGate, toDoubt, toLack } from './gate.ts';

const gate = 'open-matters';

/** No deviation is open in the repository, and nothing is owed. */
export const openMatters: ReleaseGate = {
  id: gate,
  title: 'Deviations and what is owed',
  clauses: ['IEC 62304 6.2.4', 'IEC 62304 8.2.1', 'NIST 800-53 CM-3(2)', 'NIST 800-53 CM-5(1)', 'SOC 2 CC6.1'],
  evaluate: (context) => {
    const { openMatters: open, repository } = context.facts;
    const lacks = open.known
      ? open.value.map(({ kind, what, url, since, dueAt }) =>
          toLack(
            context,
            [
              kind === 'owed' ? 'Owed since ' : 'Open since ',
              toTime(since),
              ': ',
              { code: what },
              ...(dueAt === null ? [] : [', due ', toTime(dueAt)]),
              '.',
            ],
            kind === 'owed'
              ? ['Do what is owed: the issue says what is still missing. It closes by itself.']
              : ['See to it: the issue says who closes it and how.'],
            { who: ['Whoever the issue names'], link: url ?? `${repository.url}/issues` },
          ),
        )
      : [toDoubt(context, ['What is open in this repository'], open.reason)];
    return toFinding(gate, lacks, { gate, status: 'passed', because: ['No deviation is open, and nothing is owed.'] });
  },
};
