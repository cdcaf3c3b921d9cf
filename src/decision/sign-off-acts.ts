import { type SignedGateId, signedGateIds } from '../policy/policy.ts';
import type { Command } from '../records/command.ts';
import { toActKey } from './act-key.ts';
import { isSameName } from './change-requests.ts';
import type { Account, Comment, Fact, Instant, IssueFacts, LabelEvent } from './facts.ts';
import type { Sentence } from './finding.ts';
import { byTime, isBefore } from './instant.ts';
import type { Reading } from './reading.ts';
import { toActor, toTime } from './sentence.ts';

export type { SignedGateId };
export const isSignedGateId = (text: string): text is SignedGateId => signedGateIds.some((id) => id === text);

/** Something on a record that looks like a sign-off, before it is judged. */
export type Act = {
  /** By which a witness knows it; `toActKey`. */
  readonly key: string;
  readonly method: 'label' | 'comment' | 'review';
  readonly actor: Fact<Account>;
  readonly at: Instant;
  readonly url: string;
  /** As it was claimed, and untrusted; null: whatever the rule asks for that it counts for. */
  readonly meaning: string | null;
  readonly note: string | null;
  /** Why it never counted, by its own form: the comment was edited, the label was renamed. */
  readonly flaw: Sentence | null;
  /** How it was withdrawn. */
  readonly withdrawn: Sentence | null;
  /** What is not known of it and would have to be. */
  readonly doubt: Sentence | null;
};

/** Every setting of a gate's label, oldest first. */
export const readLabelActs = (issue: IssueFacts, label: string): readonly Act[] => {
  if (!issue.labelEvents.known) return [];
  const events = issue.labelEvents.value.filter((event) => isSameName(event.label, label)).sort(byTime);
  const present = issue.labels.some((name) => isSameName(name, label));
  return events.flatMap((event, index): readonly Act[] => {
    if (event.action !== 'labeled') return [];
    return [
      {
        key: event.actor.known ? toActKey(issue, `label:${event.label}`, event.at, event.actor.value) : '',
        method: 'label',
        actor: event.actor,
        at: event.at,
        url: issue.url,
        meaning: null,
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

/** Every `/sign` comment for a gate, oldest first; those that were edited to something else or deleted are among them. */
export const readCommentActs = (issue: IssueFacts, gate: SignedGateId, { toCommand }: Reading): readonly Act[] =>
  readComments(issue).flatMap((comment): readonly Act[] => {
    const [command] = toTexts(comment)
      .map(({ text }) => toCommand(text))
      .flatMap((command) => (command.kind === 'sign' && command.gate === gate ? [command] : []));
    return command === undefined ? [] : [{ ...toCommentAct(comment), meaning: command.meaning, note: command.note }];
  });

/** A declaration of a kind, and the reason that it gives; untrusted. */
export type DeclarationAct = Act & { readonly reason: string };

/** What is declared by a command of that name. */
export type DeclarationKind = 'deviation' | 'emergency' | 'release';

/** Every `/deviation`, `/emergency` or `/release` comment, oldest first. */
export const readDeclarationActs = (
  issue: IssueFacts,
  kind: DeclarationKind,
  { toCommand }: Reading,
): readonly DeclarationAct[] =>
  readComments(issue).flatMap((comment): readonly DeclarationAct[] => {
    const [command] = toTexts(comment)
      .map(({ text }) => toCommand(text))
      .flatMap((command) => (command.kind === kind ? [command] : []));
    return command === undefined ? [] : [{ ...toCommentAct(comment), reason: command.reason }];
  });

const toCommentAct = (comment: Comment): Act => ({
  key: comment.url,
  method: 'comment',
  actor: comment.author,
  at: comment.createdAt,
  url: comment.url,
  meaning: null,
  note: null,
  flaw: toEdit(comment),
  withdrawn: toDeletion(comment),
  doubt: null,
});

const toEdit = ({ editedAt, firstBody }: Comment): Sentence | null => {
  if (editedAt === null && firstBody === null) return null;
  const time: Sentence = editedAt === null ? [] : [' at ', toTime(editedAt)];
  return ['the comment was edited', ...time, ', so what it said then is no longer there'];
};

const toDeletion = ({ deleted }: Comment): Sentence | null =>
  deleted && ['the comment was deleted by ', toActor(deleted.by), ' at ', toTime(deleted.at)];

/** What a comment says since when, and what it said at first where an edit changed that. */
const toTexts = ({ body, firstBody, createdAt, editedAt }: Comment): readonly { text: string; at: Instant }[] => [
  { text: body, at: editedAt ?? createdAt },
  ...(firstBody === null ? [] : [{ text: firstBody, at: createdAt }]),
];

/** What can be taken back: sign-offs for a gate, and a deviation; who declared an emergency takes that back with its gate. */
export type Revocable = SignedGateId | 'deviation';
const revocables: readonly Revocable[] = [...signedGateIds, 'deviation'];
const isRevocable = (text: string): text is Revocable => revocables.some((each) => each === text);

/** A `/revoke` comment: it withdraws everything of that kind that its author did on the record up to then. */
export type Revocation = { readonly author: Fact<Account>; readonly at: Instant };

/**
 * Taking back is never refused for its form: a revocation that was edited is honoured as of its last edit, and one that
 * was deleted or edited into something else, as of when it was written.
 */
export const readRevocations = (issue: IssueFacts, of: Revocable, { toCommand }: Reading): readonly Revocation[] =>
  readComments(issue).flatMap((comment) =>
    toTexts(comment).flatMap(({ text, at }): readonly Revocation[] =>
      toRevoked(toCommand(text)).includes(of) ? [{ author: comment.author, at }] : [],
    ),
  );

/** All that a comment takes back: everything when it names nothing, or something that cannot be taken back. */
export const toRevoked = (command: Command): readonly Revocable[] => {
  if (command.kind === 'revoke') return isRevocable(command.gate) ? [command.gate] : revocables;
  if (command.kind !== 'problem') return [];
  return command.revokes.includes('') ? revocables : command.revokes.filter(isRevocable);
};

/** Applies the revocations to an act; one whose author is not known casts a doubt on every act before it. */
export const withRevocations = <T extends Act>(act: T, revocations: readonly Revocation[]): T => {
  for (const { author, at } of revocations) {
    if (isBefore(at, act.at)) continue;
    if (!author.known) act = { ...act, doubt: ['it may have been revoked at ', toTime(at), ' by an unknown account'] };
    else if (act.actor.known && act.actor.value.id === author.value.id) {
      act = { ...act, withdrawn: ['it was revoked by the signer at ', toTime(at)] };
    }
  }
  return act;
};

/** Oldest first; those that were deleted are among them. */
export const readComments = (issue: IssueFacts): readonly Comment[] =>
  issue.comments.known
    ? [...issue.comments.value].sort((a, b) => byTime({ at: a.createdAt }, { at: b.createdAt }))
    : [];
