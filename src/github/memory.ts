import type {
  Account,
  Copy,
  Fact,
  Instant,
  IssueFacts,
  OpenMatter,
  Push,
  RememberedContributor,
  Witness,
} from '../decision/facts.ts';
import type { ControlStretch, JudgedMergeFact, NotedRelease } from '../decision/release/release-facts.ts';
import type { AnswerDigest } from '../records/answers.ts';
import type { RepositoryRef } from '../records/reference.ts';

/** What Holdpoint remembers beside GitHub; kept by `observations/`, handed in by the composition root. */
export type Memory = {
  /** Receipts of pushes in this repository whose head is one of `shas`; oldest first. */
  readonly pushesOf: (repositoryId: number, shas: readonly string[]) => Promise<readonly Push[]>;
  /** Null when nothing is remembered, or no longer. */
  readonly readHolders: (key: HoldersKey) => Promise<readonly Account[] | null>;
  readonly keepHolders: (key: HoldersKey, accounts: readonly Account[]) => Promise<void>;
  /** Receipts of the body of an issue, by its GraphQL node id; oldest first. */
  readonly revisionsOf: (nodeId: string) => Promise<readonly RevisionReceipt[]>;
  /** Receipts of the comments on an issue, by its GraphQL node id, one a comment; oldest first. */
  readonly commentsOf: (nodeId: string) => Promise<readonly CommentReceipt[]>;
  /**
   * The earliest sight of each of these acts (`toActKey`) under each role. By the repository whose policies name the
   * roles: a record may be linked from repositories whose roles of one name differ.
   */
  readonly witnessedOf: (repositoryId: number, acts: readonly string[]) => Promise<readonly Witness[]>;
  /** By the repository's number, so that a rename washes nobody out. */
  readonly rememberedOf: (repositoryId: number, pullRequest: number) => Promise<readonly RememberedContributor[]>;
  /** The answers whose digests an older record has under any heading; `answers`: `toAnswerDigests`. */
  readonly copiesOf: (
    record: Pick<IssueFacts, 'ref' | 'nodeId' | 'createdAt'>,
    answers: readonly AnswerDigest[],
  ) => Promise<readonly Copy[]>;
  /** Oldest first; by the number too, so that a rename closes nothing. */
  readonly openMattersOf: (repository: RepositoryRef & { readonly id: number }) => Promise<readonly OpenMatter[]>;
  /** What came of merges of this repository, by pull request. */
  readonly judgedMergesOf: (
    repositoryId: number,
    pullRequests: readonly number[],
  ) => Promise<ReadonlyMap<number, JudgedMergeFact>>;
  /** Which of these commits a deviation is about. */
  readonly deviationsAt: (
    repositoryId: number,
    shas: readonly string[],
  ) => Promise<ReadonlyMap<string, 'open' | 'settled'>>;
  /** How the release of a tag came about here. */
  readonly notedReleaseOf: (repositoryId: number, tag: string) => Promise<NotedRelease | null>;
  /** What was seen of the controls of this repository since a time, or ever. */
  readonly controlsSince: (repositoryId: number, since: Instant | null) => Promise<readonly ControlStretch[]>;
  /** Whether the organisation had a baseline when that was last known. */
  readonly baselineSeen: (owner: string) => Promise<boolean>;
};

/** What a delivery said of the body of an issue: when it was opened, or edited. */
export type RevisionReceipt = {
  /** GitHub's time of it: `created_at` when opened, `updated_at` when edited. */
  readonly at: Instant;
  readonly editor: Fact<Account>;
  /** The text from then on. */
  readonly body: string;
  /** The text until then; null when opened, or when the delivery does not say. */
  readonly from: string | null;
};

/** What the deliveries said of one comment. */
export type CommentReceipt = {
  /** As on GitHub's pages, `…#issuecomment-NUMBER`; the number tells the comment, whatever its repository is called. */
  readonly url: string;
  readonly author: Fact<Account>;
  readonly createdAt: Instant;
  /** Of its last edit that was seen; null when none was. */
  readonly editedAt: Instant | null;
  /** As first seen; of a comment whose first delivery was an edit, the text before that. */
  readonly firstBody: string;
  /** As last seen. */
  readonly lastBody: string;
  readonly deleted: { readonly at: Instant; readonly by: Fact<Account> } | null;
  /** Our clock at the last delivery about it. */
  readonly receivedAt: Instant;
};

/** `team:ORGANISATION/SLUG` or `user:LOGIN`, lower case; dropped for an organisation on its `holders-changed`. */
type HoldersKey = string;
