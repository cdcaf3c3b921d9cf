import { type Meaning, type SignedGateId, signedGateIds } from '../policy/policy.ts';
import type { Command } from '../records/command.ts';
import { isSameName } from './change-requests.ts';
import type { Account, Comment, Fact, Instant, IssueFacts, LabelEvent } from './facts.ts';
import type { Sentence } from './finding.ts';
import { byTime, isBefore } from './instant.ts';
import type { Reading } from './reading.ts';
import { toActor, toTime } from './sentence.ts';

export type { SignedGateId };
export { signedGateIds };
export const isSignedGateId = (text: string): text is SignedGateId => signedGateIds.some((id) => id === text);

/** Something on a record that looks like a sign-off, before it is judged. */
export type Act = {
  readonly method: 'label' | 'comment';
  readonly actor: Fact<Account>;
  readonly at: Instant;
  readonly url: string;
  /** As it was claimed; untrusted in a comment. */
  readonly meaning: string;
  readonly note: string | null;
  /** Why it never counted, by its own form: the comment was edited, the label was renamed. */
  readonly flaw: Sentence | null;
  /** How it was withdrawn. */
  readonly withdrawn: Sentence | null;
  /** What is not known of it and would have to be. */
  readonly doubt: Sentence | null;
};

/** Every setting of a gate's label, oldest first; setting it carries the gate's own `meaning`. */
export const readLabelActs = (issue: IssueFacts, label: string, meaning: Meaning): readonly Act[] => {
  if (!issue.labelEvents.known) return [];
  const events = issue.labelEvents.value.filter((event) => isSameName(event.label, label)).sort(byTime);
  const present = issue.labels.some((name) => isSameName(name, label));
  return events.flatMap((event, index): readonly Act[] => {
    if (event.action !== 'labeled') return [];
    return [
      {
        method: 'label',
        actor: event.actor,
        at: event.at,
        url: issue.url,
        meaning,
        note: null,
        flaw: toRename(event),
        withdrawn: toRemoval(events[index + 1], present),
        doubt: event.labelNamedSince.known
          ? null
          : ['since when the label has borne its name is not known: ', { code: event.labelNamedSince.reason }],
      },
    ];
  });
};

/** GitHub shows an old event under a label's new name: what was set may have been another label. */
const toRename = (event: LabelEvent): Sentence | null => {
  const { labelNamedSince: since } = event;
  if (!since.known || isBefore(since.value, event.at)) return null;
  return ['the label has borne its name only since ', toTime(since.value), ', so what was set may be another label'];
};

const toRemoval = (next: LabelEvent | undefined, present: boolean): Sentence | null => {
  if (next?.action === 'labeled') return ['the label was set again at ', toTime(next.at)];
  if (next !== undefined) return ['the label was taken off by ', toActor(next.actor), ' at ', toTime(next.at)];
  return present ? null : ['the label is no longer on the record'];
};

/** Every `/sign` comment for a gate, oldest first. */
export const readCommentActs = (issue: IssueFacts, gate: SignedGateId, { toCommand }: Reading): readonly Act[] =>
  readComments(issue).flatMap((comment): readonly Act[] => {
    const command = toCommand(comment.body);
    if (command.kind !== 'sign' || command.gate !== gate) return [];
    return [
      {
        method: 'comment',
        actor: comment.author,
        at: comment.createdAt,
        url: comment.url,
        meaning: command.meaning,
        note: command.note,
        flaw:
          comment.editedAt === null
            ? null
            : ['the comment was edited at ', toTime(comment.editedAt), ', so what was signed is no longer there'],
        withdrawn: null,
        doubt: null,
      },
    ];
  });

/** A `/revoke` comment: it withdraws everything that its author signed on the gate up to then. */
export type Revocation = { readonly author: Fact<Account>; readonly at: Instant };

/** An edited revocation is honoured, as of its last edit: taking back is never refused for its form. */
export const readRevocations = (issue: IssueFacts, gate: SignedGateId, { toCommand }: Reading): readonly Revocation[] =>
  readComments(issue).flatMap((comment): readonly Revocation[] =>
    toRevokedGates(toCommand(comment.body)).includes(gate)
      ? [{ author: comment.author, at: comment.editedAt ?? comment.createdAt }]
      : [],
  );

/** Every gate whose sign-offs a comment takes back: all of them when it names none, or one that takes no signatures. */
export const toRevokedGates = (command: Command): readonly SignedGateId[] => {
  if (command.kind === 'revoke') return isSignedGateId(command.gate) ? [command.gate] : signedGateIds;
  if (command.kind !== 'problem') return [];
  return command.revokes.includes('') ? signedGateIds : command.revokes.filter(isSignedGateId);
};

/** Applies the revocations to an act; one whose author is not known casts a doubt on every act before it. */
export const withRevocations = (act: Act, revocations: readonly Revocation[]): Act => {
  for (const { author, at } of revocations) {
    if (isBefore(at, act.at)) continue;
    if (!author.known) act = { ...act, doubt: ['it may have been revoked at ', toTime(at), ' by an unknown account'] };
    else if (act.actor.known && act.actor.value.id === author.value.id) {
      act = { ...act, withdrawn: ['it was revoked by the signer at ', toTime(at)] };
    }
  }
  return act;
};

export const readComments = (issue: IssueFacts): readonly Comment[] =>
  issue.comments.known
    ? [...issue.comments.value].sort((a, b) => byTime({ at: a.createdAt }, { at: b.createdAt }))
    : [];
