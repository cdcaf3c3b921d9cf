import { setImmediate as breathe } from 'node:timers/promises';
import { decide } from '../decision/decide.ts';
import { explainPreview, type PolicyPreview, type TriedPullRequest } from '../decision/explain-preview.ts';
import { type Fact, known, type PolicyFile, type PullRequestFacts, unknown } from '../decision/facts.ts';
import { toSubjectKey } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import { digestOf } from '../evidence/canonical-json.ts';
import { readStatement } from '../evidence/envelope.ts';
import type { Statement } from '../evidence/statement.ts';
import type { InstallationClient } from '../github/clients.ts';
import { GitHubFault } from '../github/faults.ts';
import { readPolicyAt } from '../github/read-policies.ts';
import { readPullRequest } from '../github/read-pull-request.ts';
import { keepPreview, readPreview } from '../observations/previews.ts';
import { type KnownPullRequest, openPullRequestsOf, type PullRequestSubject } from '../observations/pull-requests.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { policyPath } from '../policy/policy-files.ts';
import { enqueueNow } from '../queue/queue.ts';
import type { House } from './house.ts';
import { toMemory } from './remember.ts';

/** So many open pull requests a proposal is tried on, the newest first. */
const mostTried = 20;

/**
 * Works out what a policy that a pull request proposes would say of the open ones (F73), and has the pull request
 * evaluated again to show it. Reading so many of them is paid for once: only another head here, or of one of them,
 * calls for it again.
 */
export const previewPolicy = async (
  house: House,
  subject: PullRequestSubject,
  facts: PullRequestFacts,
  signal: AbortSignal,
): Promise<void> => {
  if (!proposesPolicy(facts)) return;
  const { pool } = house.database;
  const { headSha } = facts.pullRequest;
  const open = await openPullRequestsOf(pool, facts.repository);
  const digest = digestOf([headSha, open.map(({ subject: { ref }, headSha }) => [ref.number, headSha])]);
  const kept = await readPreview(pool, subject, headSha);
  if (kept?.digest === digest) return;
  const preview = await toPreview(house, subject, facts, open, signal);
  const text = explainPreview(preview, policyPath, facts.repository.url);
  await keepPreview(pool, subject, { headSha, digest, text });
  await enqueueNow(house.queue, [subject]);
};

/** Only the default branch's policy is ever in force. Files that are not known are not taken for a proposal. */
const proposesPolicy = ({ files, pullRequest, repository }: PullRequestFacts): boolean =>
  pullRequest.state === 'open' &&
  pullRequest.baseBranch === repository.defaultBranch &&
  files.known &&
  files.value.some(
    ({ path, previousPath }) => path === policyPath || (previousPath.known && previousPath.value === policyPath),
  );

const toPreview = async (
  house: House,
  subject: PullRequestSubject,
  { repository, pullRequest, observedAt }: PullRequestFacts,
  open: readonly KnownPullRequest[],
  signal: AbortSignal,
): Promise<PolicyPreview> => {
  const client = house.github.forInstallation(subject.installationId);
  const proposal = await orUnknown(readPolicyAt(client, subject.ref, pullRequest.headSha));
  if (!proposal.known) return { kind: 'unreadable', reason: proposal.reason };
  const policy = proposal.value;
  const parsed = policy === null ? null : parsePolicy(policy.text, { path: policyPath, owner: repository.owner });
  if (parsed?.ok === false) return { kind: 'refused', problems: parsed.problems };
  const tried: TriedPullRequest[] = [];
  for (const one of open.slice(0, mostTried)) {
    signal.throwIfAborted();
    tried.push(await tryOn(house, client, one, policy));
  }
  return { kind: 'tried', removes: policy === null, at: observedAt, tried, open: open.length };
};

/** What is proposed judges on the facts that it asks for; what is in force has given its verdict before. */
const tryOn = async (
  house: House,
  client: InstallationClient,
  { subject, outcome }: KnownPullRequest,
  proposal: PolicyFile | null,
): Promise<TriedPullRequest> => {
  const { ref } = subject;
  const now = await readVerdict(house, subject, outcome);
  const reading = await orUnknown(
    readPullRequest(client, ref, toMemory(house.database), { proposed: proposal }).then(known),
  );
  if (!reading.known) {
    const url = `${house.webUrl}/${ref.owner}/${ref.name}/pull/${ref.number}`;
    return { number: ref.number, url, title: '', now, proposed: reading };
  }
  // Deciding takes its time, and others wait for the same processor.
  await breathe();
  const { facts, policies } = reading.value;
  const proposed =
    proposal === null
      ? decide({ ...facts, policyFile: known(null) }, { ...policies, own: 'absent' })
      : decide(facts, policies);
  const { url, title } = facts.pullRequest;
  return { number: ref.number, url, title, now, proposed: known(proposed) };
};

const readVerdict = async (
  house: House,
  subject: PullRequestSubject,
  outcome: KnownPullRequest['outcome'],
): Promise<Fact<Verdict>> => {
  if (outcome === 'not-governed') return known({ outcome, reason: 'branch-not-covered' });
  const latest = await house.ledger.latest(toSubjectKey(subject));
  return latest === null
    ? unknown('it was not judged yet')
    : known((readStatement(latest.envelope) as Statement).predicate.verdict);
};

/** Of many that are read one may be out of reach; one that GitHub may still answer is asked for again with the others. */
const orUnknown = async <T>(reading: Promise<Fact<T>>): Promise<Fact<T>> => {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof GitHubFault) || error.retryable) throw error;
    return unknown(error.message);
  }
};
