import { z } from 'zod';
import type { MergeGroup } from '../decision/subject.ts';
import { deploymentStatus, protectionRule } from './deployment-events.ts';
import {
  account,
  atTag,
  delivery,
  type InRepository,
  id,
  inRepository,
  installationSubject,
  instant,
  type Named,
  nothing,
  numbered,
  only,
  pullRequestSubject,
  type Read,
  reads,
  refName,
  repositoryName,
  repositorySubject,
  sha,
  text,
  toAccount,
  toInstant,
  toRef,
} from './event-shapes.ts';
import { commentEvent, issueEvent } from './issue-events.ts';
import { isBaselineHome, toOwnerScope, toScope } from './policy-scope.ts';
import { pushEvent } from './push-event.ts';

export type { Named, Watched } from './event-shapes.ts';

// Every action counts: the event's state is read afresh, and no webhook announces an issue linked by hand.
const pullRequest = reads(
  inRepository.extend({
    action: z.string(),
    pull_request: numbered.extend({ updated_at: instant, head: z.looseObject({ ref: refName, sha }) }),
    before: sha.optional(),
    after: sha.optional(),
    sender: account,
  }),
  (payload): Named => ({
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
    watched: [],
  }),
);

const review = reads(inRepository.extend({ pull_request: numbered }), (payload) =>
  only(pullRequestSubject(payload, payload.pull_request.number)),
);

const mergeGroup = reads(
  inRepository.extend({
    action: z.string(),
    reason: z.string().optional(),
    merge_group: z.looseObject({ head_sha: sha, base_sha: sha, base_ref: refName.regex(/^refs\/heads\/./) }),
  }),
  (payload): Named => {
    const { head_sha: headSha, base_sha: baseSha, base_ref: baseRef } = payload.merge_group;
    const group: MergeGroup = {
      installationId: payload.installation.id,
      kind: 'merge_group',
      ref: toRef(payload.repository),
      headSha,
      baseSha,
      baseBranch: baseRef.replace('refs/heads/', ''),
    };
    if (payload.action === 'checks_requested') return only(group);
    // A group that was merged keeps its verdict.
    const isGivenUp = payload.action === 'destroyed' && ['dequeued', 'invalidated'].includes(payload.reason ?? '');
    return isGivenUp ? { subjects: [group], observations: [{ kind: 'group-dissolved', group }], watched: [] } : nothing;
  },
);

const wholeRepository = reads(inRepository, (payload) => only(repositorySubject(payload)));

const former = z.looseObject({ from: text });
const repositoryChange = reads(
  inRepository.extend({
    action: z.string(),
    changes: z
      .looseObject({ repository: z.looseObject({ name: former }).optional() })
      .optional()
      .catch(undefined),
  }),
  (payload): Named => {
    const { action, repository, changes } = payload;
    const own = ['edited', 'renamed', 'transferred', 'unarchived'].includes(action);
    const isHome = [repository.name, changes?.repository?.name.from ?? ''].some(isBaselineHome);
    // What else is done to the baseline's home (made, deleted, made visible) can bring or take the baseline.
    return {
      subjects: [...(own ? [repositorySubject(payload)] : []), ...(isHome ? [installationSubject(payload)] : [])],
      observations: [...(own ? [toScope(repository)] : []), ...(isHome ? [toOwnerScope(repository.owner.login)] : [])],
      watched: [],
    };
  },
);

const listedPullRequests = z.array(numbered.extend({ base: z.looseObject({ repo: z.looseObject({ id }) }) }));
const toListed = (payload: InRepository, listed: z.infer<typeof listedPullRequests>) =>
  listed
    .filter((one) => one.base.repo.id === payload.repository.id)
    .map((one) => pullRequestSubject(payload, one.number));

/** GitHub lists no pull requests for a head that lives in a fork; then any of the repository may be meant. */
const atHead = (payload: InRepository, listed: z.infer<typeof listedPullRequests>): Named => {
  const here = toListed(payload, listed);
  return only(...(here.length === 0 ? [repositorySubject(payload)] : here));
};

const runAsked = reads(
  inRepository.extend({ check_run: z.looseObject({ pull_requests: listedPullRequests }) }),
  (payload) => atHead(payload, payload.check_run.pull_requests),
);

const runSeen = reads(
  inRepository.extend({
    check_run: z.looseObject({
      name: text,
      head_sha: sha,
      app: z.looseObject({ id }).nullish(),
      pull_requests: listedPullRequests,
    }),
  }),
  (payload): Named => {
    const { name, head_sha: headSha, app, pull_requests: listed } = payload.check_run;
    const pullRequests = toListed(payload, listed);
    const repository = toRef(payload.repository);
    return {
      ...nothing,
      watched: [{ kind: 'check', repository, name, appId: app?.id ?? null, headSha, pullRequests }],
    };
  },
);

const acted = inRepository.extend({ action: z.string() });

/** One that has come may stand in the place of one that had succeeded: it is pending until it is completed. */
const checkRun: Read = (payload) => {
  const read = acted.safeParse(payload);
  if (!read.success) return read.error;
  if (['rerequested', 'requested_action'].includes(read.data.action)) return runAsked(payload);
  return ['created', 'completed'].includes(read.data.action) ? runSeen(payload) : nothing;
};

const checkSuite = reads(
  acted.extend({ check_suite: z.looseObject({ pull_requests: listedPullRequests }) }),
  (payload) => (payload.action === 'rerequested' ? atHead(payload, payload.check_suite.pull_requests) : nothing),
);

// Of a draft too: its files are looked at before it is published. One that was given another tag is gone from its former.
const release = reads(
  inRepository.extend({
    release: z.looseObject({ tag_name: refName }),
    changes: z
      .looseObject({ tag_name: z.looseObject({ from: refName }).optional() })
      .optional()
      .catch(undefined),
  }),
  (payload): Named => {
    const former = payload.changes?.tag_name?.from;
    const now = atTag(payload, payload.release.tag_name);
    return former === undefined ? now : { ...now, watched: [...now.watched, ...atTag(payload, former).watched] };
  },
);

/** `create` and `delete` of a branch or tag; branches are told of by `push`. */
const refChange = reads(inRepository.extend({ ref: refName, ref_type: z.string() }), (payload) =>
  payload.ref_type === 'tag' ? atTag(payload, payload.ref) : nothing,
);

const membership = reads(
  delivery.extend({ organization: z.looseObject({ login: repositoryName }).nullish() }),
  (payload): Named => ({
    subjects: [installationSubject(payload)],
    observations: payload.organization
      ? [{ kind: 'holders-changed', organization: payload.organization.login.toLowerCase() }]
      : [],
    watched: [],
  }),
);

/** While the App was suspended or not installed nobody told it who joined and who left, nor what was pushed. */
const installation = reads(
  delivery.extend({
    action: z.string(),
    installation: z.looseObject({
      id,
      account: z.looseObject({ login: repositoryName }).optional().catch(undefined),
    }),
  }),
  (payload): Named => {
    // Nothing can be read or written where the App is no longer let in.
    if (['deleted', 'suspend'].includes(payload.action)) return nothing;
    const { account: owner } = payload.installation;
    return {
      subjects: [installationSubject(payload)],
      observations:
        owner === undefined
          ? []
          : [{ kind: 'holders-changed', organization: owner.login.toLowerCase() }, toOwnerScope(owner.login)],
      watched: [],
    };
  },
);

const events: ReadonlyMap<string, Read> = new Map([
  ['pull_request', pullRequest],
  ['pull_request_review', review],
  ['merge_group', mergeGroup],
  ['issues', issueEvent],
  ['issue_comment', commentEvent],
  ['label', wholeRepository],
  ['repository', repositoryChange],
  ['check_run', checkRun],
  ['check_suite', checkSuite],
  ['membership', membership],
  ['team', membership],
  ['member', membership],
  ['organization', membership],
  ['push', pushEvent],
  ['release', release],
  ['create', refChange],
  ['delete', refChange],
  ['deployment_protection_rule', protectionRule],
  ['deployment_status', deploymentStatus],
  ['installation', installation],
  ['installation_repositories', installation],
]);

/**
 * What a delivery says may have changed. Pure; never throws. An event that we do not know names nothing; a payload that
 * is not the event it claims to be is malformed, with the first field that is wrong.
 */
export const toSubjects = (event: { name: string; id: string; payload: unknown }): Named | { malformed: string } => {
  const named = events.get(event.name)?.(event.payload);
  if (named === undefined) return nothing;
  if (!(named instanceof z.ZodError)) return named;
  const issue = named.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? 'payload' : issue.path.map(String).join('.');
  return { malformed: `not a ${event.name} event: ${path}: ${issue?.message ?? 'unreadable'}` };
};
