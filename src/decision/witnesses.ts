import type { Policy, SignedGate } from '../policy/policy.ts';
import { parseCommand } from '../records/command.ts';
import { toActKey } from './act-key.ts';
import { isSameName } from './change-requests.ts';
import type { Account, Fact, IssueFacts, PullRequestFacts, Witness } from './facts.ts';
import type { Policies } from './policy-outcome.ts';

/** What was seen of who holds which role, when. */
type Sight = Pick<PullRequestFacts, 'observedAt' | 'roles' | 'witnessed'>;

/** Something that somebody did and for which their role counts. */
type SeenAct = { readonly key: string; readonly by: Account };

/**
 * Who held which role, as far as it is known, when an act of theirs on the linked issues or in a review was seen: to be
 * kept, since the first sight of each act counts for ever (F25, F29). What was witnessed before is left out.
 */
export const toWitnesses = (facts: PullRequestFacts, policies: Policies): readonly Witness[] => {
  const issues = facts.links.known ? facts.links.value.map(({ issue }) => issue) : [];
  const reviews = facts.reviews.known ? facts.reviews.value : [];
  return toSights(facts, [
    ...issues.flatMap((issue) => toActsOn(issue, policies)),
    ...reviews.flatMap(({ url, author }) => toAct(author, url)),
  ]);
};

/** The same for an issue by itself, before any pull request hangs on it. */
export const toRecordWitnesses = (
  reading: Sight & { readonly issue: Fact<IssueFacts> },
  policies: Policies,
): readonly Witness[] => toSights(reading, toActsOn(reading.issue, policies));

const toSights = ({ observedAt: at, roles, witnessed }: Sight, acts: readonly SeenAct[]): readonly Witness[] => {
  const keyOf = ({ act, role }: Pick<Witness, 'act' | 'role'>): string => JSON.stringify([act, role]);
  const seen = new Set(witnessed.known ? witnessed.value.map(keyOf) : []);
  const people = new Map(acts.filter(({ by }) => by.kind === 'person').map((act) => [act.key, act.by.id]));
  return [...people].flatMap(([act, id]) =>
    Object.entries(roles).flatMap(([role, holders]): readonly Witness[] => {
      if (!holders.known || seen.has(keyOf({ act, role }))) return [];
      return [{ act, role, held: holders.value.some((holder) => holder.id === id), at }];
    }),
  );
};

const toAct = (by: Fact<Account>, key: string): readonly SeenAct[] => (by.known ? [{ key, by: by.value }] : []);

const toActsOn = (issue: Fact<IssueFacts>, policies: Policies): readonly SeenAct[] => {
  if (!issue.known) return [];
  const record = issue.value;
  const gates = toSignedConfigs(policies);
  const { comments, labelEvents, revisions } = record;
  return [
    ...(comments.known ? comments.value : []).flatMap(({ author, url, body, firstBody }) =>
      [body, firstBody ?? ''].some(isDeed) ? toAct(author, url) : [],
    ),
    ...(labelEvents.known ? labelEvents.value : []).flatMap(({ action, label, actor, at }) =>
      action === 'labeled' && actor.known && gates.some((gate) => gate.label !== null && isSameName(gate.label, label))
        ? toAct(actor, toActKey(record, `label:${label}`, at, actor.value))
        : [],
    ),
    ...(revisions.known && gates.some(({ ticksByRole }) => ticksByRole) ? revisions.value : []).flatMap(
      ({ editor, at }) => (editor.known ? toAct(editor, toActKey(record, 'tick', at, editor.value)) : []),
    ),
  ];
};

const isDeed = (comment: string): boolean =>
  ['sign', 'deviation', 'emergency', 'release'].includes(parseCommand(comment).kind);

const toSignedConfigs = ({ own, baseline }: Policies): readonly SignedGate[] =>
  [own, baseline]
    .flatMap((outcome): readonly Policy[] =>
      outcome !== 'absent' && 'ok' in outcome && outcome.ok ? [outcome.policy] : [],
    )
    .flatMap(({ gates, release }) => [
      ...Object.values(gates).flatMap(({ safetyImpact, approval }) => [
        ...(safetyImpact.required ? [safetyImpact.config] : []),
        ...(approval.required ? [approval.config] : []),
      ]),
      ...(release === null ? [] : [release.approval]),
    ]);
