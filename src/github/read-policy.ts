import { z } from 'zod';
import { type Account, type Fact, known, type PolicyFile, type PullRequestFacts, unknown } from '../decision/facts.ts';
import { type ParsedPolicy, parsePolicy } from '../policy/parse-policy.ts';
import type { Role } from '../policy/policy.ts';
import type { PolicyHomeAnswer } from './answers.ts';
import type { InstallationClient } from './clients.ts';
import { attempt, GitHubFault } from './faults.ts';
import { toShape } from './graphql.ts';
import type { Memory } from './memory.ts';
import { policyPath } from './policy-path.ts';

/** The policy in force and who holds its roles. */
export type PolicyReading = {
  readonly policyFile: Fact<PolicyFile | null>;
  /** Null when there is no policy, or when it could not be read. */
  readonly policy: ParsedPolicy | null;
  readonly roles: PullRequestFacts['roles'];
};

/** Parses the file that came with the answer, and reads the holders of the roles that it names. */
export const readPolicy = async (
  client: InstallationClient,
  home: PolicyHomeAnswer,
  problem: string | null,
  memory: Memory,
): Promise<PolicyReading> => {
  const policyFile = toPolicyFile(home, problem);
  if (!policyFile.known || policyFile.value === null) return { policyFile, policy: null, roles: {} };
  const owner = home.owner.login;
  const policy = parsePolicy(policyFile.value.text, { path: policyFile.value.path, owner });
  const roles = policy.ok ? await readRoles(client, owner, policy.policy.roles, memory) : {};
  return { policyFile, policy, roles };
};

/** Known null only when GitHub showed the tip of the default branch and no such file stands there. */
const toPolicyFile = ({ defaultBranchRef }: PolicyHomeAnswer, problem: string | null): Fact<PolicyFile | null> => {
  if (problem !== null) return unknown(`${policyPath} could not be read: ${problem}`);
  const target = defaultBranchRef?.target;
  if (target?.oid === undefined) return unknown('the repository has no default branch');
  if (target.file === undefined) return unknown(`${policyPath} could not be read`);
  if (target.file === null) return known(null);
  const { type, object } = target.file;
  if (type !== 'blob' || object === null) return unknown(`${policyPath} is not a file`);
  if (object.isBinary === true) return unknown(`${policyPath} is not text`);
  if (object.isTruncated !== false) return unknown(`${policyPath} is too long to be read whole`);
  if (object.text === null || object.text === undefined) return unknown(`${policyPath} is not text`);
  return known({ path: policyPath, commit: target.oid, text: object.text });
};

type Holders = Fact<readonly Account[]>;

const readRoles = async (
  client: InstallationClient,
  owner: string,
  roles: Readonly<Record<string, Role>>,
  memory: Memory,
): Promise<PullRequestFacts['roles']> => {
  const asked = new Map<string, Promise<Holders>>();
  const once = (key: string, read: () => Promise<Holders>): Promise<Holders> => {
    const reading = asked.get(key) ?? read();
    asked.set(key, reading);
    return reading;
  };
  const entries = Object.entries(roles).map(async ([name, { teams, users }]): Promise<[string, Holders]> => {
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
    return [name, toUnion(parts)];
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

const orUnknown = async (reason: string, read: () => Promise<readonly Account[]>): Promise<Holders> => {
  try {
    return known(await read());
  } catch (error) {
    const refused = error instanceof GitHubFault && (error.code === 'not-found' || error.code === 'forbidden');
    if (refused) return unknown(reason);
    throw error;
  }
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
  return orUnknown(reason, () =>
    attempt(what, async () => {
      const route = 'GET /orgs/{org}/teams/{team_slug}/members';
      const members = await client.octokit.paginate(route, { org: organization, team_slug: slug, per_page: 100 });
      return toShape(what, z.array(restAccount), members);
    }),
  );
};

const readUser = (client: InstallationClient, login: string): Promise<Holders> => {
  const what = `reading the user ${login}`;
  return orUnknown(`there is no user ${login} on GitHub: check the name in the policy`, () =>
    attempt(what, async () => {
      const { data } = await client.octokit.request('GET /users/{username}', { username: login });
      return [toShape(what, restAccount, data)];
    }),
  );
};
