import type { Gate } from './gate.ts';
import { evaluateSignedGate } from './signed-gate.ts';

/** The change's effect on safety is analysed, and the analysis is signed. */
export const safetyImpact: Gate = {
  id: 'safety-impact',
  title: 'Safety impact',
  clauses: [
    'IEC 62304 7.4.1',
    'IEC 62304 7.4.2',
    'IEC 62304 7.4.3',
    'IEC 62304 8.2.2',
    'ISO 14971',
    'NIST 800-53 CM-4(1)',
    '21 CFR 11.50',
    '21 CFR 11.70',
    'NIST 800-53 AC-5',
  ],
  evaluate: (context) => evaluateSignedGate(context, 'safety-impact', context.gates.safetyImpact),
};
