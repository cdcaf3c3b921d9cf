import type { BaselineFile, PolicyFile, PullRequestFacts } from '../decision/facts.ts';
import { toSubjectKey } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import { toInputDigest, toLastingFacts, toStatement } from '../evidence/statement.ts';
import type { PullRequestSubject } from '../observations/pull-requests.ts';
import type { House } from './house.ts';

/** The committed statement that a verdict stands on. */
export type Evidence = {
  readonly statementDigest: string;
  /** Number of its entry in the repository's chain. */
  readonly ledgerEntry: number;
  /** The policy as the statement names it; its text is still in force, perhaps at a later commit. */
  readonly policy: Pick<PolicyFile, 'path' | 'commit'> | null;
  readonly baseline: Pick<BaselineFile, 'path' | 'commit' | 'repository'> | null;
};

/**
 * Commits the statement of a verdict to the ledger, before anything is shown; the same verdict again gives the entry
 * that is there. Of what is not governed nothing is stated.
 */
export const appendEvidence = async (
  house: House,
  subject: PullRequestSubject,
  facts: PullRequestFacts,
  verdict: Verdict,
): Promise<Evidence | null> => {
  if (verdict.outcome === 'not-governed') return null;
  const decided = { facts, verdict, tool: house.tool };
  const { entry, statement } = await house.ledger.append({
    repository: facts.repository,
    subjectKey: toSubjectKey(subject),
    inputDigest: toInputDigest(decided),
    statement: toStatement(decided),
    facts: toLastingFacts(facts),
  });
  const { policy, baseline } = statement.predicate;
  return {
    statementDigest: entry.statementDigest,
    ledgerEntry: entry.seq,
    policy: policy.known ? policy.value : null,
    baseline: baseline.known ? baseline.value : null,
  };
};
