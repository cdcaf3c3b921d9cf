/** What is wrong between the gates of a written policy: skipped and configured, waiting for one another, or in vain. */

import { toComparable } from '../records/plain-text.ts';
import { isSkipped, toSigned, toSignOffs } from './asked.ts';
import type { Preset } from './presets.ts';
import type { Problem } from './problem.ts';
import { isMapping, keysAt, listAt, valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { quote, toPathText } from './wording.ts';
import { presetGateIds, signedGateIds, type WrittenSignedGateId } from './written-gates.ts';

export const toGateProblems = (source: Source, preset: Preset): Problem[] => [
  ...toSkipProblems(source),
  ...toOrderProblems(source, preset),
  ...toLonelyProblems(source, preset),
  ...toOwedProblems(source),
  ...toDispositionProblems(source, preset),
];

const toSkipProblems = (source: Source): Problem[] => {
  const { value, problem } = source;
  const gates = valueAt(value, ['gates']);
  if (isMapping(gates) && Object.keys(gates).length === 0) {
    const hint = 'Leave “gates” out to take those of the preset; skip a gate with a reason, “skip: …”.';
    return [problem(['gates'], 'key', 'The policy has no gate.', hint)];
  }
  const places: readonly Path[] = [
    ...presetGateIds.map((gate) => ['gates', gate]),
    ...releaseGatesThatSkip.map((gate) => ['release', gate]),
  ];
  const problems = places
    .filter((path) => valueAt(value, [...path, 'skip']) !== undefined && keysAt(value, path).length > 1)
    .map((path) =>
      problem([...path, 'skip'], 'key', `${toPathText(path)} is skipped and configured.`, 'Keep one of the two.'),
    );
  if (!signedGateIds.every((gate) => isSkipped(value, gate))) return problems;
  const message = 'The policy asks for no signature: every gate that takes one on a record is skipped.';
  return [...problems, problem(['gates'], 'key', message, `Keep at least one of ${signedGateIds.join(', ')}.`)];
};

/** Parts of `release` that a policy can switch off. */
const releaseGatesThatSkip = ['anomalies', 'artifacts'];

const relations = ['not_signers_of', 'after'] as const;

/** One gate looks at another: its signers, or when it was fulfilled. */
type Look = {
  readonly gate: WrittenSignedGateId;
  readonly at: string;
  readonly path: Path;
  readonly isWritten: boolean;
};

const toLooks = (value: unknown, gate: WrittenSignedGateId, preset: Preset): Look[] =>
  relations.flatMap((relation) => {
    const path = ['gates', gate, relation];
    const isWritten = valueAt(value, path) !== undefined;
    const names = relation === 'after' ? preset.signed[gate].after : preset.signed[gate].notSignersOf;
    return (isWritten ? listAt(value, path) : names).map((at, index) => ({
      gate,
      at: String(at),
      path: [...path, index],
      isWritten,
    }));
  });

const toOrderProblems = (source: Source, preset: Preset): Problem[] => {
  const { value } = source;
  const looks = signedGateIds.filter((gate) => !isSkipped(value, gate)).flatMap((gate) => toLooks(value, gate, preset));
  return looks.flatMap((look) => {
    if (!look.isWritten) return [];
    const at = (message: string, hint: string) => [source.problem(look.path, 'value', message, hint)];
    const name = toPathText(look.path.slice(0, -1));
    if (look.at === look.gate) return at(`${name} names the gate itself.`, 'Take it out.');
    if (isSkipped(value, look.at)) {
      return at(`${name} names the gate ${quote(look.at)}, which is skipped.`, 'Take it out, or keep that gate.');
    }
    const back = looks.find((other) => other.gate === look.at && other.at === look.gate);
    // Of two that the policy says, the later one is told; the preset's cannot be the one that is wrong.
    if (back === undefined || (back.isWritten && looks.indexOf(back) > looks.indexOf(look))) return [];
    const by = toPathText(back.path.slice(0, -1));
    const hint = back.isWritten ? 'Take one of the two out.' : `Take it out, or drop the other: “${by}: []”.`;
    return at(`${name} names the gate ${quote(look.at)}, which waits for this one by ${by}.`, hint);
  });
};

/** What is said of several sign-offs where there is one: somebody believes that it does something. */
const toLonelyProblems = (source: Source, preset: Preset): Problem[] =>
  toSigned(source.value, preset).flatMap((signed) => {
    const written = valueAt(source.value, [...signed.path, 'sign_off']);
    const count = Array.isArray(written) ? written.length : toSignOffs(source.value, signed).length;
    return ['in_order', 'several_roles_a_person']
      .map((key) => [...signed.path, key])
      .filter((path) => valueAt(source.value, path) === true && count === 1)
      .map((path) => {
        const message = `${toPathText(path)} is about several sign-offs, and there is only one.`;
        const hint = 'Take it out, or write “sign_off” as a list.';
        return source.problem(path, 'key', message, hint);
      });
  });

/** Only what is asked for can be owed. */
const toOwedProblems = (source: Source): Problem[] => {
  const { value } = source;
  const isOff = (gate: string) =>
    isSkipped(value, gate) ||
    ((gate === 'review' || gate === 'checks') && valueAt(value, ['gates', gate]) === undefined);
  return listAt(value, ['emergency', 'owes']).flatMap((gate, index) => {
    if (typeof gate !== 'string' || !isOff(gate)) return [];
    const message = `emergency.owes names the gate ${quote(gate)}, which the policy does not ask for.`;
    return [source.problem(['emergency', 'owes', index], 'value', message, 'Take it out, or ask for that gate.')];
  });
};

/** The two answers must be told apart, also with a reason behind them. */
const toDispositionProblems = (source: Source, preset: Preset): Problem[] => {
  const { value } = source;
  const path = ['gates', 'disposition'];
  const keys = ['software', 'environment'] as const;
  const [software, environment] = keys.map((key) => valueAt(value, [...path, key]) ?? preset.disposition[key]);
  if (typeof software !== 'string' || typeof environment !== 'string') return [];
  const [one, other] = [toComparable(software), toComparable(environment)];
  if (!one.startsWith(other) && !other.startsWith(one)) return [];
  const written = keys.findLast((key) => valueAt(value, [...path, key]) !== undefined) ?? 'environment';
  const message = `The answers ${quote(software)} and ${quote(environment)} begin alike: one could be taken for the other.`;
  return [source.problem([...path, written], 'value', message, 'Choose words that differ from the first on.')];
};
