/** What a policy asks of releases: the preset of its class, with what the policy says in its place. */

import { environmentsPath, toKeysInOrder } from './environment-problems.ts';
import { type ReleaseGateId, type ReleasePolicy, releaseGateIds } from './policy.ts';
import type { Preset } from './presets.ts';
import { valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { toNamedChecklist, toOwnSignOffs, toRequirement, unlessNone } from './to-gates.ts';
import type { WrittenPolicy } from './written-policy.ts';

/** @param written a policy without problems: what it names, it defines. */
export const toRelease = (written: WrittenPolicy, preset: Preset, source: Source): ReleasePolicy | null => {
  const { release } = written;
  if (release === undefined) return null;
  const { approval, anomalies, artifacts, verification } = release;
  const record = written.records?.['release-record'];
  return {
    tags: release.tags,
    record: {
      label: unlessNone(record?.label ?? preset.releaseRecord.label),
      issueType: unlessNone(record?.issue_type ?? 'none'),
      repositories: [],
    },
    sections: release.record?.sections ?? preset.release.sections,
    verification: verification === undefined ? null : { required: true, config: { required: verification.required } },
    anomalies: toRequirement(anomalies, { section: anomalies?.section ?? preset.release.anomaliesSection }),
    artifacts: toRequirement(artifacts, {
      sbom: (artifacts?.sbom ?? 'required') === 'required',
      signed: artifacts?.signed ?? [],
      attested: artifacts?.attested ?? [],
    }),
    approval: {
      label: null,
      checklist: toNamedChecklist(unlessNone(approval?.checklist ?? preset.release.checklist), written, preset),
      signOffs:
        approval?.sign_off === undefined ? preset.release.signOffs : toOwnSignOffs(approval.sign_off, 'approval'),
      inOrder: approval?.in_order ?? false,
      severalRolesAPerson: approval?.several_roles_a_person ?? false,
      notSignersOf: [],
      after: [],
      beforeImplementation: false,
      recordAuthorMaySign: approval?.record_author_may_sign ?? true,
      ticksByRole: approval?.ticks_by_role ?? false,
    },
    environments: release.environments === undefined ? null : toEnvironments(release.environments, source),
    retract: release.retract ?? false,
    lines: Object.fromEntries(releaseGateIds.map((gate) => [gate, toLine(gate, source)])) as ReleasePolicy['lines'],
  };
};

/** In the order of the file, which an object does not keep for names that are numbers. */
const toEnvironments = (
  written: NonNullable<NonNullable<WrittenPolicy['release']>['environments']>,
  source: Source,
): ReleasePolicy['environments'] =>
  toKeysInOrder(source, environmentsPath).flatMap((pattern) => {
    const mode = written[pattern];
    return mode === undefined ? [] : [{ pattern, mode, line: source.lineOf([...environmentsPath, pattern]) }];
  });

/** Where a gate of a release is configured, if it can be. */
const places: Partial<Record<ReleaseGateId, string>> = {
  'release-record': 'record',
  verification: 'verification',
  anomalies: 'anomalies',
  artifacts: 'artifacts',
  release: 'approval',
};

const toLine = (gate: ReleaseGateId, source: Source): number => {
  const key = places[gate];
  const path: Path = key === undefined ? ['release'] : ['release', key];
  return source.lineOf(valueAt(source.value, path) === undefined ? ['release'] : path);
};
