import type { Account } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import { byLogin, toPeople } from '../sentence.ts';
import type { Signing } from '../sign-offs.ts';

/** Who may sign: the role's holders without those who are not independent and those who have `signed` already. */
export const toCandidates = (
  { role, config, contributors, issue }: Signing,
  signed: ReadonlySet<number> = new Set(),
): { readonly who: Sentence; readonly any: boolean } => {
  const name = { code: config.signOffs[0].role };
  if (!role.known) return { who: ['Somebody who holds the role ', name], any: true };
  const maySign = (holder: Account): boolean =>
    holder.kind === 'person' &&
    !contributors.excluded.has(holder.id) &&
    !signed.has(holder.id) &&
    (config.recordAuthorMaySign || !issue.author.known || issue.author.value.id !== holder.id);
  const holders = role.value.filter(maySign).sort(byLogin);
  if (holders.length > 0) return { who: [...toPeople(holders, 'or'), ' (role ', name, ')'], any: true };
  return { who: ['Nobody now: no independent person is left who holds the role ', name], any: false };
};
