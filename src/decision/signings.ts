import type { EmergencyPath, Gates, Policy, SignedGate } from '../policy/policy.ts';
import { type DeclarationGround, type Declared, toDeviation, toEmergency } from './declarations.ts';
import type { IssueFacts } from './facts.ts';
import type { SignedGateId } from './sign-off-acts.ts';
import type { OtherGate } from './sign-off-conditions.ts';
import { type Signing, toSigning } from './sign-offs.ts';

/** One record, with everything on it that was signed and declared, judged. */
export type SignedRecord = {
  readonly issue: IssueFacts;
  readonly deviation: Declared;
  readonly emergency: Declared;
  /** One for each gate that takes signatures. */
  readonly signings: readonly Signing[];
};

/** A gate that takes signatures, with what it asks for. */
type Asked = { readonly gate: SignedGateId; readonly config: SignedGate };

/** The gates that take signatures under the policy, at one depth. */
export const toSignedGates = (
  { safetyImpact, approval }: Gates,
  { emergency }: Pick<Policy, 'emergency'>,
): readonly Asked[] => [
  ...(safetyImpact.required ? [{ gate: 'safety-impact', config: safetyImpact.config } as const] : []),
  ...(approval.required ? [{ gate: 'approval', config: approval.config } as const] : []),
  ...(emergency === null ? [] : [{ gate: 'emergency', config: toEmergencyGate(emergency) } as const]),
];

/** Signed by comment alone, whatever the boxes say and whenever the work began, and never by who wrote the record (F36). */
const toEmergencyGate = ({ signOffs }: EmergencyPath): SignedGate => ({
  label: null,
  checklist: null,
  signOffs,
  inOrder: false,
  severalRolesAPerson: false,
  notSignersOf: [],
  after: [],
  beforeImplementation: false,
  recordAuthorMaySign: false,
  ticksByRole: false,
});

/** Judges what was declared on a record, and what was signed there at each gate, after the gates that it looks at. */
export const toSignedRecord = (ground: DeclarationGround, asked: readonly Asked[]): SignedRecord => {
  const deviation = toDeviation(ground);
  const emergency = toEmergency(ground);
  const others = new Map<SignedGateId, OtherGate>();
  const signings = toSequence(asked).map(({ gate, config }) => {
    for (const { gate: other } of asked) if (looksAt(config, other) && !others.has(other)) others.set(other, unjudged);
    const signing = toSigning({
      ...ground,
      gate,
      config,
      deviation,
      emergency: gate === 'emergency' ? emergency : null,
      others: new Map(others),
    });
    others.set(gate, signing.signOffs.forOthers);
    return signing;
  });
  return { issue: ground.issue, deviation, emergency, signings };
};

const looksAt = ({ notSignersOf, after }: SignedGate, gate: SignedGateId): boolean =>
  notSignersOf.includes(gate) || after.includes(gate);

const toSequence = (asked: readonly Asked[]): readonly Asked[] => {
  const next = asked.find(({ config }) => !asked.some(({ gate }) => looksAt(config, gate))) ?? asked[0];
  return next === undefined ? [] : [next, ...toSequence(asked.filter((each) => each !== next))];
};

/** Of gates that wait for one another, which no policy without a problem has, nothing can be said. */
const unjudged: OtherGate = {
  signers: new Set(),
  doubtful: new Set(),
  isAnybodys: true,
  completeAt: null,
  mayBeComplete: true,
};
