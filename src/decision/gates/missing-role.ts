import { toHolders } from '../authority.ts';
import type { Sentence } from '../finding.ts';
import { type Lack, type SigningContext, toPolicyUrl } from './gate.ts';

/** What stands in the way of knowing who holds the roles of a gate when, or of anybody holding them. */
export const lacksOfRoles = (context: SigningContext, roles: readonly string[]): readonly Lack[] => [
  ...lacksOfAuthority(context),
  ...[...new Set(roles)].flatMap((role) => lacksOfRole(context, role)),
];

const lacksOfRole = ({ facts, roles, rolePrefix }: SigningContext, role: string): readonly Lack[] => {
  const holders = toHolders(roles, role);
  const link = toPolicyUrl(facts, rolePrefix);
  const who: Sentence = ['Whoever maintains the policy or the teams that it names'];
  if (!holders.known) {
    const what: Sentence = ['Who holds the role ', { code: role }, ' is not known: ', { code: holders.reason }, '.'];
    const how: Sentence = ['Check that the teams named for the role exist and that Holdpoint may read them.'];
    return [{ status: 'unknown', missing: { what, who, how, link } }];
  }
  if (holders.value.some(({ kind }) => kind === 'person')) return [];
  const what: Sentence = ['Nobody holds the role ', { code: role }, ', so nobody can sign.'];
  const how: Sentence = ['Name users or a team that has members under ', { code: `roles: ${role}` }, ' in the policy.'];
  return [{ status: 'failed', missing: { what, who, how, link } }];
};

/** The authority file, and our own sights of what was done, by which it is judged who held a role then. */
const lacksOfAuthority = ({ facts, roles, about }: SigningContext): readonly Lack[] => {
  const { authority, required, witnessed } = roles;
  const link = `${facts.repository.url}/blob/${encodeURIComponent(facts.repository.defaultBranch)}/${encodeURI(authority.path)}`;
  const name = { code: authority.path };
  const who: Sentence = ['Whoever maintains the authority file'];
  const rerun: Sentence = ['Press ', { code: 'Re-run' }, ' on the check.'];
  if (authority.state === 'unreadable') {
    const what: Sentence = ['The authority file ', name, ' cannot be read: ', { code: authority.reason }, '.'];
    return [{ status: 'unknown', missing: { what, who, how: rerun, link } }];
  }
  if (authority.state === 'refused') {
    const { line, column, message, hint } = authority.problem;
    const place = { code: `${authority.path}:${line}:${column}` };
    const what: Sentence = ['The authority file has a problem, at ', place, ': ', { code: message }];
    const how: Sentence = ['Put it right on the default branch. ', ...(hint === null ? [] : [{ code: hint }])];
    return [{ status: 'unknown', missing: { what, who, how, link: `${link}#L${line}` } }];
  }
  if (required && authority.state === 'absent') {
    const what: Sentence = ['The policy counts nobody who has no entry in the authority file, and there is none.'];
    const how: Sentence = ['Write ', name, ' on the default branch, with an entry for each person and role.'];
    return [{ status: 'failed', missing: { what, who, how, link: facts.repository.url } }];
  }
  if (witnessed.known) return [];
  const what: Sentence = ['Who held a role when they signed is not known: ', { code: witnessed.reason }, '.'];
  return [{ status: 'unknown', missing: { what, who: ['Whoever runs Holdpoint'], how: rerun, link: about.url } }];
};
