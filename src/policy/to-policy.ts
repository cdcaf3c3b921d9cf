/** From what the policy says to what holds: everything left unsaid comes from the preset of its class. */

import type { EmergencyPath, PathRule, Policy, PullRequestGateId, RecordType, Role } from './policy.ts';
import { gateIds } from './policy.ts';
import { deviationRole, presets } from './presets.ts';
import { valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { toGates, toOwnSignOffs, unlessNone } from './to-gates.ts';
import { toRelease } from './to-release.ts';
import type { WrittenPolicy } from './written-policy.ts';

/**
 * @param written a policy without problems: what it names, it defines.
 * @param owner the repository's owner, whose teams are meant where no organisation is named.
 * @param source where each part of it stands.
 */
export const toPolicy = (written: WrittenPolicy, owner: string, source: Source): Policy => {
  const preset = presets[written.safety_class];
  const changeRequest = written.records?.['change-request'];
  return {
    product: written.product,
    safetyClass: written.safety_class,
    branches: written.branches ?? ['**'],
    repositories: written.repositories ?? ['**'],
    roles: Object.fromEntries(Object.entries(written.roles).map(([name, role]) => [name, toRole(role, owner)])),
    changeRequest: {
      ...toRecordType(changeRequest, preset.changeRequest),
      originSection: changeRequest?.origin_section ?? preset.changeRequest.originSection,
    },
    problemReport: toRecordType(written.records?.['problem-report'], preset.problemReport),
    paths: toPaths(written, source),
    gates: { A: toGates(written, presets.A), B: toGates(written, presets.B), C: toGates(written, presets.C) },
    unattributedEmails: (written.contributors?.unattributed_emails ?? []).map((email) => email.toLowerCase()),
    authority: written.authority ?? 'when-present',
    deviationRole: toDeviationRole(written),
    emergency: toEmergency(written.emergency),
    release: toRelease(written, preset, source),
    removeUnentitledLabels: written.remove_unentitled_labels ?? false,
    lines: Object.fromEntries(gateIds.map((gate) => [gate, toLine(gate, source)])) as Policy['lines'],
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

const toRecordType = (
  record: NonNullable<NonNullable<WrittenPolicy['records']>['problem-report']> | undefined,
  preset: { readonly label: string; readonly issueType: null },
): RecordType => ({
  label: unlessNone(record?.label ?? preset.label),
  issueType: unlessNone(record?.issue_type ?? preset.issueType),
  repositories: (record?.repositories ?? []).map((repository) => repository.toLowerCase()),
});

const toPaths = ({ paths }: WrittenPolicy, source: Source): readonly PathRule[] | null =>
  paths?.map(({ pattern, class: safetyClass }, index) => ({
    pattern,
    safetyClass,
    line: source.lineOf(['paths', index]),
  })) ?? null;

/** A policy without the preset's role has nobody to record deviations, and is no worse for it: they hold. */
const toDeviationRole = ({ deviations, roles }: WrittenPolicy): string | null => {
  if (deviations !== undefined) return unlessNone(deviations.role);
  return Object.hasOwn(roles, deviationRole) ? deviationRole : null;
};

const toEmergency = (emergency: WrittenPolicy['emergency']): EmergencyPath | null =>
  emergency === undefined
    ? null
    : {
        role: emergency.role,
        signOffs: toOwnSignOffs(emergency.sign_off, 'approval'),
        owes: emergency.owes,
        days: emergency.days,
      };

/** Where a gate is demanded that has no place among the gates. */
const places: Partial<Record<PullRequestGateId, Path>> = {
  'linked-change': ['records', 'change-request'],
  depth: ['paths'],
  emergency: ['emergency'],
};

const toLine = (gate: PullRequestGateId, source: Source): number => {
  const path = places[gate] ?? ['gates', gate];
  return source.lineOf(valueAt(source.value, path) === undefined ? ['safety_class'] : path);
};
