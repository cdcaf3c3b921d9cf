import type { EarlierFacts } from '../decision/as-of.ts';
import type { StatedVerdict } from '../decision/judge-merge.ts';
import { toSubjectKey } from '../decision/subject.ts';
import { readStatement } from '../evidence/envelope.ts';
import type { Statement } from '../evidence/statement.ts';
import type { PullRequestSubject } from '../observations/pull-requests.ts';
import type { House } from './house.ts';

/** What was last stated of a pull request, and the facts that it stood on; null when nothing was. */
export const readStatedVerdict = async (
  house: House,
  subject: PullRequestSubject,
): Promise<(StatedVerdict & { readonly facts: EarlierFacts | null }) | null> => {
  const latest = await house.ledger.latest(toSubjectKey(subject));
  if (latest === null) return null;
  const { subject: about, predicate } = readStatement(latest.envelope) as Statement;
  const [{ digest, annotations }] = about;
  return {
    verdict: predicate.verdict,
    headSha: digest.gitCommit,
    baseBranch: annotations.baseBranch,
    facts: (await house.ledger.readFacts(predicate.facts)) as EarlierFacts | null,
  };
};
