import type { IssueType } from './discussions.ts';
import type { Identified } from './identified.ts';

export type User = Identified & {
  kind: 'User';
  login: string;
  name: string | null;
  email: string;
  siteAdmin: boolean;
  createdAt: string;
};
export type Bot = Identified & { kind: 'Bot'; login: string; name: string | null; email: string; createdAt: string };
export type Organization = Identified & {
  kind: 'Organization';
  login: string;
  name: string | null;
  members: Map<number, { user: User; role: 'admin' | 'member' }>;
  /** What every member may do in each repository of the organisation. */
  basePermission: Role | 'none';
  issueTypes: IssueType[];
  createdAt: string;
};
export type Actor = User | Bot;
export type Account = Actor | Organization;

export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export type Team = Identified & {
  kind: 'Team';
  organization: Organization;
  slug: string;
  name: string;
  description: string | null;
  privacy: 'closed' | 'secret';
  parent: Team | null;
  /** Direct members only; a child team's members belong to the parent as well (see actions/teams.ts). */
  members: Map<number, { user: User; role: 'maintainer' | 'member'; state: 'active' | 'pending' }>;
  repositories: Map<number, Role>;
  createdAt: string;
  updatedAt: string;
};

export type App = Identified & {
  kind: 'App';
  slug: string;
  name: string;
  clientId: string;
  clientSecret: string;
  description: string;
  owner: User | Organization;
  bot: Bot;
  publicKeyPem: string;
  /** By GitHub's name: `checks` → `write`. */
  permissions: Record<string, 'read' | 'write' | 'admin'>;
  events: string[];
  hookId: number;
  webhook: { url: string; secret: string } | null;
  createdAt: string;
  updatedAt: string;
};

export type Installation = Identified & {
  kind: 'Installation';
  app: App;
  account: User | Organization;
  selection: 'all' | 'selected';
  /** Only read when `selection` is `selected`. */
  repositoryIds: Set<number>;
  suspendedAt: string | null;
  createdAt: string;
  updatedAt: string;
};

/** Who makes a request. An `app` is one that showed its JWT, an `installation` one that showed an installation token. */
export type Caller =
  | { kind: 'user'; user: User }
  | {
      kind: 'installation';
      installation: Installation;
      permissions: App['permissions'];
      repositoryIds: number[] | null;
      /** An App that is played by whoever tells the story: counted, and hit by faults, with the people. */
      scripted?: true;
    }
  | { kind: 'app'; app: App }
  /** GitHub itself, under the name of one of its bots; no request comes from it. */
  | { kind: 'github'; bot: Bot }
  | { kind: 'anonymous' };

export type Token =
  | { kind: 'user'; user: User }
  | {
      kind: 'installation';
      installation: Installation;
      permissions: App['permissions'];
      repositoryIds: number[] | null;
      /** Real time, in milliseconds: the App under test compares it with its own clock. */
      expiresAtMs: number;
      scripted?: true;
    };
