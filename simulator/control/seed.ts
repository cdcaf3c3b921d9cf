import { insertApp } from '../actions/apps.ts';
import { giveToken, installApp } from '../actions/installations.ts';
import { insertLabel } from '../actions/labels.ts';
import { insertRepository } from '../actions/repositories.ts';
import { insertRuleset } from '../actions/rulesets.ts';
import { insertTeam, toSlug } from '../actions/teams.ts';
import { writeBlob, writeCommit, writeTree } from '../git-store.ts';
import { readPublicKey } from '../rest/apps.ts';
import type { App, Organization, Repository, Team, User, World } from '../state.ts';
import { findAccount, findRepository, fullNameOf, register, requireOrganization, requireUser } from '../world.ts';
import type { Seed, TeamSeed } from './seed-shape.ts';

export type SeedProblem = { path: string; message: string };

/** What a seed refers to and neither brings along nor finds. Checked before anything is made. */
export function listSeedProblems(world: World, seed: Seed): SeedProblem[] {
  const problems: SeedProblem[] = [];
  const users = new Set(seed.users.map((one) => one.login.toLowerCase()));
  const organizations = new Set(seed.organizations.map((one) => one.login.toLowerCase()));
  const isUser = (login: string) => users.has(login.toLowerCase()) || findAccount(world, login)?.kind === 'User';
  const isOwner = (login: string) =>
    isUser(login) || organizations.has(login.toLowerCase()) || findAccount(world, login) !== null;
  const teamSlugs = new Set(world.teams.map((team) => team.slug));
  const needUser = (login: string, path: string) => {
    if (!isUser(login)) problems.push({ path, message: `there is no user "${login}"` });
  };
  seed.users.forEach((user, index) => {
    if (findAccount(world, user.login) !== null)
      problems.push({ path: `users.${index}.login`, message: `"${user.login}" exists already` });
  });
  seed.organizations.forEach((organization, index) => {
    organization.members.forEach((one, at) => needUser(one.login, `organizations.${index}.members.${at}`));
    const visit = (teams: TeamSeed[], path: string) =>
      teams.forEach((team, at) => {
        teamSlugs.add(team.slug ?? toSlug(team.name));
        team.members.forEach((login, member) => needUser(login, `${path}.${at}.members.${member}`));
        visit(team.teams, `${path}.${at}.teams`);
      });
    visit(organization.teams, `organizations.${index}.teams`);
  });
  seed.repositories.forEach((repository, index) => {
    const path = `repositories.${index}`;
    if (!isOwner(repository.owner))
      problems.push({ path: `${path}.owner`, message: `there is no account "${repository.owner}"` });
    if (findRepository(world, repository.owner, repository.name) !== null)
      problems.push({ path: `${path}.name`, message: 'exists already' });
    repository.collaborators.forEach((one, at) => needUser(one.login, `${path}.collaborators.${at}.login`));
    const actors = repository.rulesets.flatMap((ruleset) => ruleset.bypass_actors);
    for (const actor of actors) {
      if ('team' in actor && !teamSlugs.has(actor.team))
        problems.push({ path: `${path}.rulesets.bypass_actors`, message: `there is no team "${actor.team}"` });
    }
  });
  if (seed.app !== undefined && readPublicKey(seed.app.public_key) === null) {
    problems.push({ path: 'app.public_key', message: 'not a public key in PEM' });
  }
  seed.apps.forEach(({ public_key: key, slug }, index) => {
    if (key !== undefined && readPublicKey(key) === null)
      problems.push({ path: `apps.${index}.public_key`, message: 'not a public key in PEM' });
    if (world.apps.some((app) => app.slug === slug))
      problems.push({ path: `apps.${index}.slug`, message: `"${slug}" exists already` });
  });
  const slugs = [...world.apps, ...seed.apps, ...(seed.app === undefined ? [] : [seed.app])].map((app) => app.slug);
  seed.installations.forEach((one, index) => {
    if (!isOwner(one.account))
      problems.push({ path: `installations.${index}.account`, message: `there is no account "${one.account}"` });
    const known = one.app === undefined ? seed.app !== undefined || slugs.length === 1 : slugs.includes(one.app);
    if (!known)
      problems.push({ path: `installations.${index}.app`, message: 'no such App, or several to choose from' });
  });
  return problems;
}

/** Makes what a checked seed describes; answers with each user's token and all ids. */
export function applySeed(world: World, seed: Seed) {
  world.clock.step();
  const users = seed.users.map((one) => seedUser(world, one));
  const organizations = seed.organizations.map((one) => seedOrganization(world, one));
  const repositories = seed.repositories.map((one) => seedRepository(world, one));
  for (const one of seed.organizations) grantTeams(world, requireOrganization(world, one.login), one.teams);
  const fallback = organizations[0] ?? users[0]?.user ?? null;
  const app = seed.app === undefined ? null : seedApp(world, seed.app, fallback);
  const apps = seed.apps.map((one) => seedApp(world, one, fallback));
  // Rulesets last: they may pin the App's id and must not stand in the way of the first commits.
  seed.repositories.forEach((one, index) => {
    const repository = repositories[index];
    if (repository !== undefined)
      for (const ruleset of one.rulesets) insertRuleset(world, repository, withTeamIds(world, repository, ruleset));
  });
  const installations = seed.installations.map((one) => seedInstallation(world, one, app));
  return {
    url: world.url,
    users: Object.fromEntries(
      users.map(({ user, token }) => [user.login, { id: user.id, node_id: user.nodeId, token }]),
    ),
    organizations: Object.fromEntries(organizations.map((one) => [one.login, { id: one.id, node_id: one.nodeId }])),
    teams: Object.fromEntries(
      world.teams.map((one) => [`${one.organization.login}/${one.slug}`, { id: one.id, node_id: one.nodeId }]),
    ),
    repositories: Object.fromEntries(
      repositories.map((one) => [
        fullNameOf(one),
        { id: one.id, node_id: one.nodeId, rulesets: one.rulesets.map(({ id, name }) => ({ id, name })) },
      ]),
    ),
    app: app === null ? null : toSeeded(app),
    apps: apps.map(toSeeded),
    installations: installations.map((one) => ({ id: one.id, account: one.account.login, app: one.app.slug })),
  };
}

/** A seed names the teams that may bypass a ruleset; GitHub's REST knows them by their ids. */
function withTeamIds(world: World, { owner }: Repository, ruleset: Seed['repositories'][number]['rulesets'][number]) {
  const actors = ruleset.bypass_actors.map((actor) => {
    if (!('team' in actor)) return actor;
    const team = world.teams.find((one) => one.organization === owner && one.slug === actor.team);
    return { actor_id: team?.id ?? null, actor_type: 'Team', bypass_mode: actor.bypass_mode };
  });
  return { ...ruleset, bypass_actors: actors };
}

const toSeeded = ({ id, slug, clientId, clientSecret, hookId }: App) => ({
  id,
  slug,
  client_id: clientId,
  client_secret: clientSecret,
  hook_id: hookId,
});

function seedUser(world: World, one: Seed['users'][number]): { user: User; token: string } {
  const user: User = register(world, {
    kind: 'User',
    login: one.login,
    name: one.name,
    email: one.email ?? `${one.login}@users.noreply.example`,
    siteAdmin: false,
    createdAt: world.clock.now(),
  });
  world.accounts.set(one.login.toLowerCase(), user);
  const token = one.token ?? `token-${one.login}`;
  world.tokens.set(token, { kind: 'user', user });
  return { user, token };
}

function seedOrganization(world: World, one: Seed['organizations'][number]): Organization {
  const found = findAccount(world, one.login);
  const now = world.clock.now();
  const organization: Organization =
    found?.kind === 'Organization'
      ? found
      : register(world, {
          kind: 'Organization',
          login: one.login,
          name: one.name,
          members: new Map(),
          basePermission: one.base_permission,
          issueTypes: [],
          createdAt: now,
        });
  world.accounts.set(one.login.toLowerCase(), organization);
  for (const { login, role } of one.members) {
    const user = requireUser(world, login);
    organization.members.set(user.id, { user, role });
  }
  for (const type of one.issue_types) {
    const { name, description, color } = type;
    organization.issueTypes.push(
      register(world, { kind: 'IssueType', name, description, color, isEnabled: true, createdAt: now, updatedAt: now }),
    );
  }
  seedTeams(world, organization, one.teams, null);
  return organization;
}

const findTeam = (world: World, organization: Organization, seed: TeamSeed) =>
  world.teams.find(
    (one) =>
      one.organization === organization && (seed.slug === undefined ? one.name === seed.name : one.slug === seed.slug),
  );

function seedTeams(world: World, organization: Organization, teams: TeamSeed[], parent: Team | null): void {
  for (const one of teams) {
    const { name, slug, description } = one;
    const fields = {
      name,
      parent,
      ...(slug === undefined ? {} : { slug }),
      ...(description === undefined ? {} : { description }),
    };
    const team = findTeam(world, organization, one) ?? insertTeam(world, organization, fields);
    for (const login of one.members) {
      const user = requireUser(world, login);
      team.members.set(user.id, { user, role: 'member', state: 'active' });
      if (!organization.members.has(user.id)) organization.members.set(user.id, { user, role: 'member' });
    }
    seedTeams(world, organization, one.teams, team);
  }
}

function grantTeams(world: World, organization: Organization, teams: TeamSeed[]): void {
  for (const one of teams) {
    for (const [name, role] of Object.entries(one.repositories)) {
      const repository = findRepository(world, organization.login, name);
      if (repository !== null) findTeam(world, organization, one)?.repositories.set(repository.id, role);
    }
    grantTeams(world, organization, one.teams);
  }
}

function seedRepository(world: World, one: Seed['repositories'][number]): Repository {
  const owner = findAccount(world, one.owner) as User | Organization;
  const { name, description } = one;
  const repository = insertRepository(world, owner, {
    name,
    description,
    private: one.private,
    defaultBranch: one.default_branch,
  });
  for (const label of one.labels) {
    const { name: labelName, color, description: about } = typeof label === 'string' ? { name: label } : { ...label };
    insertLabel(world, repository, {
      name: labelName,
      ...(color === undefined ? {} : { color }),
      ...(about === undefined ? {} : { description: about }),
    });
  }
  for (const { login, permission } of one.collaborators)
    repository.collaborators.set(requireUser(world, login).id, permission);
  repository.immutableReleases = one.immutable_releases;
  const { git } = repository;
  const files = Object.entries(one.files).map(
    ([path, text]) => [path, { mode: '100644', sha: writeBlob(git, Buffer.from(text)) }] as const,
  );
  const author = { name: owner.login, email: `${owner.login}@users.noreply.example`, date: world.clock.now() };
  const tree = writeTree(git, new Map(files));
  const commit = writeCommit(git, { tree, parents: [], author, committer: author, message: 'Initial commit' });
  git.refs.set(`refs/heads/${one.default_branch}`, commit.sha);
  return repository;
}

function seedApp(world: World, one: Seed['apps'][number], fallback: User | Organization | null): App {
  const owner = findAccount(world, one.owner ?? '') ?? fallback ?? [...world.accounts.values()][0];
  return insertApp(world, {
    id: one.id,
    slug: one.slug,
    name: one.name,
    clientId: one.client_id,
    clientSecret: one.client_secret,
    description: one.description,
    owner: owner as User | Organization,
    publicKeyPem: readPublicKey(one.public_key ?? '') ?? '',
    permissions: one.permissions,
    events: one.events,
    webhook: one.webhook ?? null,
  });
}

function seedInstallation(world: World, one: Seed['installations'][number], own: App | null) {
  const app = world.apps.find((candidate) => candidate.slug === one.app) ?? own ?? (world.apps[0] as App);
  const account = findAccount(world, one.account) as User | Organization;
  const repositories =
    one.repositories === 'all'
      ? 'all'
      : one.repositories.flatMap((name) => findRepository(world, account.login, name) ?? []);
  const sender =
    account.kind === 'Organization'
      ? ([...account.members.values()].find((member) => member.role === 'admin')?.user ?? account)
      : account;
  const installation = installApp(world, sender, app, account, repositories);
  if (one.token !== undefined) giveToken(world, installation, one.token);
  return installation;
}
