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
export type OpenIssue = {
  readonly answer: IssueAnswer;
  readonly labels: List<{ name: string }>;
  readonly labelEvents: List<LabelEventAnswer>;
  readonly edits: List<EditAnswer>;
  readonly comments: List<CommentAnswer>;
};

export const toOpenIssue = (answer: IssueAnswer): OpenIssue => ({
  answer,
  labels: toList(answer.labels),
  labelEvents: toList(answer.labelEvents),
  edits: toList(answer.edits),
  comments: toList(answer.comments),
});

export const toIssueRef = ({ number, repository }: Pick<OriginAnswer, 'number' | 'repository'>): IssueRef => ({
  owner: repository.owner.login,
  name: repository.name,
  number,
});

const mapKnown = <T, U>(fact: Fact<T>, map: (value: T) => Fact<U>): Fact<U> => (fact.known ? map(fact.value) : fact);

const unixLines = (text: string): string => text.replaceAll('\r\n', '\n');

/** `diff` holds the whole body as of that edit; GitHub lists edits newest first, the original among them. */
const toRevisions = ({ answer, edits }: OpenIssue): Fact<readonly Revision[]> =>
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

const toLabelEvents = ({ labelEvents }: OpenIssue): Fact<readonly LabelEvent[]> =>
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

type Present = Omit<IssueFacts, 'revisions' | 'labelEvents' | 'comments' | 'copies'>;

/** Unknown as a whole when its labels are not all there: they decide whether it is a record. */
const toPresent = (answer: OriginAnswer, labels: List<{ name: string }>): Fact<Present> =>
  mapKnown(toWhole('labels', labels), (whole) =>
    known({
      ref: toIssueRef(answer),
      nodeId: answer.id,
      url: answer.url,
      title: answer.title,
      state: answer.state === 'OPEN' ? 'open' : 'closed',
      locked: answer.locked,
      author: toAccount(answer.author),
      createdAt: answer.createdAt,
      type: answer.issueType?.name ?? null,
      labels: whole.map((label) => label.name),
      body: answer.body,
    }),
  );

/** The facts of one issue, as GitHub tells them. */
export const toIssueFacts = (issue: OpenIssue): Fact<IssueFacts> =>
  mapKnown(toPresent(issue.answer, issue.labels), (present) =>
    known({
      ...present,
      revisions: toRevisions(issue),
      labelEvents: toLabelEvents(issue),
      comments: toComments(issue),
      copies: unknown('it was not compared with other records'),
    }),
  );

const notRead = unknown('of an origin only the present text is read');

/** The facts of an issue that is only looked at: what it says now. */
export const toOriginFacts = (answer: OriginAnswer): Fact<IssueFacts> =>
  mapKnown(toPresent(answer, toList(answer.labels)), (present) =>
    known({ ...present, revisions: notRead, labelEvents: notRead, comments: notRead, copies: notRead }),
  );
