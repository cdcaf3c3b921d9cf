import {
  type Comment,
  type Fact,
  type IssueFacts,
  known,
  type LabelEvent,
  type Revision,
  unknown,
} from '../decision/facts.ts';
import type { IssueRef } from '../records/reference.ts';
import { type List, toList, toWhole } from './connection.ts';
import type { CommentAnswer, EditAnswer, IssueAnswer, LabelEventAnswer, OriginAnswer } from './issue-answers.ts';
import { toAccount } from './to-account.ts';

/** An issue whose lists may still lack pages. */
export type OpenIssue = OpenOrigin & { readonly comments: List<CommentAnswer> };

/** The same without what was said to it. */
export type OpenOrigin = {
  readonly answer: OriginAnswer;
  readonly labels: List<{ name: string }>;
  readonly labelEvents: List<LabelEventAnswer>;
  readonly edits: List<EditAnswer>;
};

export const toOpenIssue = (answer: IssueAnswer): OpenIssue => ({
  ...toOpenOrigin(answer),
  comments: toList(answer.comments),
});

export const toOpenOrigin = (answer: OriginAnswer): OpenOrigin => ({
  answer,
  labels: toList(answer.labels),
  labelEvents: toList(answer.labelEvents),
  edits: toList(answer.edits),
});

export const toIssueRef = ({ number, repository }: Pick<OriginAnswer, 'number' | 'repository'>): IssueRef => ({
  owner: repository.owner.login,
  name: repository.name,
  number,
});

const mapKnown = <T, U>(fact: Fact<T>, map: (value: T) => Fact<U>): Fact<U> => (fact.known ? map(fact.value) : fact);

const unixLines = (text: string): string => text.replaceAll('\r\n', '\n');

/** `diff` holds the whole body as of that edit; GitHub lists edits newest first, the original among them. */
const toRevisions = ({ answer, edits }: OpenOrigin): Fact<readonly Revision[]> =>
  mapKnown(toWhole('edits', edits), (whole) => {
    const author = toAccount(answer.author);
    if (whole.length === 0)
      return known([{ at: answer.createdAt, editor: author, body: known(answer.body), source: 'history' }]);
    const revisions = whole
      .map(
        (edit): Revision => ({
          at: edit.editedAt,
          editor: toAccount(edit.editor),
          body:
            edit.deletedAt === null && edit.diff !== null
              ? known(edit.diff)
              : unknown('this revision was deleted from the edit history'),
          source: 'history',
        }),
      )
      .reverse()
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    const last = revisions.at(-1);
    // The present body is the last revision. If the history ends in another text, it is not the history of this body.
    if (last?.body.known && unixLines(last.body.value) !== unixLines(answer.body)) {
      return unknown('the edit history does not end in the present text');
    }
    const original: Revision = {
      at: answer.createdAt,
      editor: author,
      body: unknown('GitHub kept no copy of the original text'),
      source: 'history',
    };
    return known(answer.includesCreatedEdit ? revisions : [original, ...revisions]);
  });

/** See `LabelEvent.labelNamedSince` and docs/decisions/label-names.md. */
const toNamedSince = ({
  createdAt,
  updatedAt,
}: NonNullable<LabelEventAnswer['label']>): LabelEvent['labelNamedSince'] => {
  if (createdAt === null || updatedAt === null) return unknown('GitHub does not say when the label got its name');
  return known(updatedAt);
};

const toLabelEvents = ({ labelEvents }: OpenOrigin): Fact<readonly LabelEvent[]> =>
  mapKnown(toWhole('label events', labelEvents), (whole) =>
    known(
      whole
        // A deleted label is on no issue and its events cannot be told apart; a new label of its name has events of its own.
        .flatMap(({ __typename, label, actor, createdAt }): LabelEvent[] =>
          label === null
            ? []
            : [
                {
                  action: __typename === 'LabeledEvent' ? 'labeled' : 'unlabeled',
                  label: label.name,
                  actor: toAccount(actor),
                  at: createdAt,
                  labelNamedSince: toNamedSince(label),
                },
              ],
        )
        .sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    ),
  );

const toComments = ({ comments }: OpenIssue): Fact<readonly Comment[]> =>
  mapKnown(toWhole('comments', comments), (whole) =>
    known(
      whole
        .map(
          (comment): Comment => ({
            url: comment.url,
            author: toAccount(comment.author),
            createdAt: comment.createdAt,
            editedAt: comment.lastEditedAt,
            deleted: null,
            body: comment.body,
            firstBody: null,
          }),
        )
        .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt)),
    ),
  );

const notRead = unknown('what was said to an origin is not read');

/** The facts of an issue that is only looked at. Unknown as a whole when its labels are not all there: they say what it is. */
export const toOriginFacts = (issue: OpenOrigin): Fact<IssueFacts> =>
  mapKnown(toWhole('labels', issue.labels), (labels) => {
    const { answer } = issue;
    return known({
      ref: toIssueRef(answer),
      nodeId: answer.id,
      url: answer.url,
      title: answer.title,
      state: answer.state === 'OPEN' ? 'open' : 'closed',
      locked: answer.locked,
      author: toAccount(answer.author),
      createdAt: answer.createdAt,
      type: answer.issueType?.name ?? null,
      labels: labels.map((label) => label.name),
      body: answer.body,
      revisions: toRevisions(issue),
      labelEvents: toLabelEvents(issue),
      comments: notRead,
      copies: notRead,
    });
  });

/** The facts of one issue, as GitHub tells them. */
export const toIssueFacts = (issue: OpenIssue): Fact<IssueFacts> =>
  mapKnown(toOriginFacts(issue), (facts) =>
    known({ ...facts, comments: toComments(issue), copies: unknown('it was not compared with other records') }),
  );
