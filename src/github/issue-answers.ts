/** The shapes of issues in GitHub's answers; no field is here that is not asked for in `fragments.ts`. */

import { z } from 'zod';
import { connectionOf } from './connection.ts';
import { actor, instant, repositoryName } from './shapes.ts';

const labelEvent = z.object({
  __typename: z.string(),
  createdAt: instant,
  actor,
  // GitHub's schema promises a label, but an event keeps none once its label is deleted.
  label: z.object({ name: z.string(), createdAt: instant.nullable(), updatedAt: instant.nullable() }).nullable(),
});
const edit = z.object({ editedAt: instant, deletedAt: instant.nullable(), diff: z.string().nullable(), editor: actor });
const comment = z.object({
  url: z.string(),
  createdAt: instant,
  lastEditedAt: instant.nullable(),
  body: z.string(),
  author: actor,
});
export type LabelEventAnswer = z.infer<typeof labelEvent>;
export type EditAnswer = z.infer<typeof edit>;
export type CommentAnswer = z.infer<typeof comment>;

export const issueConnections = {
  labels: connectionOf(z.object({ name: z.string() })),
  labelEvents: connectionOf(labelEvent),
  edits: connectionOf(edit),
  comments: connectionOf(comment),
};

/** An issue without what was said to it. */
export const originShape = z.object({
  id: z.string(),
  number: z.int(),
  url: z.string(),
  title: z.string(),
  state: z.enum(['OPEN', 'CLOSED']),
  locked: z.boolean(),
  createdAt: instant,
  body: z.string(),
  includesCreatedEdit: z.boolean(),
  author: actor,
  repository: repositoryName,
  issueType: z.object({ name: z.string() }).nullish(),
  labels: issueConnections.labels.nullable(),
  labelEvents: issueConnections.labelEvents,
  edits: issueConnections.edits.nullable(),
});
export type OriginAnswer = z.infer<typeof originShape>;

/** A whole issue. */
export const issueShape = originShape.extend({ comments: issueConnections.comments });
export type IssueAnswer = z.infer<typeof issueShape>;
