import type { Gates, ReleaseGateId, ReleasePolicy } from '../../../policy/policy.ts';
import type { ReleaseAnswers } from '../../../records/release-answers.ts';
import type { Declared } from '../../declarations.ts';
import type { Fact, IssueFacts } from '../../facts.ts';
import type { Missing, Outcome, Run, Sentence } from '../../finding.ts';
import type { Gate, Lack, SigningContext } from '../../gates/gate.ts';
import type { Reading } from '../../reading.ts';
import { toActor } from '../../sentence.ts';
import type { Signing } from '../../sign-offs.ts';
import type { RangeAccount } from '../account.ts';
import type { ReleaseFacts, ReleaseRange } from '../release-facts.ts';

/** The record of a release, and everything that was signed and declared on it. */
export type SignedReleaseRecord = {
  readonly issue: IssueFacts;
  readonly answers: ReleaseAnswers;
  readonly signing: Signing;
  /** By which what no verdict covers is let through. */
  readonly deviation: Declared;
};

/** What every gate of a release looks at, worked out once. */
export type ReleaseContext = SigningContext & {
  readonly facts: ReleaseFacts;
  readonly release: ReleasePolicy;
  /** What the policy asks for at its class: of problem reports. */
  readonly gates: Gates;
  readonly reading: Reading;
  /** The release records under this policy that name the tag. */
  readonly records: Fact<readonly IssueFacts[]>;
  /** The one that there is; null: none, several, or it is not known. */
  readonly record: SignedReleaseRecord | null;
  readonly range: Fact<ReleaseRange & { readonly account: RangeAccount }>;
};

export type ReleaseGate = Gate<ReleaseGateId, ReleaseContext>;

/** Something that lacks to a release; `who`: by default whoever wrote its record. */
export const toLack = (
  context: Pick<ReleaseContext, 'about'>,
  what: Sentence,
  how: Sentence,
  {
    status = 'failed',
    who,
    link,
  }: { readonly status?: Lack['status']; readonly who?: Sentence; readonly link?: string } = {},
): Lack => ({ status, missing: { what, who: who ?? [context.about.author], how, link: link ?? context.about.url } });

/** Something that cannot be read. */
export const toDoubt = (context: Pick<ReleaseContext, 'about'>, what: Sentence, reason: string, how?: Sentence): Lack =>
  toLack(
    context,
    [...what, ' is not known: ', { code: reason }, '.'],
    how ?? ['Press ', { code: 'Re-run' }, ' on the check.'],
    {
      status: 'unknown',
    },
  );

/** The finding of a gate that looks at the record, while there is none, or more than one. */
export const toRecordlessFinding = ({ about, records }: ReleaseContext, gate: ReleaseGateId): Outcome => {
  const missing: Missing = {
    what: ['This needs one release record that names the tag first.'],
    who: [about.author],
    how: ['First see to the release record, as the first row says.'],
    link: about.url,
  };
  return { gate, status: records.known ? 'failed' : 'unknown', missing: [missing] };
};

export const toCommitRun = ({ facts }: Pick<ReleaseContext, 'facts'>, sha: string): Run => ({
  link: `${facts.repository.url}/commit/${sha}`,
  text: sha.slice(0, 7),
});

export const toPullRun = ({ facts }: Pick<ReleaseContext, 'facts'>, number: number): Run => ({
  link: `${facts.repository.url}/pull/${number}`,
  text: `#${number}`,
});

export const toAuthorOf = (issue: IssueFacts | null): Run =>
  issue === null ? 'Whoever makes the release' : toActor(issue.author, 'The author of the release record');
