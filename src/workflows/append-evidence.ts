import type { PullRequestFacts } from '../decision/facts.ts';
import { toSubjectKey } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import { toInputDigest, toLastingFacts, toStatement } from '../evidence/statement.ts';
import type { LedgerEntry } from '../ledger/ledger.ts';
import type { PullRequestSubject } from '../observations/pull-requests.ts';
import type { House } from './house.ts';

/**
 * Commits the statement of a verdict to the ledger, before anything is shown; the same verdict again gives the entry
 * that is there. Of what is not governed nothing is stated.
 */
export const appendEvidence = async (
  house: House,
  subject: PullRequestSubject,
  facts: PullRequestFacts,
  verdict: Verdict,
): Promise<LedgerEntry | null> => {
  if (verdict.outcome === 'not-governed') return null;
  const decided = { facts, verdict, tool: house.tool };
  const { entry } = await house.ledger.append({
    repository: facts.repository,
    subjectKey: toSubjectKey(subject),
    inputDigest: toInputDigest(decided),
    statement: toStatement(decided),
    facts: toLastingFacts(facts),
  });
  return entry;
};
