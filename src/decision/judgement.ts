import type { Contributors } from './contributors.ts';
import type { Account } from './facts.ts';
import type { RefusedSignOff, Sentence } from './finding.ts';
import type { Act } from './sign-off-acts.ts';

/** Why an act does not count. */
export type Judgement = Pick<RefusedSignOff, 'kind' | 'because' | 'unentitled'>;

export type Signed = Act & { readonly signer: Account };

/** What an act must fulfil; null when it does. */
export type Condition<On> = (act: Signed, on: On) => Judgement | null;

export const refused = (...because: Sentence): Judgement => ({ kind: 'refused', because });
/** Refused for who did it. */
export const unentitled = (...because: Sentence): Judgement => ({ kind: 'refused', because, unentitled: true });
export const undetermined = (...because: Sentence): Judgement => ({ kind: 'undetermined', because });

export const isCertain = ({ kind }: Judgement): boolean => kind !== 'undetermined';

/** The first condition that an act fails for certain, or else the first in doubt; null when it fulfils all. */
export const judge = <On>(conditions: readonly Condition<On>[], act: Signed, on: On): Judgement | null => {
  const judgements = conditions.flatMap((condition) => condition(act, on) ?? []);
  return judgements.find(isCertain) ?? judgements[0] ?? null;
};

export const isPerson: Condition<unknown> = ({ signer }) =>
  signer.kind === 'person' ? null : unentitled({ person: signer }, ' is not a person');

export const isIntact: Condition<unknown> = ({ flaw }) => (flaw === null ? null : refused(...flaw));

export const stands: Condition<unknown> = ({ withdrawn, doubt }) => {
  if (withdrawn !== null) return { kind: 'revoked', because: withdrawn };
  return doubt === null ? null : undetermined(...doubt);
};

export const isIndependent: Condition<{ readonly contributors: Contributors }> = ({ signer }, { contributors }) => {
  const did = contributors.excluded.get(signer.id);
  if (did !== undefined) return unentitled({ person: signer }, ' ', ...did, ' and so is not independent of it');
  return contributors.unknown.length > 0 ? undetermined('not everybody who had a part in it is known') : null;
};
