import { z } from 'zod';
import { parseCommand } from '../records/command.ts';
import {
  account,
  id,
  inRepository,
  instant,
  type Named,
  nodeId,
  numbered,
  only,
  pullRequestSubject,
  type Read,
  reads,
  recordSubject,
  repository,
  text,
  toAccount,
  toInstant,
} from './event-shapes.ts';

const former = z.looseObject({ from: text.nullish() });

const issueAct = inRepository.extend({
  action: z.string(),
  issue: numbered,
  changes: z
    .looseObject({ new_issue: numbered.nullish(), new_repository: repository.nullish() })
    .optional()
    .catch(undefined),
});

const otherIssueAct = reads(issueAct, (payload) => {
  const moved = payload.changes;
  return only(
    recordSubject(payload, payload.issue.number),
    ...(moved?.new_issue && moved.new_repository
      ? [recordSubject(payload, moved.new_issue.number, moved.new_repository)]
      : []),
  );
});

const written = numbered.extend({
  node_id: nodeId,
  user: account.nullish(),
  body: text.nullish(),
  created_at: instant,
  updated_at: instant,
});

const opened = reads(
  inRepository.extend({ issue: written, changes: z.looseObject({ old_issue: z.unknown().optional() }).nullish() }),
  (payload): Named => {
    const { issue, changes } = payload;
    const subject = recordSubject(payload, issue.number);
    // One that was moved here has a past, which this delivery does not tell: its text need not be that of its author.
    if (changes?.old_issue) return only(subject);
    return {
      subjects: [subject],
      observations: [
        {
          kind: 'body',
          nodeId: issue.node_id,
          at: toInstant(issue.created_at),
          editor: issue.user ? toAccount(issue.user) : null,
          body: issue.body ?? '',
          from: null,
        },
      ],
      watched: [],
    };
  },
);

const edited = reads(
  inRepository.extend({
    issue: written,
    changes: z.looseObject({ body: former.nullish() }).nullish(),
    sender: account,
  }),
  (payload): Named => {
    const { issue, changes, sender } = payload;
    const subject = recordSubject(payload, issue.number);
    // Of an edited title there is nothing to keep.
    if (!changes?.body) return only(subject);
    return {
      subjects: [subject],
      observations: [
        {
          kind: 'body',
          nodeId: issue.node_id,
          at: toInstant(issue.updated_at),
          editor: toAccount(sender),
          body: issue.body ?? '',
          from: changes.body.from ?? null,
        },
      ],
      watched: [],
    };
  },
);

/** `issues`: opened and edited are kept as receipts of the text (F71). */
export const issueEvent: Read = (payload) => {
  const action = toField(payload, 'action');
  if (action === 'opened') return opened(payload);
  return action === 'edited' ? edited(payload) : otherIssueAct(payload);
};

const acts = ['created', 'edited', 'deleted'] as const;

/** `issue_comment`, on an issue or a pull request: what gives a command is kept as a receipt (F28). */
export const commentEvent: Read = reads(
  inRepository.extend({
    action: z.string(),
    issue: numbered.extend({ node_id: nodeId, pull_request: z.unknown().optional() }),
    comment: z.looseObject({
      id,
      html_url: text,
      user: account.nullish(),
      body: text.nullish(),
      created_at: instant,
      updated_at: instant,
    }),
    changes: z.looseObject({ body: former.nullish() }).nullish(),
    sender: account,
  }),
  (payload): Named => {
    const { comment, sender, issue } = payload;
    const toSubject = issue.pull_request ? pullRequestSubject : recordSubject;
    const subject = toSubject(payload, issue.number);
    const action = acts.find((one) => one === payload.action);
    if (action === undefined) return only(subject);
    const body = comment.body ?? '';
    const from = action === 'edited' ? (payload.changes?.body?.from ?? null) : null;
    return {
      subjects: [subject],
      observations: [
        {
          kind: 'comment',
          action,
          commentId: comment.id,
          nodeId: issue.node_id,
          url: comment.html_url,
          author: comment.user ? toAccount(comment.user) : null,
          actor: toAccount(sender),
          createdAt: toInstant(comment.created_at),
          updatedAt: toInstant(comment.updated_at),
          body,
          from,
          isCommand: [body, from ?? ''].some((one) => parseCommand(one).kind !== 'none'),
        },
      ],
      watched: [],
    };
  },
);

const toField = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null && name in of ? (of as Readonly<Record<string, unknown>>)[name] : undefined;
