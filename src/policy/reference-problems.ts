/**
 * What is wrong between the parts of a written policy: roles, labels and checklists that are named and not defined,
 * defined and not named, or named twice. Reads the raw value, so that a mistake in one part hides none in another;
 * what is malformed has been reported already and is passed over here.
 */

import { toComparable } from '../records/plain-text.ts';
import { formats } from './formats.ts';
import { type Preset, presets } from './presets.ts';
import type { Problem } from './problem.ts';
import { isMapping, keysAt, listAt, valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { quote, suggest, toPathText } from './wording.ts';
import { gateIds, signedGateIds } from './written-policy.ts';

type SignedGateId = (typeof signedGateIds)[number];

/**
 * @param whole whether records and gates have a good shape; only then can it be said what nothing uses.
 */
export const toReferenceProblems = (source: Source, whole: boolean): Problem[] => {
  const { value } = source;
  const preset = toPresetOf(value);
  const gates = signedGateIds.filter((gate) => !isSkipped(value, gate));
  const labels = [
    ...toUse(value, ['records', 'change-request', 'label'], preset.changeRequest.label),
    ...gates.flatMap((gate) => toUse(value, ['gates', gate, 'label'], preset.gates[gate].label)),
  ];
  const checklists = gates.flatMap((gate) => toUse(value, ['gates', gate, 'checklist'], preset.gates[gate].checklist));
  const presetLabels = [preset.changeRequest.label, ...signedGateIds.map((gate) => preset.gates[gate].label)];
  return [
    ...toSkipProblems(source),
    ...toHolderProblems(source),
    ...gates.flatMap((gate) => [...toRoleProblems(source, gate, preset), ...toQuorumProblems(source, gate, preset)]),
    ...toUndefined(source, labels, 'label', presetLabels),
    ...toUndefined(source, checklists, 'checklist', Object.keys(preset.checklists)),
    ...(whole ? [...toUnused(source, labels, 'label'), ...toUnused(source, checklists, 'checklist')] : []),
    ...toShared(source, labels, 'label'),
    ...toShared(source, checklists, 'checklist'),
    ...toSharedHeadings(source, checklists, preset),
    ...toUnrecognisable(source, preset),
  ];
};

/** The class's preset; that of C as long as the class cannot be read: the names are the same in all of them. */
const toPresetOf = (value: unknown): Preset => {
  const safetyClass = valueAt(value, ['safety_class']);
  return safetyClass === 'A' || safetyClass === 'B' ? presets[safetyClass] : presets.C;
};

/** A label or checklist that a rule names, and where; by the preset when the policy does not say. */
type Use = { readonly path: Path; readonly name: string; readonly by: 'policy' | 'preset' };

const toUse = (value: unknown, path: Path, preset: string): Use[] => {
  const written = valueAt(value, path);
  if (written === undefined) return [{ path, name: preset, by: 'preset' }];
  return typeof written === 'string' && written !== 'none' ? [{ path, name: written, by: 'policy' }] : [];
};

const isSkipped = (value: unknown, gate: string): boolean => valueAt(value, ['gates', gate, 'skip']) !== undefined;

const toSkipProblems = (source: Source): Problem[] => {
  const { value, problem } = source;
  const gates = valueAt(value, ['gates']);
  if (isMapping(gates) && Object.keys(gates).length === 0) {
    const hint = 'Leave “gates” out to take those of the preset; skip a gate with a reason, “skip: …”.';
    return [problem(['gates'], 'key', 'The policy has no gate.', hint)];
  }
  const problems = gateIds
    .filter((gate) => isSkipped(value, gate) && keysAt(value, ['gates', gate]).length > 1)
    .map((gate) =>
      problem(['gates', gate, 'skip'], 'key', `gates.${gate} is skipped and configured.`, 'Keep one of the two.'),
    );
  if (gateIds.every((gate) => isSkipped(value, gate))) {
    const hint = `Keep at least one of ${gateIds.join(', ')}.`;
    problems.push(problem(['gates'], 'key', 'The policy has no gate: every one is skipped.', hint));
  } else if (signedGateIds.every((gate) => isSkipped(value, gate))) {
    const hint = `Keep at least one of ${signedGateIds.join(', ')}.`;
    problems.push(
      problem(['gates'], 'key', 'The policy asks for no signature: every gate that takes one is skipped.', hint),
    );
  }
  return problems;
};

const toHolderProblems = (source: Source): Problem[] => {
  const { value, problem } = source;
  const roles = valueAt(value, ['roles']);
  if (isMapping(roles) && Object.keys(roles).length === 0) {
    return [problem(['roles'], 'key', 'The policy has no role.', 'Write “safety: { teams: [organisation/slug] }”.')];
  }
  const isEmpty = (list: unknown) => list === undefined || (Array.isArray(list) && list.length === 0);
  return keysAt(value, ['roles'])
    .filter((role) => {
      const holders = valueAt(value, ['roles', role]);
      return isMapping(holders) && isEmpty(holders['teams']) && isEmpty(holders['users']);
    })
    .map((role) => {
      const hint = 'Name who does: “teams: [organisation/slug]” or “users: [login]”.';
      return problem(['roles', role], 'key', `Nobody holds the role ${quote(role)}.`, hint);
    });
};

const rolePath = (gate: SignedGateId): Path => ['gates', gate, 'sign_off', 'role'];

const toRoleProblems = (source: Source, gate: SignedGateId, preset: Preset): Problem[] => {
  const roles = keysAt(source.value, ['roles']);
  const written = valueAt(source.value, rolePath(gate));
  const role = written ?? preset.gates[gate].signOff.role;
  if (roles.length === 0 || typeof role !== 'string' || roles.includes(role)) return [];
  const message = `The gate ${gate} asks for the role ${quote(role)}, which roles does not define.`;
  if (written !== undefined) return [source.problem(rolePath(gate), 'value', message, suggest(role, roles))];
  const hint = `Define it, or name another role in ${toPathText(rolePath(gate))}.`;
  return [source.problem(['roles'], 'key', message, hint)];
};

/** Who is in a team is not in the policy; a role of users alone has as many holders as users. */
const toQuorumProblems = (source: Source, gate: SignedGateId, preset: Preset): Problem[] => {
  const { value } = source;
  const path = ['gates', gate, 'sign_off', 'quorum'];
  const role = valueAt(value, rolePath(gate)) ?? preset.gates[gate].signOff.role;
  const quorum = valueAt(value, path);
  if (typeof role !== 'string' || typeof quorum !== 'number') return [];
  const users = listAt(value, ['roles', role, 'users']).length;
  if (users === 0 || users >= quorum || listAt(value, ['roles', role, 'teams']).length > 0) return [];
  const message = `The gate ${gate} asks for ${quorum} signers, and the role ${quote(role)} has only ${users}.`;
  return [source.problem(path, 'value', message, 'Lower the quorum, or add people or a team.')];
};

type Noun = 'label' | 'checklist';

const toUndefined = (source: Source, uses: readonly Use[], noun: Noun, preset: readonly string[]): Problem[] => {
  const names = [...new Set([...keysAt(source.value, [`${noun}s`]), ...preset])];
  return uses
    .filter((use) => use.by === 'policy' && !names.includes(use.name))
    .filter((use) => formats[`${noun} reference`].pattern.test(use.name))
    .map((use) => {
      const message = `${toPathText(use.path)} names the ${noun} ${quote(use.name)}, which nobody defines.`;
      const hint = [suggest(use.name, names), `Or define it under “${noun}s”.`].join(' ');
      return source.problem(use.path, 'value', message, hint);
    });
};

const toUnused = (source: Source, uses: readonly Use[], noun: Noun): Problem[] => {
  const used = [...new Set(uses.map((use) => use.name))];
  return keysAt(source.value, [`${noun}s`])
    .filter((name) => !used.includes(name) && formats[noun].pattern.test(name))
    .map((name) => {
      const named = used.length === 0 ? 'Rules name none' : `Rules name ${used.join(', ')}`;
      const hint = `${named}: name this one in a rule, or take it out.`;
      return source.problem([`${noun}s`, name], 'key', `No rule names the ${noun} ${quote(name)}.`, hint);
    });
};

/** One label or one list of ticks cannot say two things. GitHub compares labels without regard to case. */
const toShared = (source: Source, uses: readonly Use[], noun: Noun): Problem[] =>
  uses.flatMap((use, index) => {
    const before = uses.slice(0, index).find((other) => other.name.toLowerCase() === use.name.toLowerCase());
    if (before === undefined) return [];
    const [at, other] = use.by === 'policy' ? [use, before] : [before, use];
    const places = `${toPathText(other.path)} and ${toPathText(at.path)}`;
    const message = `The ${noun} ${quote(at.name)} serves two purposes: ${places}.`;
    return [source.problem(at.path, 'value', message, `Give each its own ${noun}.`)];
  });

/** Sections and checklists are found by their headings, so no two of them may have the same. */
const toSharedHeadings = (source: Source, uses: readonly Use[], preset: Preset): Problem[] => {
  const { value } = source;
  const sectionsPath = ['gates', 'record-complete', 'sections'];
  const sections = valueAt(value, sectionsPath) === undefined ? preset.sections : listAt(value, sectionsPath);
  const checklists = [...new Set(uses.map((use) => use.name))];
  const headings: { readonly text: unknown; readonly path: Path; readonly of: string }[] = [
    ...(isSkipped(value, 'record-complete') ? [] : sections).map((text, index) => ({
      text,
      path: [...sectionsPath, index],
      of: 'a section',
    })),
    ...checklists.map((name) => {
      const path = ['checklists', name, 'heading'];
      const text = valueAt(value, path) ?? valueAt(preset.checklists, [name, 'heading']);
      return { text, path, of: `the checklist ${quote(name)}` };
    }),
  ];
  const first = new Map<string, (typeof headings)[number]>();
  return headings.flatMap((heading) => {
    if (typeof heading.text !== 'string') return [];
    const key = toComparable(heading.text);
    const other = first.get(key);
    if (other === undefined) first.set(key, heading);
    if (other === undefined || other.of === heading.of) return [];
    const at = valueAt(value, heading.path) === undefined ? other : heading;
    const message = `The heading ${quote(String(at.text))} is that of ${other.of} and of ${heading.of}.`;
    return [source.problem(at.path, 'value', message, 'Each section and each checklist needs a heading of its own.')];
  });
};

const toUnrecognisable = (source: Source, preset: Preset): Problem[] => {
  const path = ['records', 'change-request'];
  const label = valueAt(source.value, [...path, 'label']) ?? preset.changeRequest.label;
  const type = valueAt(source.value, [...path, 'issue_type']) ?? 'none';
  if (label !== 'none' || type !== 'none') return [];
  const message = 'A change request cannot be recognised: it has neither a label nor an issue type.';
  return [source.problem([...path, 'label'], 'value', message, 'Give it one of the two.')];
};
