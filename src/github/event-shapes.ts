/** The parts that webhooks are made of, and what we call them. */

import { z } from 'zod';
import type { Account, Instant } from '../decision/facts.ts';
import type { DeployedSubject, ReleaseSubject, Subject } from '../decision/subject.ts';
import type { RepositoryRef } from '../records/reference.ts';
import type { Observation } from './observation.ts';

/** What a delivery names: subjects that may have changed, and what is worth remembering of it. */
export type Named = {
  readonly subjects: readonly Subject[];
  readonly observations: readonly Observation[];
  /** What changes a verdict only where a policy looks at it; whoever takes the delivery over knows (`Watch`). */
  readonly watched: readonly Watched[];
};

/** Somebody moved a branch or did something to a tag or its release, something was deployed, or a check of some App has come or ended. */
export type Watched =
  | { readonly kind: 'branch'; readonly subject: Extract<Subject, { kind: 'branch' }> }
  | { readonly kind: 'tag'; readonly subject: ReleaseSubject }
  | { readonly kind: 'deployed'; readonly subject: DeployedSubject }
  | {
      readonly kind: 'check';
      readonly repository: RepositoryRef;
      readonly name: string;
      /** Null when GitHub does not name it. */
      readonly appId: number | null;
      readonly headSha: string;
      /** The pull requests at that head that GitHub lists: none whose head lives in a fork. */
      readonly pullRequests: readonly Subject[];
    };

// Names end up in job keys and in a database that refuses NUL, so they are held to what GitHub allows.
export const repositoryName = z.string().regex(/^[\w.-]{1,100}$/);
/** Without NUL and without half a character: the database takes neither. */
export const text = z.string().regex(/^[^\0\p{Surrogate}]*$/u);
export const id = z.int().positive();
export const sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
export const nodeId = z.string().regex(/^[\w=+/-]{1,200}$/);
/** Never empty, and at most twice as long as git hosts allow; it becomes part of a key. */
export const refName = text.min(1).max(500);

// Beyond the year 9999 a date has no RFC 3339 form, and GitHub knows of nothing before 1970.
const lastSecond = 253_402_300_799;
export const instant = z.union([
  z.int().positive().max(lastSecond),
  z.iso.datetime({ offset: true }).refine((at) => Date.parse(at) > 0 && Date.parse(at) <= lastSecond * 1000),
]);

export const delivery = z.looseObject({ installation: z.looseObject({ id }) });
export const repository = z.looseObject({ id, name: repositoryName, owner: z.looseObject({ login: repositoryName }) });
export const account = z.looseObject({ id, login: text, type: z.string() });
export const inRepository = delivery.extend({ repository });
export const numbered = z.looseObject({ number: id });

export type InRepository = z.infer<typeof inRepository>;

export const toRef = (of: z.infer<typeof repository>): RepositoryRef => ({ owner: of.owner.login, name: of.name });

/** Whoever is not plainly a person is treated as a machine: machines cannot sign. */
export const toAccount = (of: z.infer<typeof account>): Account => ({
  id: of.id,
  login: of.login,
  kind: of.type === 'User' && !of.login.endsWith('[bot]') ? 'person' : 'bot',
  name: null,
});

/** Webhooks write the same time as seconds since 1970 or as RFC 3339, depending on the event. */
export const toInstant = (at: z.infer<typeof instant>): Instant =>
  new Date(typeof at === 'number' ? at * 1000 : at).toISOString().replace('.000Z', 'Z');

export const pullRequestSubject = (of: InRepository, number: number): Subject => ({
  installationId: of.installation.id,
  kind: 'pull_request',
  ref: { ...toRef(of.repository), number },
});
export const recordSubject = (of: InRepository, number: number, home = of.repository): Subject => ({
  installationId: of.installation.id,
  kind: 'record',
  ref: { ...toRef(home), number },
});
export const repositorySubject = (of: InRepository): Subject => ({
  installationId: of.installation.id,
  kind: 'repository',
  ref: toRef(of.repository),
});
export const installationSubject = (of: z.infer<typeof delivery>): Subject => ({
  installationId: of.installation.id,
  kind: 'installation',
});

/** Something may have been done to a tag or its release. */
export const atTag = (of: InRepository, tag: string): Named => ({
  subjects: [],
  observations: [],
  watched: [
    { kind: 'tag', subject: { installationId: of.installation.id, kind: 'release', ref: toRef(of.repository), tag } },
  ],
});

export const only = (...subjects: readonly Subject[]): Named => ({ subjects, observations: [], watched: [] });
export const nothing: Named = only();

/** An event that we read: the fields it must have, and what it names. */
export const reads =
  <T>(schema: z.ZodType<T>, name: (payload: T) => Named) =>
  (payload: unknown): Named | z.ZodError => {
    const parsed = schema.safeParse(payload);
    return parsed.success ? name(parsed.data) : parsed.error;
  };

/** How the payload of one event is read. */
export type Read = ReturnType<typeof reads>;
