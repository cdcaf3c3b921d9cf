import { z } from 'zod';
import type { Account, Instant } from '../decision/facts.ts';
import type { Subject } from '../decision/subject.ts';
import type { RepositoryRef } from '../records/reference.ts';
import type { Observation } from './observation.ts';
import { policyPath } from './policy-path.ts';

/** What a delivery names: subjects that may have changed, and what is worth remembering of it. */
export type Named = { readonly subjects: Subject[]; readonly observations: Observation[] };

// Names end up in job keys and in a database that refuses NUL, so they are held to what GitHub allows.
const repositoryName = z.string().regex(/^[\w.-]{1,100}$/);
const text = z.string().regex(/^[^\0]*$/);
const id = z.int().positive();
const sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
// Up to the year 9999: beyond it a date has no RFC 3339 form.
const instant = z.union([z.int().positive().max(253_402_300_799), z.iso.datetime({ offset: true })]);

const delivery = z.looseObject({ installation: z.looseObject({ id }) });
const repository = z.looseObject({ id, name: repositoryName, owner: z.looseObject({ login: repositoryName }) });
const account = z.looseObject({ id, login: text, type: z.string() });
const inRepository = delivery.extend({ repository });
const numbered = z.looseObject({ number: id });

const toRef = (of: z.infer<typeof repository>): RepositoryRef => ({ owner: of.owner.login, name: of.name });

/** Whoever is not plainly a person is treated as a machine: machines cannot sign. */
const toAccount = (of: z.infer<typeof account>): Account => ({
  id: of.id,
  login: of.login,
  kind: of.type === 'User' && !of.login.endsWith('[bot]') ? 'person' : 'bot',
  name: null,
});

/** Webhooks write the same time as seconds since 1970 or as RFC 3339, depending on the event. */
const toInstant = (at: z.infer<typeof instant>): Instant =>
  new Date(typeof at === 'number' ? at * 1000 : at).toISOString().replace('.000Z', 'Z');

type In = z.infer<typeof inRepository>;
const pullRequestSubject = (of: In, number: number): Subject => ({
  installationId: of.installation.id,
  kind: 'pull_request',
  ref: { ...toRef(of.repository), number },
});
const recordSubject = (of: In, number: number, home = of.repository): Subject => ({
  installationId: of.installation.id,
  kind: 'record',
  ref: { ...toRef(home), number },
});
const repositorySubject = (of: In): Subject => ({
  installationId: of.installation.id,
  kind: 'repository',
  ref: toRef(of.repository),
});
const only = (...subjects: Subject[]): Named => ({ subjects, observations: [] });

/** An event that we read: the fields it must have, and what it names. */
const reads =
  <T>(schema: z.ZodType<T>, name: (payload: T) => Named) =>
  (payload: unknown): Named | z.ZodError => {
    const parsed = schema.safeParse(payload);
    return parsed.success ? name(parsed.data) : parsed.error;
  };

// Every action counts: the event's state is read afresh, and no webhook announces an issue linked by hand.
const pullRequest = reads(
  inRepository.extend({
    action: z.string(),
    pull_request: numbered.extend({
      updated_at: z.iso.datetime({ offset: true }),
      head: z.looseObject({ ref: text, sha }),
    }),
    before: sha.optional(),
    after: sha.optional(),
    sender: account,
  }),
  (payload) => ({
    subjects: [pullRequestSubject(payload, payload.pull_request.number)],
    // `opened` says who opened, not who pushed; only `synchronize` is sent because of a push.
    observations:
      payload.action === 'synchronize' && payload.after !== undefined
        ? [
            {
              kind: 'push',
              repositoryId: payload.repository.id,
              ref: `refs/heads/${payload.pull_request.head.ref}`,
              before: payload.before ?? null,
              after: payload.after,
              forced: null,
              commits: [payload.after],
              pusher: toAccount(payload.sender),
              at: toInstant(payload.pull_request.updated_at),
            },
          ]
        : [],
  }),
);

const review = reads(inRepository.extend({ pull_request: numbered }), (payload) =>
  only(pullRequestSubject(payload, payload.pull_request.number)),
);

const issue = reads(
  inRepository.extend({
    action: z.string(),
    issue: numbered,
    changes: z
      .looseObject({ new_issue: numbered.nullish(), new_repository: repository.nullish() })
      .optional()
      .catch(undefined),
  }),
  (payload) => {
    const moved = payload.changes;
    return only(
      recordSubject(payload, payload.issue.number),
      ...(moved?.new_issue && moved.new_repository
        ? [recordSubject(payload, moved.new_issue.number, moved.new_repository)]
        : []),
    );
  },
);

const comment = reads(
  inRepository.extend({ issue: numbered.extend({ pull_request: z.looseObject({}).nullish() }) }),
  (payload) =>
    only(
      payload.issue.pull_request
        ? pullRequestSubject(payload, payload.issue.number)
        : recordSubject(payload, payload.issue.number),
    ),
);

const wholeRepository = reads(inRepository, (payload) => only(repositorySubject(payload)));

const repositoryChange = reads(inRepository.extend({ action: z.string() }), (payload) =>
  ['edited', 'renamed', 'transferred', 'unarchived'].includes(payload.action)
    ? only(repositorySubject(payload))
    : only(),
);

/** GitHub lists no pull requests for a head that lives in a fork; then any of the repository may be meant. */
const atHead = (payload: In, listed: readonly { number: number; base: { repo: { id: number } } }[]): Named => {
  const here = listed.filter((one) => one.base.repo.id === payload.repository.id);
  return here.length === 0
    ? only(repositorySubject(payload))
    : only(...here.map((one) => pullRequestSubject(payload, one.number)));
};
const listedPullRequests = z.array(
  numbered.extend({ base: z.looseObject({ repo: z.looseObject({ id: z.int().positive() }) }) }),
);

const checkRun = reads(
  inRepository.extend({ action: z.string(), check_run: z.looseObject({ pull_requests: listedPullRequests }) }),
  (payload) =>
    ['rerequested', 'requested_action'].includes(payload.action)
      ? atHead(payload, payload.check_run.pull_requests)
      : only(),
);

const checkSuite = reads(
  inRepository.extend({ action: z.string(), check_suite: z.looseObject({ pull_requests: listedPullRequests }) }),
  (payload) => (payload.action === 'rerequested' ? atHead(payload, payload.check_suite.pull_requests) : only()),
);

const membership = reads(
  delivery.extend({ organization: z.looseObject({ login: repositoryName }).nullish() }),
  (payload) => ({
    subjects: [{ installationId: payload.installation.id, kind: 'installation' }],
    observations: payload.organization
      ? [{ kind: 'holders-changed', organization: payload.organization.login.toLowerCase() }]
      : [],
  }),
);

/** While the App was suspended or not installed nobody told it who joined and who left. */
const installation = reads(
  delivery.extend({
    action: z.string(),
    installation: z.looseObject({
      id,
      account: z.looseObject({ login: repositoryName }).optional().catch(undefined),
    }),
  }),
  (payload) => {
    // Nothing can be read or written where the App is no longer let in.
    if (['deleted', 'suspend'].includes(payload.action)) return only();
    const { id: installationId, account: owner } = payload.installation;
    return {
      subjects: [{ installationId, kind: 'installation' }],
      observations: owner === undefined ? [] : [{ kind: 'holders-changed', organization: owner.login.toLowerCase() }],
    };
  },
);

const paths = z.array(text);
const pushed = inRepository.extend({
  ref: text,
  before: sha,
  after: sha,
  forced: z.boolean(),
  deleted: z.boolean(),
  commits: z.array(z.looseObject({ id: sha, added: paths, modified: paths, removed: paths })),
  repository: repository.extend({ default_branch: text, pushed_at: instant }),
  sender: account,
});

/** GitHub lists at most so many commits in a push; https://docs.github.com/webhooks/webhook-events-and-payloads#push */
const mostListedCommits = 2048;

const mayTouchPolicy = ({ forced, commits }: z.infer<typeof pushed>): boolean =>
  forced ||
  commits.length === 0 ||
  commits.length >= mostListedCommits ||
  commits.some((one) => [...one.added, ...one.modified, ...one.removed].includes(policyPath));

const push = reads(pushed, (payload) => {
  if (!payload.ref.startsWith('refs/heads/')) return only();
  const onDefaultBranch = payload.ref === `refs/heads/${payload.repository.default_branch}`;
  const isNew = /^0+$/.test(payload.before);
  return {
    subjects: onDefaultBranch && mayTouchPolicy(payload) ? [repositorySubject(payload)] : [],
    observations: payload.deleted
      ? []
      : [
          {
            kind: 'push',
            repositoryId: payload.repository.id,
            ref: payload.ref,
            before: isNew ? null : payload.before,
            after: payload.after,
            forced: payload.forced,
            commits: [...new Set([...payload.commits.map((one) => one.id), payload.after])],
            pusher: toAccount(payload.sender),
            at: toInstant(payload.repository.pushed_at),
          },
        ],
  };
});

const events: ReadonlyMap<string, (payload: unknown) => Named | z.ZodError> = new Map([
  ['pull_request', pullRequest],
  ['pull_request_review', review],
  ['issues', issue],
  ['issue_comment', comment],
  ['label', wholeRepository],
  ['repository', repositoryChange],
  ['check_run', checkRun],
  ['check_suite', checkSuite],
  ['membership', membership],
  ['team', membership],
  ['member', membership],
  ['organization', membership],
  ['push', push],
  ['installation', installation],
  ['installation_repositories', installation],
]);

/**
 * What a delivery says may have changed. Pure; never throws. An event that we do not know names nothing; a payload that
 * is not the event it claims to be is malformed, with the first field that is wrong.
 */
export const toSubjects = (event: { name: string; id: string; payload: unknown }): Named | { malformed: string } => {
  const named = events.get(event.name)?.(event.payload);
  if (named === undefined) return { subjects: [], observations: [] };
  if (!(named instanceof z.ZodError)) return named;
  const issue = named.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? 'payload' : issue.path.map(String).join('.');
  return { malformed: `not a ${event.name} event: ${path}: ${issue?.message ?? 'unreadable'}` };
};
