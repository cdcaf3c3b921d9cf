import { transaction } from '../database/database.ts';
import { withEarlier } from '../decision/as-of.ts';
import { decide } from '../decision/decide.ts';
import { explainSettled } from '../decision/explain-closing.ts';
import { explainMatter } from '../decision/explain-matter.ts';
import type { Account, PullRequestFacts } from '../decision/facts.ts';
import type { Verdict } from '../decision/verdict.ts';
import { toLastingFacts } from '../evidence/statement.ts';
import { GitHubFault } from '../github/faults.ts';
import type { PullRequestReading } from '../github/read-pull-request.ts';
import { rewriteIssue } from '../github/write-issue.ts';
import { type Matter, matterOf, replaceMatterBody } from '../observations/matters.ts';
import type { PullRequestSubject } from '../observations/pull-requests.ts';
import { closeFoundMatter, closeTrackingIssue } from './close-matter.ts';
import type { House } from './house.ts';
import { readStatedVerdict } from './stated-verdict.ts';

/** Of what a pull request owes after an emergency. */
export const toOwedKey = (repositoryId: number, pullRequest: number): string => `owed:${repositoryId}#${pullRequest}`;

/**
 * Closes by itself what a merged pull request owed, once all of it is done (F36); until then its issue says what is still
 * missing.
 */
export const settleOwed = async (
  house: House,
  subject: PullRequestSubject,
  { facts, policies }: PullRequestReading,
): Promise<void> => {
  const { repository, pullRequest, observedAt } = facts;
  const matter = await matterOf(house.database.pool, toOwedKey(repository.id, pullRequest.number));
  if (matter === null) return;
  const comment = explainSettled(pullRequest.number, repository.url);
  if (matter.closed !== null) {
    await closeTrackingIssue(house, subject.installationId, matter, comment);
    return;
  }
  const stated = await readStatedVerdict(house, subject);
  const whole = withEarlier(facts, stated?.facts ?? null);
  const verdict = decide(whole, policies);
  if (!isDone(matter, verdict)) {
    await showRest(house, subject, matter, { facts, verdict });
    return;
  }
  const closing = {
    by: toOurselves(house),
    role: null,
    at: observedAt,
    reason: 'everything that was owed is done',
    url: matter.issue?.url ?? pullRequest.url,
  };
  await closeFoundMatter(house, subject.installationId, matter, {
    repository,
    observedAt,
    verdict,
    closing,
    facts: toLastingFacts(whole),
    comment,
  });
};

/** Each of the gates that were owed must be there still, and passed or without anything to do. */
const isDone = ({ gates }: Matter, verdict: Verdict): boolean => {
  if (verdict.outcome === 'not-governed' || verdict.cause !== 'gates') return false;
  const { findings } = verdict;
  return gates.every((gate) => {
    const own = findings.filter((finding) => finding.gate === gate);
    return own.length > 0 && own.every(({ status }) => status === 'passed' || status === 'not-applicable');
  });
};

/** The check run of a merged pull request stays as it was, so that the issue alone says what remains. */
const showRest = async (
  house: House,
  { installationId }: PullRequestSubject,
  { key, gates, issue, since, dueAt, repository, commit }: Matter,
  { facts: { pullRequest, repository: present }, verdict }: { facts: PullRequestFacts; verdict: Verdict },
): Promise<void> => {
  if (dueAt === null || commit === null || verdict.outcome === 'not-governed' || verdict.cause !== 'gates') return;
  const { body } = explainMatter({
    kind: 'owed',
    repositoryUrl: present.url,
    branch: pullRequest.baseBranch,
    commit,
    at: since,
    number: pullRequest.number,
    dueAt,
    findings: verdict.findings.filter(({ gate, status }) => gates.includes(gate) && status !== 'passed'),
  });
  const client = house.github.forInstallation(installationId);
  try {
    await transaction(house.database, async (tx) => {
      if (!(await replaceMatterBody(tx, key, body)) || issue === null) return;
      await rewriteIssue(client, { ...repository, number: issue.number }, { body, marker: key });
    });
  } catch (error) {
    if (!(error instanceof GitHubFault) || error.retryable) throw error;
    house.logger.warn({ matter: key, reason: error.message }, 'the issue of a matter could not be rewritten');
  }
};

const toOurselves = ({ github, tool }: House): Account => ({
  id: github.appId,
  login: `${tool.name}[bot]`,
  kind: 'bot',
  name: null,
});
