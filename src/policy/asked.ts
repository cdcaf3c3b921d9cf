/**
 * What a written policy asks for, as far as its raw value tells: what is malformed has been reported already and is
 * passed over, so that a mistake in one part hides none in another.
 */

import type { SignOffRule } from './policy.ts';
import { type Preset, presets } from './presets.ts';
import { isMapping, valueAt } from './raw-value.ts';
import type { Path } from './source.ts';
import { mostSignOffs, signedGateIds, type WrittenSignedGateId } from './written-gates.ts';

/**
 * The preset whose names can meet those of the policy: that of its class, and that of class C where paths take classes,
 * or as long as the class cannot be read.
 */
export const toPresetOf = (value: unknown): Preset => {
  const safetyClass = valueAt(value, ['safety_class']);
  const isOne = valueAt(value, ['paths']) === undefined && (safetyClass === 'A' || safetyClass === 'B');
  return isOne ? presets[safetyClass] : presets.C;
};

export const isSkipped = (value: unknown, gate: string): boolean =>
  valueAt(value, ['gates', gate, 'skip']) !== undefined;

/** Gates that take signatures on a record and are not skipped. */
export const toSignedGates = (value: unknown): readonly WrittenSignedGateId[] =>
  signedGateIds.filter((gate) => !isSkipped(value, gate));

/** Lists of headings. */
export const headingLists: readonly Path[] = [
  ['gates', 'problem-resolution', 'sections'],
  ['gates', 'record-complete', 'sections'],
  ['gates', 'dependencies', 'sections'],
  ['gates', 'safety-impact', 'questions'],
  ['release', 'record', 'sections'],
];

/** A sign-off that something asks for. */
export type AskedSignOff = {
  /** Where it stands; null when all of it comes from the preset. */
  readonly path: Path | null;
  readonly meaning: string;
  readonly role: string;
  /** Where the role is named; null when the preset names it. */
  readonly rolePath: Path | null;
  readonly quorum: number;
  readonly quorumPath: Path | null;
};

/** Something that people sign: a gate or the emergency path. */
export type Signed = {
  /** In words, at the start of a sentence. */
  readonly name: string;
  readonly path: Path;
  /** The meaning where none is written. */
  readonly meaning: string;
  /** What its preset asks for; what is written without a role, or a quorum, takes that of the first. */
  readonly preset: readonly AskedSignOff[];
};

/** Everything that people sign by this policy. */
export const toSigned = (value: unknown, preset: Preset): readonly Signed[] => {
  const gates = toSignedGates(value).map((gate) => {
    const { signOff } = preset.signed[gate];
    return {
      name: `The gate ${gate}`,
      path: ['gates', gate],
      meaning: signOff.meaning,
      preset: [toPresetSignOff(signOff)],
    };
  });
  const others = [
    { name: 'The gate review', path: ['gates', 'review'], meaning: 'review', preset: [] },
    { name: 'The emergency path', path: ['emergency'], meaning: 'approval', preset: [] },
  ];
  const releaseSignOffs = preset.release.signOffs.map(toPresetSignOff);
  const release = { name: 'A release', path: releaseApproval, meaning: 'approval', preset: releaseSignOffs };
  return [
    ...gates,
    ...others.filter(({ path }) => valueAt(value, path) !== undefined),
    ...(asksOfReleases(value) ? [release] : []),
  ];
};

const toPresetSignOff = ({ role, quorum, meaning }: SignOffRule): AskedSignOff => ({
  path: null,
  role,
  rolePath: null,
  quorum,
  quorumPath: null,
  meaning,
});

const releaseApproval: Path = ['release', 'approval'];

/** Whether the policy asks for anything of releases. */
export const asksOfReleases = (value: unknown): boolean => isMapping(valueAt(value, ['release']));

/** The sign-offs that something asks for; those that cannot be read are left out. */
export const toSignOffs = (value: unknown, { path, meaning, preset }: Signed): readonly AskedSignOff[] => {
  const place = [...path, 'sign_off'];
  const written = valueAt(value, place);
  if (written === undefined) return preset;
  const list: readonly unknown[] = Array.isArray(written) ? written.slice(0, mostSignOffs) : [];
  const entries = list.map((entry, index) => ({ entry, at: [...place, index] }));
  const rules = isMapping(written) ? [{ entry: written, at: place }] : entries;
  return rules.flatMap(({ entry, at }) => {
    if (!isMapping(entry)) return [];
    const fallback = Array.isArray(written) ? undefined : preset[0];
    const role = entry['role'] ?? fallback?.role;
    const quorum = entry['quorum'] ?? fallback?.quorum ?? 1;
    const means = entry['meaning'] ?? meaning;
    if (typeof role !== 'string' || typeof quorum !== 'number' || typeof means !== 'string') return [];
    return [
      {
        path: at,
        meaning: means,
        role,
        rolePath: 'role' in entry ? [...at, 'role'] : null,
        quorum,
        quorumPath: 'quorum' in entry ? [...at, 'quorum'] : null,
      },
    ];
  });
};
