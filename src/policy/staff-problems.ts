/**
 * Sign-offs that the people who hold the roles are too few for. Who is in a team is not in the policy; a role of users
 * alone has as many holders as users.
 */

import type { AskedSignOff, Signed } from './asked.ts';
import type { Preset } from './presets.ts';
import type { Problem } from './problem.ts';
import { listAt, valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { quote } from './wording.ts';
import { signedGateIds } from './written-gates.ts';

type Staffed = Signed & { readonly signOffs: readonly AskedSignOff[] };

export const toStaffProblems = (source: Source, signed: readonly Staffed[], preset: Preset): Problem[] =>
  signed.flatMap((one) => {
    const alone = one.signOffs.flatMap((signOff) => toQuorumProblems(source, one, signOff));
    return alone.length > 0 ? alone : toCrowdProblems(source, one, signed, preset);
  });

const toQuorumProblems = (source: Source, { name }: Signed, { role, quorum, quorumPath }: AskedSignOff): Problem[] => {
  const users = toUsers(source.value, role);
  if (quorumPath === null || users === null || users.size >= quorum) return [];
  const message = `${name} asks for ${quorum} signers, and the role ${quote(role)} has only ${users.size}.`;
  return [source.problem(quorumPath, 'value', message, 'Lower the quorum, or add people or a team.')];
};

/** Different people must sign for each of the sign-offs, and none of those who sign for `not_signers_of`. */
const toCrowdProblems = (source: Source, one: Staffed, signed: readonly Staffed[], preset: Preset): Problem[] => {
  const { value } = source;
  const { path, name } = one;
  const apart = signedGateIds.filter((gate) => isApart(value, one, gate, preset));
  const others = signed.filter((other) => apart.some((gate) => other.path[1] === gate));
  if (others.some((other) => toChoices(value, other).every((choice) => toShortage(value, choice) !== null))) return [];
  const choices = [one, ...others].map((each) => toChoices(value, each));
  const crowds = choices.reduce<AskedSignOff[][]>(
    (crowds, choices) => crowds.flatMap((crowd) => choices.map((choice) => [...crowd, ...choice])),
    [[]],
  );
  const short = crowds.map((crowd) => toShortage(value, crowd)).find((shortage) => shortage !== null);
  if (short === undefined || short === null) return [];
  const roles = short.roles.map(quote).join(' and ');
  const than = others.length === 0 ? '' : `, none of whom signed ${apart.join(' or ')}`;
  const hold = short.roles.length === 1 ? 'the role' : 'the roles';
  const message = `${name} cannot be signed: it takes ${short.needed} different people in ${hold} ${roles}${than}, and there are only ${short.people}.`;
  const hint =
    others.length === 0
      ? 'Or let one person sign for several: “several_roles_a_person: true”.'
      : 'Or let them sign both: “not_signers_of: []”.';
  return [source.problem(toPlace(value, path), 'key', message, `Add people or a team. ${hint}`)];
};

const isApart = (value: unknown, { path }: Signed, gate: (typeof signedGateIds)[number], preset: Preset): boolean => {
  const own = signedGateIds.find((id) => path[0] === 'gates' && path[1] === id);
  if (own === undefined || own === gate) return false;
  const written = valueAt(value, [...path, 'not_signers_of']);
  return (Array.isArray(written) ? written : preset.signed[own].notSignersOf).includes(gate);
};

/** All sign-offs together, or each by itself where one person may fill several. */
const toChoices = (value: unknown, { path, signOffs }: Staffed): readonly (readonly AskedSignOff[])[] => {
  if (signOffs.length === 0) return [[]];
  const isShared = valueAt(value, [...path, 'several_roles_a_person']) === true;
  return isShared ? signOffs.map((signOff) => [signOff]) : [signOffs];
};

type Shortage = { readonly roles: readonly string[]; readonly needed: number; readonly people: number };

/** By Hall's theorem there are enough people if there are enough for every set of the roles. */
const toShortage = (value: unknown, signOffs: readonly AskedSignOff[]): Shortage | null => {
  const roles = [...new Set(signOffs.map(({ role }) => role))].flatMap((role) => {
    const users = toUsers(value, role);
    return users === null ? [] : [{ role, users }];
  });
  for (let set = 1; set < 2 ** roles.length; set += 1) {
    const chosen = roles.filter((_, index) => (set & (2 ** index)) !== 0);
    const people = new Set(chosen.flatMap(({ users }) => [...users])).size;
    const names = chosen.map(({ role }) => role);
    const needed = signOffs.filter(({ role }) => names.includes(role)).reduce((sum, { quorum }) => sum + quorum, 0);
    if (needed > people) return { roles: names, needed, people };
  }
  return null;
};

/** The users of a role of users alone; null when it has a team, or is not defined. */
const toUsers = (value: unknown, role: string): ReadonlySet<string> | null => {
  const users = listAt(value, ['roles', role, 'users']).filter((user) => typeof user === 'string');
  if (users.length === 0 || listAt(value, ['roles', role, 'teams']).length > 0) return null;
  return new Set(users.map((user) => user.toLowerCase()));
};

const toPlace = (value: unknown, path: Path): Path => {
  const keys = ['sign_off', 'not_signers_of'].map((key) => [...path, key]);
  return keys.find((place) => valueAt(value, place) !== undefined) ?? ['roles'];
};
