import { type GovernedVerdict, toSummary } from './explain-summary.ts';
import { type ExplainContext, type Limits, toGateTitle } from './explain-view.ts';
import type { Finding } from './finding.ts';
import { toReadable } from './instant.ts';

export type { ExplainContext } from './explain-view.ts';

/** A verdict for reading, in the parts of a check run. */
export type Explanation = {
  /** Only `success` lets anything pass. */
  readonly conclusion: 'success' | 'failure';
  /** Plain text. */
  readonly title: string;
  /** GitHub-flavoured Markdown. */
  readonly summary: string;
};

/** GitHub's limit for a summary. It says characters; bytes are never fewer. */
const maxBytes = 65_535;

const levels: readonly Limits[] = [
  { missing: 500, rows: 500, sentence: 5_000 },
  { missing: 100, rows: 200, sentence: 2_000 },
  { missing: 30, rows: 60, sentence: 1_000 },
  { missing: 10, rows: 30, sentence: 400 },
  { missing: 5, rows: 10, sentence: 200 },
  { missing: 2, rows: 4, sentence: 120 },
];

const last = 'The explanation does not fit into a check run, however much it is shortened; the evidence holds it all.';

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/**
 * Explains a verdict to the person who must act: which hold points are open, what is missing in each, who can supply
 * it and how; then the sign-offs that count, the acts that do not, the policy in force and the evidence. A summary that
 * would be too long is written again with less in it, and says so. Pure: the same verdict and context give the same
 * text. Fails closed: without committed evidence, or against the findings, nothing is a success.
 */
export const explain = (verdict: GovernedVerdict, context: ExplainContext): Explanation => ({
  ...toHeadline(verdict, context),
  summary: toFittingSummary(verdict, context),
});

const toHeadline = (
  verdict: GovernedVerdict,
  { evidence }: ExplainContext,
): Pick<Explanation, 'conclusion' | 'title'> => {
  if (verdict.cause === 'policy') {
    return { conclusion: 'failure', title: `Held: the policy has ${count(verdict.problems.length, 'problem')}` };
  }
  const { findings, outcome } = verdict;
  const open = findings.filter(({ status }) => status === 'failed' || status === 'unknown');
  const passed = findings.filter(({ status }) => status === 'passed').length;
  if (open.length > 0) {
    const names = open.map(toName).join(', ');
    const title = `${open.length} of ${count(findings.length, 'hold point')} open: ${names}`;
    return { conclusion: 'failure', title };
  }
  if (outcome === 'held' || passed === 0) return { conclusion: 'failure', title: 'Held: no hold point was passed' };
  if (evidence === null) return { conclusion: 'failure', title: 'Held: the evidence is not committed' };
  const owed = findings.flatMap((finding) => (finding.status === 'owed' ? [finding.dueAt] : [])).sort();
  const others = findings.length - passed - owed.length;
  const rest = others === 0 ? '' : `, ${others} not applicable`;
  const debt = owed[0] === undefined ? '' : `, ${owed.length} owed until ${toReadable(owed[0])}`;
  return {
    conclusion: 'success',
    title: `Released${debt === '' ? '' : ' in an emergency'}: ${passed} of ${count(findings.length, 'hold point')} passed${debt}${rest}`,
  };
};

/** The baseline may open a hold point that the policy has passed. */
const toName = ({ gate, demandedBy }: Finding): string =>
  `${toGateTitle(gate)}${demandedBy.by === 'baseline' ? ' (baseline)' : ''}`;

const toFittingSummary = (verdict: GovernedVerdict, context: ExplainContext): string => {
  for (const limits of levels) {
    const summary = toSummary(verdict, context, limits);
    if (new TextEncoder().encode(summary).length <= maxBytes) return summary;
  }
  return last;
};
