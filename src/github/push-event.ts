import { z } from 'zod';
import { authorityPath } from '../policy/authority.ts';
import { baselinePath, policyPath } from '../policy/policy-files.ts';
import {
  account,
  atTag,
  inRepository,
  installationSubject,
  instant,
  type Named,
  nothing,
  type Read,
  reads,
  refName,
  repository,
  repositorySubject,
  sha,
  text,
  toAccount,
  toInstant,
  toRef,
} from './event-shapes.ts';
import { isBaselineHome, toOwnerScope, toScope } from './policy-scope.ts';

const paths = z.array(text);
const pushed = inRepository.extend({
  ref: refName,
  before: sha,
  after: sha,
  forced: z.boolean(),
  deleted: z.boolean(),
  commits: z.array(z.looseObject({ id: sha, added: paths, modified: paths, removed: paths })),
  repository: repository.extend({ default_branch: text, pushed_at: instant }),
  sender: account,
});
type Pushed = z.infer<typeof pushed>;

/** GitHub lists at most so many commits in a push; https://docs.github.com/webhooks/webhook-events-and-payloads#push */
const mostListedCommits = 2048;

const mayTouch = ({ forced, commits }: Pushed, files: readonly string[]): boolean =>
  forced ||
  commits.length === 0 ||
  commits.length >= mostListedCommits ||
  commits.some((one) => [...one.added, ...one.modified, ...one.removed].some((path) => files.includes(path)));

const branches = 'refs/heads/';
const tags = 'refs/tags/';
/** Where GitHub's merge queue puts what it tries out; nobody else can push there. */
const queueBranches = 'refs/heads/gh-readonly-queue/';

/**
 * `push`: who pushed is kept; the files in force on the default branch name what they govern; and a branch that a policy
 * covers is looked at for what came in without a released verdict (F37).
 */
export const pushEvent: Read = reads(pushed, (payload): Named => {
  if (payload.ref.startsWith(tags)) return atTag(payload, payload.ref.slice(tags.length));
  if (!payload.ref.startsWith(branches)) return nothing;
  const governing = toGoverning(payload);
  if (payload.deleted) return governing;
  const before = /^0+$/.test(payload.before) ? null : payload.before;
  const { after } = payload;
  return {
    subjects: governing.subjects,
    observations: [
      ...governing.observations,
      {
        kind: 'push',
        repositoryId: payload.repository.id,
        ref: payload.ref,
        before,
        after,
        forced: payload.forced,
        commits: [...new Set([...payload.commits.map((one) => one.id), after])],
        pusher: toAccount(payload.sender),
        at: toInstant(payload.repository.pushed_at),
      },
    ],
    watched: payload.ref.startsWith(queueBranches)
      ? []
      : [
          {
            kind: 'branch',
            subject: {
              installationId: payload.installation.id,
              kind: 'branch',
              ref: toRef(payload.repository),
              branch: payload.ref.slice(branches.length),
              before,
              after,
            },
          },
        ],
  };
});

/** What a push changes by the files that are in force on the default branch: policy, authority file and baseline. */
const toGoverning = (payload: Pushed): Named => {
  if (payload.ref !== `${branches}${payload.repository.default_branch}`) return nothing;
  const own = mayTouch(payload, [policyPath, authorityPath]);
  const baseline = isBaselineHome(payload.repository.name) && mayTouch(payload, [baselinePath]);
  return {
    subjects: [...(own ? [repositorySubject(payload)] : []), ...(baseline ? [installationSubject(payload)] : [])],
    observations: [
      ...(own ? [toScope(payload.repository)] : []),
      ...(baseline ? [toOwnerScope(payload.repository.owner.login)] : []),
    ],
    watched: [],
  };
};
