/** What the gates ask for at one depth: the preset of a class, with what the policy says in its place. */

import type {
  BatchRule,
  Checklist,
  Gates,
  Requirement,
  ReviewGate,
  SignedGate,
  SignedGateId,
  SignOffRule,
} from './policy.ts';
import type { Preset } from './presets.ts';
import type { WrittenGates, WrittenSignedGateId, WrittenSignOffs } from './written-gates.ts';
import type { WrittenPolicy } from './written-policy.ts';

/** @param written a policy without problems: what it names, it defines. */
export const toGates = (written: WrittenPolicy, preset: Preset): Gates => {
  const gates = written.gates ?? {};
  const problemResolution = gates['problem-resolution'];
  const { disposition, dependencies } = gates;
  const safetyImpact = gates['safety-impact'];
  return {
    problemResolution: toRequirement(problemResolution, {
      sections: problemResolution?.sections ?? preset.problemResolution.sections,
      responseSection: problemResolution?.response_section ?? preset.problemResolution.responseSection,
    }),
    disposition: toRequirement(disposition, {
      section: disposition?.section ?? preset.disposition.section,
      software: disposition?.software ?? preset.disposition.software,
      environment: disposition?.environment ?? preset.disposition.environment,
    }),
    recordComplete: toRequirement(gates['record-complete'], {
      sections: gates['record-complete']?.sections ?? preset.recordComplete.sections,
    }),
    dependencies: toRequirement(dependencies, {
      manifests: dependencies?.manifests ?? preset.dependencies.manifests,
      sections: dependencies?.sections ?? preset.dependencies.sections,
      batch: toBatch(dependencies?.batch),
    }),
    safetyImpact: toRequirement(safetyImpact, {
      ...toSignedGate(written, preset, 'safety-impact'),
      questions: safetyImpact?.questions ?? preset.analysis.questions,
      copiedText: safetyImpact?.copied_text ?? preset.analysis.copiedText,
    }),
    approval: toRequirement(gates.approval, toSignedGate(written, preset, 'approval')),
    review: toReview(gates.review),
    checks: gates.checks === undefined ? null : { required: true, config: { required: gates.checks.required } },
  };
};

/** What a sign-off leaves out comes from `preset`; in a list, where each has its role, one signer is enough. */
const toSignOffs = (
  written: WrittenSignOffs | undefined,
  preset: SignOffRule,
): readonly [SignOffRule, ...SignOffRule[]] => {
  const rules = Array.isArray(written) ? written : [written ?? {}];
  const inAList = Array.isArray(written);
  const [first = preset, ...others] = rules.map(
    ({ role, quorum, meaning }): SignOffRule => ({
      role: role ?? preset.role,
      quorum: quorum ?? (inAList ? 1 : preset.quorum),
      meaning: meaning ?? preset.meaning,
    }),
  );
  return [first, ...others];
};

/** Sign-offs of a gate that no preset asks for name their role. */
export const toOwnSignOffs = (written: WrittenSignOffs, meaning: SignOffRule['meaning']) =>
  toSignOffs(written, { role: '', quorum: 1, meaning });

export const unlessNone = (name: string | null): string | null => (name === 'none' ? null : name);

export const toRequirement = <T>(
  gate: { readonly skip?: string | undefined } | undefined,
  config: T,
): Requirement<T> => (gate?.skip === undefined ? { required: true, config } : { required: false, reason: gate.skip });

const toBatch = (batch: NonNullable<WrittenGates['dependencies']>['batch']): BatchRule | null =>
  batch === undefined || batch === 'none' ? null : batch;

const toReview = (review: WrittenGates['review']): Requirement<ReviewGate> | null => {
  if (review === undefined) return null;
  const config = {
    signOffs: toOwnSignOffs(review.sign_off, 'review'),
    inOrder: review.in_order ?? false,
    severalRolesAPerson: review.several_roles_a_person ?? false,
  };
  return { required: true, config };
};

const toSignedGate = (written: WrittenPolicy, preset: Preset, id: WrittenSignedGateId): SignedGate => {
  const gate = written.gates?.[id];
  const given = preset.signed[id];
  const isAsked = (other: SignedGateId): boolean =>
    (other === 'safety-impact' || other === 'approval') && written.gates?.[other]?.skip === undefined;
  return {
    label: unlessNone(gate?.label ?? given.label),
    checklist: toNamedChecklist(unlessNone(gate?.checklist ?? given.checklist), written, preset),
    signOffs: toSignOffs(gate?.sign_off, given.signOff),
    inOrder: gate?.in_order ?? given.inOrder,
    severalRolesAPerson: gate?.several_roles_a_person ?? given.severalRolesAPerson,
    notSignersOf: gate?.not_signers_of ?? given.notSignersOf.filter(isAsked),
    after: gate?.after ?? given.after,
    beforeImplementation: gate?.before_implementation ?? given.beforeImplementation,
    recordAuthorMaySign: gate?.record_author_may_sign ?? given.recordAuthorMaySign,
    ticksByRole: gate?.ticks_by_role ?? given.ticksByRole,
  };
};

export const toNamedChecklist = (name: string | null, written: WrittenPolicy, preset: Preset): Checklist | null => {
  if (name === null) return null;
  const own = written.checklists;
  const checklist = own !== undefined && Object.hasOwn(own, name) ? own[name] : preset.checklists[name];
  if (checklist === undefined) throw new Error(`The checklist ${name} is named and not defined.`);
  return { heading: checklist.heading, items: checklist.items };
};
