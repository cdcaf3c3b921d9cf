import { type Lack, toFinding } from '../../gates/gate.ts';
import { toSignedWords, toSigningLacks } from '../../gates/signed-gate.ts';
import { type ReleaseGate, toRecordlessFinding } from './gate.ts';

const gate = 'release';

/** Whoever answers for the release and quality have signed its record (F44). */
export const releaseApproval: ReleaseGate = {
  id: gate,
  title: 'Release approval',
  clauses: [
    'IEC 62304 5.8.6',
    'IEC 62304 6.3.2',
    'ISO 13485 7.3.10',
    '21 CFR 11.50',
    '21 CFR 11.70',
    '21 CFR 11.100',
    'NIST 800-53 AC-5',
    'ISO 27001 A.8.31',
    'SOC 2 CC8.1',
  ],
  evaluate: (context) => {
    const { record } = context;
    if (record === null) return toRecordlessFinding(context, gate);
    const lacks: readonly Lack[] = toSigningLacks(context, [record.signing]);
    return toFinding(gate, lacks, { gate, status: 'passed', because: toSignedWords(record.signing) });
  },
};
