import { toActKey } from '../decision/act-key.ts';
import type { Fact, IssueFacts, Review } from '../decision/facts.ts';

/** Keys of everything that somebody did on these issues or in these reviews, and that may be a sign-off or a tick. */
export const toActs = (issues: readonly Fact<IssueFacts>[], reviews: Fact<readonly Review[]>): readonly string[] => [
  ...new Set([
    ...issues.flatMap((issue) => toKnown(issue).flatMap(toActsOn)),
    ...toKnown(reviews).flatMap((all) => all.map(({ url }) => url)),
  ]),
];

const toKnown = <T>(fact: Fact<T>): readonly T[] => (fact.known ? [fact.value] : []);

const toActsOn = (issue: IssueFacts): readonly string[] => [
  ...toKnown(issue.comments).flatMap((all) => all.map(({ url }) => url)),
  ...toKnown(issue.labelEvents).flatMap((all) =>
    all.flatMap(({ action, label, at, actor }) =>
      action === 'labeled' && actor.known ? [toActKey(issue, `label:${label}`, at, actor.value)] : [],
    ),
  ),
  ...toKnown(issue.revisions).flatMap((all) =>
    all.flatMap(({ at, editor }) => (editor.known ? [toActKey(issue, 'tick', at, editor.value)] : [])),
  ),
];
