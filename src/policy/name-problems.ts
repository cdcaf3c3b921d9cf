/** Labels and checklists of a written policy that are named and not defined, defined and not named, or named twice. */

import { asksOfReleases, isSkipped, toSignedGates } from './asked.ts';
import { formats } from './formats.ts';
import type { Preset } from './presets.ts';
import type { Problem } from './problem.ts';
import { keysAt, valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { quote, suggest, toPathText } from './wording.ts';

type Noun = 'label' | 'checklist';

/** A label or checklist that a rule names, and where; by the preset when the policy does not say. */
type Use = { readonly path: Path; readonly name: string; readonly by: 'policy' | 'preset' };

/**
 * @param whole whether records and gates have a good shape; only then can it be said what nothing uses.
 */
export const toNameProblems = (source: Source, preset: Preset, whole: boolean): Problem[] => {
  const asks = asksOfReleases(source.value);
  const records = [preset.changeRequest, preset.problemReport, ...(asks ? [preset.releaseRecord] : [])];
  const labels = [...records, ...Object.values(preset.signed)].map(({ label }) => label);
  const checklists = Object.keys(preset.checklists).filter((name) => asks || name !== preset.release.checklist);
  return [
    ...toProblems(source, toLabelUses(source.value, preset), 'label', whole, labels),
    ...toProblems(source, toChecklistUses(source.value, preset), 'checklist', whole, checklists),
  ];
};

const toLabelUses = (value: unknown, preset: Preset): Use[] => [
  ...toUse(value, ['records', 'change-request', 'label'], preset.changeRequest.label),
  ...toUse(value, ['records', 'problem-report', 'label'], preset.problemReport.label),
  ...(asksOfReleases(value) ? toUse(value, ['records', 'release-record', 'label'], preset.releaseRecord.label) : []),
  ...toSignedGates(value).flatMap((gate) => toUse(value, ['gates', gate, 'label'], preset.signed[gate].label)),
  ...(isSkipped(value, 'dependencies') ? [] : toUse(value, ['gates', 'dependencies', 'batch', 'label'], 'none')),
];

const toChecklistUses = (value: unknown, preset: Preset): Use[] => [
  ...toRequestChecklistUses(value, preset),
  ...toReleaseChecklistUses(value, preset),
];

/** The checklists that gates look for on a change request. */
export const toRequestChecklistUses = (value: unknown, preset: Preset): Use[] =>
  toSignedGates(value).flatMap((gate) => toUse(value, ['gates', gate, 'checklist'], preset.signed[gate].checklist));

/** Those that a release is signed by. */
export const toReleaseChecklistUses = (value: unknown, preset: Preset): Use[] =>
  asksOfReleases(value) ? toUse(value, ['release', 'approval', 'checklist'], preset.release.checklist) : [];

const toUse = (value: unknown, path: Path, preset: string): Use[] => {
  const written = valueAt(value, path);
  const name = written === undefined ? preset : written;
  if (typeof name !== 'string' || name === 'none') return [];
  return [{ path, name, by: written === undefined ? 'preset' : 'policy' }];
};

const toProblems = (
  source: Source,
  uses: readonly Use[],
  noun: Noun,
  whole: boolean,
  preset: readonly string[],
): Problem[] => [
  ...toUndefined(source, uses, noun, preset),
  ...(whole ? toUnused(source, uses, noun) : []),
  ...toShared(source, uses, noun),
];

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
