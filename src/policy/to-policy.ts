/** From what the policy says to what holds: everything left unsaid comes from the preset of its class. */

import type {
  Checklist,
  GateId,
  Gates,
  Policy,
  RecordType,
  Requirement,
  Role,
  SafetyClass,
  SignedGate,
} from './policy.ts';
import { gateIds } from './policy.ts';
import { type Preset, presets } from './presets.ts';
import type { signedGateIds, WrittenPolicy } from './written-policy.ts';

/**
 * @param written a policy without problems: what it names, it defines.
 * @param owner the repository's owner, whose teams are meant where no organisation is named.
 */
export const toPolicy = (written: WrittenPolicy, owner: string): Policy => {
  const preset = presets[written.safety_class];
  return {
    product: written.product,
    safetyClass: written.safety_class,
    branches: written.branches ?? ['**'],
    repositories: ['**'],
    roles: Object.fromEntries(Object.entries(written.roles).map(([name, role]) => [name, toRole(role, owner)])),
    changeRequest: { ...toRecordType(written, preset), originSection: 'Origin' },
    problemReport: { label: 'problem-report', issueType: null, repositories: [] },
    paths: null,
    gates: { A: toGates(written, 'A'), B: toGates(written, 'B'), C: toGates(written, 'C') },
    unattributedEmails: (written.contributors?.unattributed_emails ?? []).map((email) => email.toLowerCase()),
    authority: 'when-present',
    deviationRole: 'quality',
    emergency: null,
    removeUnentitledLabels: false,
    lines: Object.fromEntries(gateIds.map((gate) => [gate, 1])) as Record<GateId, number>,
  };
};

const off = { required: false, reason: 'the policy does not ask for it' } as const;

const toGates = (written: WrittenPolicy, safetyClass: SafetyClass): Gates => {
  const preset = presets[safetyClass];
  const recordComplete = written.gates?.['record-complete'];
  const safetyImpact = toSignedGate(written, preset, 'safety-impact');
  return {
    problemResolution: off,
    disposition: off,
    dependencies: off,
    review: null,
    checks: null,
    recordComplete: toRequirement(recordComplete?.skip, { sections: recordComplete?.sections ?? preset.sections }),
    safetyImpact: safetyImpact.required
      ? { required: true, config: { ...safetyImpact.config, questions: preset.questions, copiedText: 'show' } }
      : safetyImpact,
    approval: toSignedGate(written, preset, 'approval'),
  };
};

const toRole = (role: WrittenPolicy['roles'][string], owner: string): Role => ({
  teams: (role.teams ?? []).map((team) => {
    const [first = '', second] = team.split('/');
    return second === undefined
      ? { organization: owner, slug: first.toLowerCase() }
      : { organization: first, slug: second.toLowerCase() };
  }),
  users: role.users ?? [],
});

const toRecordType = (written: WrittenPolicy, preset: Preset): RecordType => {
  const record = written.records?.['change-request'];
  return {
    label: unlessNone(record?.label ?? preset.changeRequest.label),
    issueType: unlessNone(record?.issue_type ?? preset.changeRequest.issueType),
    repositories: (record?.repositories ?? []).map((repository) => repository.toLowerCase()),
  };
};

const toSignedGate = (
  written: WrittenPolicy,
  preset: Preset,
  id: (typeof signedGateIds)[number],
): Requirement<SignedGate> => {
  const gate = written.gates?.[id];
  const given = preset.gates[id];
  return toRequirement(gate?.skip, {
    label: unlessNone(gate?.label ?? given.label),
    checklist: toChecklist(unlessNone(gate?.checklist ?? given.checklist), written, preset),
    signOffs: [
      {
        role: gate?.sign_off?.role ?? given.signOff.role,
        quorum: gate?.sign_off?.quorum ?? given.signOff.quorum,
        meaning: gate?.sign_off?.meaning ?? given.signOff.meaning,
      },
    ],
    inOrder: false,
    severalRolesAPerson: false,
    notSignersOf: [],
    after: [],
    ticksByRole: false,
    beforeImplementation: gate?.before_implementation ?? given.beforeImplementation,
    recordAuthorMaySign: gate?.record_author_may_sign ?? given.recordAuthorMaySign,
  });
};

const toRequirement = <T>(skip: string | undefined, config: T): Requirement<T> =>
  skip === undefined ? { required: true, config } : { required: false, reason: skip };

const toChecklist = (name: string | null, written: WrittenPolicy, preset: Preset): Checklist | null => {
  if (name === null) return null;
  const own = written.checklists;
  const checklist = own !== undefined && Object.hasOwn(own, name) ? own[name] : preset.checklists[name];
  if (checklist === undefined) throw new Error(`The checklist ${name} is named and not defined.`);
  return { heading: checklist.heading, items: checklist.items };
};

const unlessNone = (name: string | null): string | null => (name === 'none' ? null : name);
