import type { Gate } from './gate.ts';
import { evaluateSignedGate } from './signed-gate.ts';

/** The change request is approved by people who are independent of it, where the policy says so before work began. */
export const approval: Gate = {
  id: 'approval',
  title: 'Approval',
  clauses: [
    'IEC 62304 6.2.4',
    'IEC 62304 8.2.1',
    'ISO 13485 7.3.9',
    '21 CFR 11.10(f)',
    '21 CFR 11.50',
    '21 CFR 11.70',
    '21 CFR 11.100',
    'NIST 800-53 AC-5',
    'NIST 800-53 CM-3',
    'ISO 27001 A.5.3',
    'SOC 2 CC8.1',
  ],
  evaluate: (context) => evaluateSignedGate(context, 'approval', context.gates.approval),
};
