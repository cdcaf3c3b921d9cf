import { z } from 'zod';
import { type Account, type Fact, known, type PullRequestFacts, type RoleKey, unknown } from '../decision/facts.ts';
import type { Role } from '../policy/policy.ts';
import type { InstallationClient } from './clients.ts';
import { orUnknown } from './faults.ts';
import { toShape } from './graphql.ts';
import type { Memory } from './memory.ts';

type Holders = Fact<readonly Account[]>;

/**
 * Who holds each role, child teams included. What several roles name is read once; what is remembered, not at all.
 * @param owner whose teams are remembered.
 */
export const readRoles = async (
  client: InstallationClient,
  owner: string,
  roles: readonly (readonly [RoleKey, Role])[],
  memory: Memory,
): Promise<PullRequestFacts['roles']> => {
  const asked = new Map<string, Promise<Holders>>();
  const once = (key: string, read: () => Promise<Holders>): Promise<Holders> => {
    const reading = asked.get(key) ?? read();
    asked.set(key, reading);
    return reading;
  };
  const entries = roles.map(async ([key, { teams, users }]): Promise<[RoleKey, Holders]> => {
    const parts = await Promise.all([
      ...teams.map((team) => {
        const key = `team:${team.organization}/${team.slug}`.toLowerCase();
        const read = () => readTeam(client, team);
        // Another organisation's members are remembered for its own installation only.
        const own = team.organization.toLowerCase() === owner.toLowerCase();
        return once(key, own ? () => remember(memory, key, read) : read);
      }),
      ...users.map((login) => {
        const key = `user:${login}`.toLowerCase();
        return once(key, () => remember(memory, key, () => readUser(client, login)));
      }),
    ]);
    return [key, toUnion(parts)];
  });
  // Made from entries, so that a role called `__proto__` is a role and nothing else.
  return Object.fromEntries(await Promise.all(entries));
};

const toUnion = (parts: readonly Holders[]): Holders => {
  const reasons = parts.flatMap((part) => (part.known ? [] : [part.reason]));
  if (reasons.length > 0) return unknown(reasons.join('; '));
  const all = parts.flatMap((part) => (part.known ? part.value : []));
  return known([...new Map(all.map((account) => [account.id, account])).values()]);
};

/** What could not be read is never remembered: the next evaluation asks again. */
const remember = async (memory: Memory, key: string, read: () => Promise<Holders>): Promise<Holders> => {
  const kept = await memory.readHolders(key);
  if (kept !== null) return known(kept);
  const holders = await read();
  if (holders.known) await memory.keepHolders(key, holders.value);
  return holders;
};

const restAccount = z
  .looseObject({ id: z.int(), login: z.string(), type: z.string(), name: z.string().nullish() })
  .transform(
    ({ id, login, type, name }): Account => ({
      id,
      login,
      kind: type === 'User' ? 'person' : 'bot',
      name: name || null,
    }),
  );

/** GitHub counts the members of child teams among a team's. */
const readTeam = (client: InstallationClient, { organization, slug }: Role['teams'][number]): Promise<Holders> => {
  const what = `reading the team ${organization}/${slug}`;
  const reason = `the team ${organization}/${slug} does not exist, or the App may not see it: check the name, and that the App may read members`;
  return orUnknown(reason, what, async () => {
    const route = 'GET /orgs/{org}/teams/{team_slug}/members';
    const members = await client.octokit.paginate(route, { org: organization, team_slug: slug, per_page: 100 });
    return known(toShape(what, z.array(restAccount), members));
  });
};

const readUser = (client: InstallationClient, login: string): Promise<Holders> => {
  const what = `reading the user ${login}`;
  return orUnknown(`there is no user ${login} on GitHub: check the name in the policy`, what, async () => {
    const { data } = await client.octokit.request('GET /users/{username}', { username: login });
    return known([toShape(what, restAccount, data)]);
  });
};
