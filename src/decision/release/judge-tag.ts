import { toGateTitle } from '../explain-view.ts';
import type { Fact } from '../facts.ts';
import type { Verdict } from '../verdict.ts';
import type { ReleasePage } from './release-facts.ts';

/** What was last said of a release before its tag was seen, as the ledger has it. */
export type StatedRelease = {
  readonly verdict: Verdict;
  readonly commitSha: string;
  /** The files of its draft then. */
  readonly files: readonly { readonly name: string; readonly digest: string }[];
};

/** A tag as it is now, and everything by which it is judged. */
export type SeenRelease = {
  /** Null: it is not there. */
  readonly commitSha: string | null;
  /** Where it was seen first, and what came of that; null: it was not. */
  readonly first: { readonly commitSha: string; readonly outcome: 'history' | 'covered' | 'deviation' } | null;
  /** The commit on which it was last seen; null: it was not, or went. */
  readonly standing: string | null;
  /** Null: nothing was ever stated. */
  readonly stated: StatedRelease | null;
  /** Decided now. */
  readonly verdict: Verdict;
  readonly page: Fact<ReleasePage | null>;
};

/** What came of a tag. */
export type JudgedTag =
  /** It is not there. */
  | { readonly outcome: 'open' }
  /** It was judged before, and is as it was. */
  | { readonly outcome: 'settled' }
  /** As what it is noted: what was there before anything was looked at stays that when it comes back. */
  | { readonly outcome: 'covered'; readonly commitSha: string; readonly as: 'covered' | 'history' }
  | {
      readonly outcome: 'deviation';
      readonly event: 'seen' | 'gone' | 'changed';
      readonly commitSha: string;
      /** Ours, without a word of anybody else's. */
      readonly what: string;
      /** Tells deviations of one tag on one commit from one another. */
      readonly suffix: string;
    };

/**
 * Judges whether a tag was covered (F37): by a released verdict on this very commit that was stated before the tag was
 * seen, with nothing wrong now in what the tag and the files themselves are. One that was moved or deleted and is put back
 * where it was first is judged as it was then.
 */
export const judgeTag = ({ commitSha, first, standing, stated, verdict, page }: SeenRelease): JudgedTag => {
  if (commitSha === null) {
    return standing === null
      ? { outcome: 'open' }
      : {
          outcome: 'deviation',
          event: 'gone',
          commitSha: standing,
          what: 'was deleted after it was released',
          suffix: ':deleted',
        };
  }
  if (standing === commitSha) return judgeFiles(commitSha, stated, page);
  const seen = (what: string): JudgedTag => ({ outcome: 'deviation', event: 'seen', commitSha, what, suffix: '' });
  const isBack = first?.commitSha === commitSha;
  if (isBack && first.outcome === 'history') return { outcome: 'covered', commitSha, as: 'history' };
  if (standing !== null && !isBack) return seen(`was moved from ${standing.slice(0, 7)} to ${commitSha.slice(0, 7)}`);
  if (stated === null) return seen('was tagged before it was judged');
  if (stated.commitSha !== commitSha) return seen('was put on a commit for which it was not released');
  if (stated.verdict.outcome !== 'released') return seen(`was tagged while it was held${toGates(stated.verdict)}`);
  const wrong = toWrong(verdict);
  return wrong === ''
    ? { outcome: 'covered', commitSha, as: 'covered' }
    : seen(`was tagged otherwise than it was released${wrong}`);
};

/** What only the tag and the published files show: everything else was judged before. */
const shownByTag: readonly string[] = ['artifacts', 'release-record'];

const toWrong = (verdict: Verdict): string =>
  toGates(verdict, (gate, status) => shownByTag.includes(gate) && status === 'failed');

const toGates = (
  verdict: Verdict,
  isMeant: (gate: string, status: string) => boolean = (_, status) => status === 'failed' || status === 'unknown',
): string => {
  if (verdict.outcome === 'not-governed' || verdict.cause !== 'gates') return '';
  const open = verdict.findings.filter(({ gate, status }) => isMeant(gate, status));
  const titles = [...new Set(open.map(({ gate }) => toGateTitle(gate)))];
  return titles.length === 0 ? '' : `: ${titles.join(', ')}`;
};

/** The files of a released version must stay what they were, and where they were. */
const judgeFiles = (commitSha: string, stated: StatedRelease | null, page: SeenRelease['page']): JudgedTag => {
  if (stated === null || stated.verdict.outcome !== 'released' || !page.known) return { outcome: 'settled' };
  const toText = (files: readonly { readonly name: string; readonly digest: string | null }[]): string =>
    files
      .map(({ name, digest }) => `${digest ?? ''} ${name}`)
      .sort()
      .join('\n');
  // Where nothing was delivered there need not be a page.
  if (toText(stated.files) === toText(page.value?.files ?? [])) return { outcome: 'settled' };
  const [what, suffix] =
    page.value === null
      ? ['has lost its page on GitHub with the files that it was released with', ':page']
      : ['has other files than it was released with', ':files'];
  return { outcome: 'deviation', event: 'changed', commitSha, what, suffix };
};
