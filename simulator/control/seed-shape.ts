import { z } from 'zod';

const role = z.enum(['read', 'triage', 'write', 'maintain', 'admin']);
const login = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, 'not a login: letters, digits and hyphens');
const permission = z.enum(['read', 'write', 'admin']);

const userShape = z.strictObject({
  login,
  name: z.string().nullable().default(null),
  /** Commits with this address are the user's. Absent: `login@users.noreply.example`. */
  email: z.string().optional(),
  /** Absent: `token-` and the login. */
  token: z.string().min(1).optional(),
});

export type TeamSeed = {
  name: string;
  slug?: string | undefined;
  description?: string | undefined;
  members: string[];
  /** Role of the team by repository name. */
  repositories: Record<string, z.infer<typeof role>>;
  teams: TeamSeed[];
};
const teamShape: z.ZodType<TeamSeed> = z.strictObject({
  name: z.string().min(1),
  slug: z.string().min(1).optional(),
  description: z.string().optional(),
  members: z.array(login).default([]),
  repositories: z.record(z.string(), role).default({}),
  get teams() {
    return z.array(teamShape).default([]);
  },
}) as z.ZodType<TeamSeed>;

const organizationShape = z.strictObject({
  login,
  name: z.string().nullable().default(null),
  base_permission: z.enum(['none', 'read', 'write', 'admin']).default('read'),
  members: z
    .array(
      z.union([
        login.transform((one) => ({ login: one, role: 'member' as const })),
        z.strictObject({ login, role: z.enum(['admin', 'member']).default('member') }),
      ]),
    )
    .default([]),
  teams: z.array(teamShape).default([]),
  issue_types: z
    .array(
      z.strictObject({
        name: z.string(),
        description: z.string().nullable().default(null),
        color: z.string().default('gray'),
      }),
    )
    .default([]),
});

const rulesetShape = z.strictObject({
  name: z.string().min(1),
  target: z.enum(['branch', 'tag', 'push']).default('branch'),
  enforcement: z.enum(['active', 'disabled', 'evaluate']),
  conditions: z
    .strictObject({
      ref_name: z
        .strictObject({ include: z.array(z.string()).default([]), exclude: z.array(z.string()).default([]) })
        .optional(),
    })
    .optional(),
  rules: z
    .array(
      z
        .strictObject({ type: z.string(), parameters: z.record(z.string(), z.unknown()).optional() })
        .transform(({ type, parameters }) => (parameters === undefined ? { type } : { type, parameters })),
    )
    .default([]),
  bypass_actors: z
    .array(
      z.union([
        z.strictObject({
          actor_id: z.int().nullable().optional(),
          actor_type: z.string(),
          bypass_mode: z.enum(['always', 'pull_request', 'exempt']).default('always'),
        }),
        // A team has no id before it is seeded.
        z.strictObject({
          team: z.string(),
          bypass_mode: z.enum(['always', 'pull_request', 'exempt']).default('always'),
        }),
      ]),
    )
    .default([]),
});

const repositoryShape = z.strictObject({
  owner: login,
  name: z.string().regex(/^[\w.-]+$/, 'not a repository name'),
  default_branch: z.string().min(1).default('main'),
  private: z.boolean().default(false),
  description: z.string().nullable().default(null),
  /** Path → content of the first commit on the default branch. */
  files: z.record(z.string(), z.string()).default({ 'README.md': '# A repository\n' }),
  labels: z
    .array(
      z.union([
        z.string(),
        z.strictObject({ name: z.string(), color: z.string().optional(), description: z.string().optional() }),
      ]),
    )
    .default([]),
  collaborators: z.array(z.strictObject({ login, permission: role })).default([]),
  /** Whether a published release can be changed no more. */
  immutable_releases: z.boolean().default(false),
  rulesets: z.array(rulesetShape).default([]),
});

const appShape = z.strictObject({
  id: z.int().positive().optional(),
  slug: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(1),
  /** Login of its owner; absent: the first organisation, or else the first user. */
  owner: login.optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  description: z.string().optional(),
  /** SPKI or PKCS#1, of the key that signs the App's JWT. */
  public_key: z.string(),
  permissions: z.record(z.string(), permission).default({}),
  events: z.array(z.string()).default([]),
  webhook: z.strictObject({ url: z.url(), secret: z.string() }).optional(),
});

const installationShape = z.strictObject({
  /** Slug; absent: the `app` of this document, or the only one there is. */
  app: z.string().optional(),
  account: login,
  repositories: z.union([z.literal('all'), z.array(z.string())]).default('all'),
  /** An installation token that does not expire, for an App that has no process of its own. */
  token: z.string().min(1).optional(),
});

/** `POST /_control/seed`. Seeding again adds to what is there. */
export const seedShape = z.strictObject({
  users: z.array(userShape).default([]),
  organizations: z.array(organizationShape).default([]),
  repositories: z.array(repositoryShape).default([]),
  /** The App under test. */
  app: appShape.optional(),
  /** Others beside it, such as one that builds and tests. Without a key they act by the token of an installation alone. */
  apps: z.array(appShape.extend({ public_key: z.string().optional() })).default([]),
  installations: z.array(installationShape).default([]),
});
export type Seed = z.infer<typeof seedShape>;
