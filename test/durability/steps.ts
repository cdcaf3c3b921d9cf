import type { Moment } from './http-relay.ts';

/** A named step of the stories, as it can be seen between the processes; what is killed at it has got so far. */
export type Step = {
  readonly name: string;
  readonly hears: (heard: Heard) => boolean;
  /** Whether what was heard still gets to where it goes, when its sender dies of it. */
  readonly passes: boolean;
};

/** What goes from one process to another. */
export type Heard =
  | { readonly way: 'github' | 'webhook'; readonly moment: Moment; readonly call: string }
  | { readonly way: 'database'; readonly text: string };

const moments: readonly { readonly moment: Moment; readonly says: string; readonly passes: boolean }[] = [
  { moment: 'asked', says: 'is about to', passes: false },
  { moment: 'done', says: 'was done and not answered:', passes: false },
  { moment: 'answered', says: 'was answered:', passes: true },
];

const calls: readonly (readonly [string, RegExp])[] = [
  ['get a token', /^POST \/api\/v3\/app\/installations\/\d+\/access_tokens$/],
  ['read facts', /^POST \/api\/graphql$/],
  ['read a team', /^GET \/api\/v3\/orgs\//],
  ['create a check run', /^POST \/api\/v3\/repos\/[^/]+\/[^/]+\/check-runs$/],
  ['renew a check run', /^PATCH \/api\/v3\/repos\/[^/]+\/[^/]+\/check-runs\/\d+$/],
  ['look for a check run', /^GET \/api\/v3\/repos\/[^/]+\/[^/]+\/commits\/[^/]+\/check-runs$/],
  ['look for an answer', /^GET \/api\/v3\/repos\/[^/]+\/[^/]+\/issues\/\d+\/comments$/],
  ['answer a command', /^POST \/api\/v3\/repos\/[^/]+\/[^/]+\/issues\/\d+\/comments$/],
  ['look for an issue', /^GET \/api\/v3\/repos\/[^/]+\/[^/]+\/issues$/],
  ['open an issue', /^POST \/api\/v3\/repos\/[^/]+\/[^/]+\/issues$/],
  ['close an issue', /^PATCH \/api\/v3\/repos\/[^/]+\/[^/]+\/issues\/\d+$/],
  ['compare commits', /^GET \/api\/v3\/repos\/[^/]+\/[^/]+\/compare\//],
  ['make a tag', /^POST \/api\/v3\/repos\/[^/]+\/[^/]+\/git\/refs$/],
  ['answer a deployment', /^POST \/api\/v3\/repos\/[^/]+\/[^/]+\/actions\/runs\/\d+\/deployment_protection_rule$/],
  ['list deliveries', /^GET \/api\/v3\/app\/hook\/deliveries$/],
  ['ask for a delivery', /^POST \/api\/v3\/app\/hook\/deliveries\/\d+\/attempts$/],
];

const statements = [
  ['store a delivery', 'INSERT INTO deliveries'],
  ['store a job', 'INSERT INTO pgboss.job'],
  ['note a pull request', 'INSERT INTO pull_requests'],
  ['append evidence', 'INSERT INTO ledger_entries'],
  ['note a verdict', 'UPDATE pull_requests SET outcome'],
  ['note what is shown', 'INSERT INTO shown_check_runs'],
  ['claim an answer', 'INSERT INTO answered_commands'],
  ['note a merge', 'INTO merges'],
  ['note a release', 'INSERT INTO releases'],
  ['note a tag', 'INSERT INTO released_tags'],
  ['note what is said to a deployment', 'UPDATE deployment_gates SET repository_id'],
  ['register a deployment', 'INSERT INTO deployments'],
  ['open a matter', 'INSERT INTO matters'],
  ['close a matter', 'UPDATE matters'],
  ['commit', 'COMMIT'],
] as const;

const onGitHub = calls.flatMap(([name, pattern]): Step[] =>
  moments.map(({ moment, says, passes }) => ({
    name: `${says} ${name}`,
    hears: (heard) => heard.way === 'github' && heard.moment === moment && pattern.test(heard.call),
    passes,
  })),
);

const onWebhooks = moments.map(
  ({ moment, says, passes }): Step => ({
    name: `${says} take a delivery`,
    hears: (heard) => heard.way === 'webhook' && heard.moment === moment,
    passes,
  }),
);

const onDatabase = statements.flatMap(([name, sql]): Step[] =>
  [false, true].map((passes) => ({
    name: `${passes ? 'sent and not answered:' : 'is about to'} ${name}`,
    hears: (heard) => heard.way === 'database' && heard.text.includes(sql),
    passes,
  })),
);

/** Every named step. Which of them a story takes depends on its acts, and a few on what was killed before. */
export const steps: readonly Step[] = [...onWebhooks, ...onDatabase, ...onGitHub];
