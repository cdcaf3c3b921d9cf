/** What is wrong with the roles of a written policy: held by nobody, named and not defined, or by too few people. */

import { type AskedSignOff, type Signed, toSigned, toSignOffs } from './asked.ts';
import type { Preset } from './presets.ts';
import type { Problem } from './problem.ts';
import { isMapping, keysAt, valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { toStaffProblems } from './staff-problems.ts';
import { quote, suggest, toPathText } from './wording.ts';

export const toRoleProblems = (source: Source, preset: Preset): Problem[] => {
  const signed = toSigned(source.value, preset).map((one) => ({ ...one, signOffs: toSignOffs(source.value, one) }));
  return [
    ...toHolderProblems(source),
    ...signed.flatMap((one) => one.signOffs.flatMap((signOff) => toUndefinedRole(source, one, signOff))),
    ...signed.flatMap((one) => toTwice(source, one, one.signOffs)),
    ...toNamedRole(source, ['deviations', 'role'], 'deviations'),
    ...toNamedRole(source, ['emergency', 'role'], 'The emergency path'),
    ...toStaffProblems(source, signed, preset),
  ];
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

const toUndefinedRole = (source: Source, { name, path }: Signed, { role, rolePath }: AskedSignOff): Problem[] => {
  const roles = keysAt(source.value, ['roles']);
  if (roles.length === 0 || roles.includes(role)) return [];
  const message = `${name} asks for the role ${quote(role)}, which roles does not define.`;
  if (rolePath !== null) return [source.problem(rolePath, 'value', message, suggest(role, roles))];
  const hint = `Define it, or name another role in ${toPathText([...path, 'sign_off', 'role'])}.`;
  return [source.problem(['roles'], 'key', message, hint)];
};

/** A sign-off could fulfil either of two that ask the same. Of reviews, every approving one counts. */
const toTwice = (source: Source, { path }: Signed, signOffs: readonly AskedSignOff[]): Problem[] => {
  const seen = new Set<string>();
  return signOffs.flatMap(({ path: at, role, meaning }) => {
    const key = path[1] === 'review' ? role : `${role} ${meaning}`;
    const isTwice = seen.has(key);
    seen.add(key);
    if (!isTwice || at === null) return [];
    const message = `${toPathText([...path, 'sign_off'])} asks twice for the role ${quote(role)} with the same meaning.`;
    return [source.problem(at, 'value', message, 'Ask for both in one: raise its quorum.')];
  });
};

/** A role that one key names. */
const toNamedRole = (source: Source, path: Path, name: string): Problem[] => {
  const roles = keysAt(source.value, ['roles']);
  const role = valueAt(source.value, path);
  if (typeof role !== 'string' || roles.length === 0 || roles.includes(role) || role === 'none') return [];
  const message = `${name} names the role ${quote(role)}, which roles does not define.`;
  return [source.problem(path, 'value', message, suggest(role, roles))];
};
