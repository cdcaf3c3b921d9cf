import type { IssueRef } from '../records/reference.ts';
import { isSameName } from './change-requests.ts';
import { toGoverningPolicies } from './closers.ts';
import type { IssueFacts, PullRequestFacts } from './facts.ts';
import { byTime } from './instant.ts';
import type { Policies } from './policy-outcome.ts';
import type { Verdict } from './verdict.ts';

/** A gate's label on a record, by its name there. */
export type StrayLabel = { readonly record: IssueRef; readonly label: string };

/**
 * The gates' labels that somebody not entitled set last, where a policy asks for them to be taken off (F30). What merely
 * came at the wrong time is not among them, nor what is in doubt: a deviation, or a better answer, may let it count.
 */
export const toLabelsToTakeOff = (
  facts: PullRequestFacts,
  policies: Policies,
  verdict: Verdict,
): readonly StrayLabel[] => {
  if (verdict.outcome === 'not-governed' || verdict.cause !== 'gates' || !facts.links.known) return [];
  const issues = facts.links.value.flatMap(({ issue }) => (issue.known ? [issue.value] : []));
  const names = toGoverningPolicies(policies, facts.repository.name)
    .filter(({ policy }) => policy.removeUnentitledLabels)
    .flatMap(({ policy: { gates } }) => {
      const { safetyImpact, approval } = gates[verdict.safetyClass];
      return [
        ['safety-impact', safetyImpact.required ? safetyImpact.config.label : null],
        ['approval', approval.required ? approval.config.label : null],
      ] as const;
    });
  const strays = issues.flatMap((issue) =>
    names.flatMap(([gate, name]): readonly StrayLabel[] => {
      const last = name === null ? null : toLastSetting(issue, name);
      const isStray = verdict.refused.some(
        (act) =>
          act.unentitled === true &&
          act.method === 'label' &&
          act.gate === gate &&
          act.url === issue.url &&
          act.at === last?.at &&
          act.signer.known &&
          act.signer.value.id === last.by,
      );
      return isStray && last !== null ? [{ record: issue.ref, label: last.label }] : [];
    }),
  );
  return [...new Map(strays.map((stray) => [JSON.stringify(stray), stray])).values()];
};

/** Who set the label that the issue bears; null when it bears none, or its history does not say. */
const toLastSetting = ({ labels, labelEvents }: IssueFacts, name: string) => {
  const label = labels.find((one) => isSameName(one, name));
  if (label === undefined || !labelEvents.known) return null;
  const events = labelEvents.value.filter((event) => isSameName(event.label, name)).sort(byTime);
  const last = events.at(-1);
  return last?.action === 'labeled' && last.actor.known ? { label, at: last.at, by: last.actor.value.id } : null;
};
