import { renderMarkdown } from '../../pages/markdown.ts';
import type { Actor, BodyEdit, Issue, IssueComment, Label, PullRequest, Review, World } from '../../state.ts';
import { connection } from '../connection.ts';
import { type Fields, field } from '../field.ts';
import { UnimplementedField } from '../graphql-problem.ts';
import { findCommit } from './git-objects.ts';

type Discussed = Issue | PullRequest;

export const pathOf = (discussed: Discussed): string => {
  const { repository, number, kind } = discussed;
  return `/${repository.owner.login}/${repository.name}/${kind === 'Issue' ? 'issues' : 'pull'}/${number}`;
};
const urlOf = (world: World, discussed: Discussed): string => `${world.url}${pathOf(discussed)}`;

type Written = { body: string; edits: BodyEdit[]; author: Actor | null; createdAt: string; updatedAt: string };

/** Before the first edit GitHub has no revisions; after it the original is one of them, so that the last is the edit. */
const lastEditOf = (written: Written): BodyEdit | null =>
  written.edits.length > 1 ? (written.edits.at(-1) ?? null) : null;

/** Fields of everything that somebody wrote: issues, pull requests, comments, reviews. */
function writtenFields<T extends Written & { id: number; nodeId: string }>(): Fields<T> {
  return {
    id: field((written) => written.nodeId),
    databaseId: field((written) => written.id),
    fullDatabaseId: field((written) => String(written.id)),
    author: field((written) => written.author),
    body: field((written) => written.body),
    bodyHTML: field((written) => renderMarkdown(written.body)),
    createdAt: field((written) => written.createdAt),
    publishedAt: field((written) => written.createdAt),
    updatedAt: field((written) => written.updatedAt),
    createdViaEmail: field(() => false),
    editor: field((written) => lastEditOf(written)?.editor ?? null),
    lastEditedAt: field((written) => lastEditOf(written)?.editedAt ?? null),
    includesCreatedEdit: field((written) => written.edits.length > 0),
    // GitHub lists the revisions newest first.
    userContentEdits: connection((written) => [...written.edits].reverse()),
  };
}

/** Fields that issues and pull requests share. */
export function discussedFields<T extends Discussed>(): Fields<T> {
  return {
    ...writtenFields<T>(),
    number: field((discussed) => discussed.number),
    title: field((discussed) => discussed.title),
    url: field((discussed, _args, { world }) => urlOf(world, discussed)),
    resourcePath: field(pathOf),
    repository: field((discussed) => discussed.repository),
    closed: field((discussed) => discussed.state === 'closed'),
    closedAt: field((discussed) => discussed.closedAt),
    locked: field((discussed) => discussed.locked),
    activeLockReason: field((discussed) => discussed.lockReason?.toUpperCase().replaceAll(/[ -]/g, '_') ?? null),
    labels: connection((discussed) => discussed.labels),
    assignees: connection((discussed) => discussed.assignees.filter((assignee) => assignee.kind === 'User')),
    comments: connection((discussed) => discussed.comments),
  };
}

export const userContentEditFields: Fields<BodyEdit> = {
  id: field((edit) => edit.nodeId),
  createdAt: field((edit) => edit.createdAt),
  editedAt: field((edit) => edit.editedAt),
  updatedAt: field((edit) => edit.deletedAt ?? edit.editedAt),
  deletedAt: field((edit) => edit.deletedAt),
  deletedBy: field((edit) => edit.deletedBy),
  diff: field((edit) => edit.diff),
  editor: field((edit) => edit.editor),
};

export const issueCommentFields: Fields<IssueComment> = {
  ...writtenFields<IssueComment>(),
  url: field((comment, _args, { world }) => `${urlOf(world, comment.issue)}#issuecomment-${comment.id}`),
  resourcePath: field((comment) => `${pathOf(comment.issue)}#issuecomment-${comment.id}`),
  repository: field((comment) => comment.issue.repository),
  pullRequest: field((comment) => (comment.issue.kind === 'PullRequest' ? comment.issue : null)),
  // On GitHub a pull request is an issue as well, of the same number; the world keeps no such twin.
  issue: field((comment) => {
    if (comment.issue.kind !== 'Issue') throw new UnimplementedField("IssueComment.issue of a pull request's comment");
    return comment.issue;
  }),
  isMinimized: field(() => false),
};

const reviewPath = (review: Review): string => `${pathOf(review.pullRequest)}#pullrequestreview-${review.id}`;

export const reviewFields: Fields<Review> = {
  ...writtenFields<Review>(),
  url: field((review, _args, { world }) => `${world.url}${reviewPath(review)}`),
  resourcePath: field(reviewPath),
  repository: field((review) => review.pullRequest.repository),
  pullRequest: field((review) => review.pullRequest),
  state: field((review) => review.state),
  submittedAt: field((review) => review.submittedAt),
  commit: field((review) => findCommit(review.pullRequest.repository, review.commitSha)),
};

const labelPath = (label: Label): string =>
  `/${label.repository.owner.login}/${label.repository.name}/labels/${encodeURIComponent(label.name)}`;

export const labelFields: Fields<Label> = {
  id: field((label) => label.nodeId),
  name: field((label) => label.name),
  color: field((label) => label.color),
  description: field((label) => label.description),
  isDefault: field((label) => label.isDefault),
  createdAt: field((label) => label.createdAt),
  updatedAt: field((label) => label.updatedAt),
  repository: field((label) => label.repository),
  url: field((label, _args, { world }) => `${world.url}${labelPath(label)}`),
  resourcePath: field(labelPath),
};
