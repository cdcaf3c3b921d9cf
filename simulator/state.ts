/**
 * The world that the simulator keeps: plain objects that refer to one another directly, as a graph in memory.
 * Field names are the simulator's own; what GitHub calls them is the business of rest/render, graphql and webhooks.
 * One file, because the types refer to one another in circles. Every timestamp is an ISO string of the simulator's clock with second granularity, as GitHub's are.
 */
import type { Clock } from './clock.ts';
import type { Counters } from './counters.ts';
import type { Faults } from './faults.ts';
import type { GitStore } from './git-store.ts';
import type { Outbox } from './webhooks/outbox.ts';

/** What every object has: a database id unique in the whole world, and GitHub's global node id. */
type Identified = { id: number; nodeId: string };

export type User = Identified & {
  kind: 'User';
  login: string;
  name: string | null;
  email: string;
  siteAdmin: boolean;
  createdAt: string;
};
export type Bot = Identified & { kind: 'Bot'; login: string; name: string | null; email: string; createdAt: string };
export type Organization = Identified & {
  kind: 'Organization';
  login: string;
  name: string | null;
  members: Map<number, { user: User; role: 'admin' | 'member' }>;
  /** What every member may do in each repository of the organisation. */
  basePermission: Role | 'none';
  issueTypes: IssueType[];
  createdAt: string;
};
export type Actor = User | Bot;
export type Account = Actor | Organization;

export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export type Team = Identified & {
  kind: 'Team';
  organization: Organization;
  slug: string;
  name: string;
  description: string | null;
  privacy: 'closed' | 'secret';
  parent: Team | null;
  /** Direct members only; a child team's members belong to the parent as well (see actions/teams.ts). */
  members: Map<number, { user: User; role: 'maintainer' | 'member'; state: 'active' | 'pending' }>;
  repositories: Map<number, Role>;
  createdAt: string;
  updatedAt: string;
};

export type App = Identified & {
  kind: 'App';
  slug: string;
  name: string;
  clientId: string;
  clientSecret: string;
  description: string;
  owner: User | Organization;
  bot: Bot;
  publicKeyPem: string;
  /** By GitHub's name: `checks` → `write`. */
  permissions: Record<string, 'read' | 'write' | 'admin'>;
  events: string[];
  hookId: number;
  webhook: { url: string; secret: string } | null;
  createdAt: string;
  updatedAt: string;
};

export type Installation = Identified & {
  kind: 'Installation';
  app: App;
  account: User | Organization;
  selection: 'all' | 'selected';
  /** Only read when `selection` is `selected`. */
  repositoryIds: Set<number>;
  suspendedAt: string | null;
  createdAt: string;
  updatedAt: string;
};

/** Who makes a request. An `app` is one that showed its JWT, an `installation` one that showed an installation token. */
export type Caller =
  | { kind: 'user'; user: User }
  | {
      kind: 'installation';
      installation: Installation;
      permissions: App['permissions'];
      repositoryIds: number[] | null;
    }
  | { kind: 'app'; app: App }
  | { kind: 'anonymous' };

export type Repository = Identified & {
  kind: 'Repository';
  owner: User | Organization;
  name: string;
  private: boolean;
  archived: boolean;
  description: string | null;
  defaultBranch: string;
  /** The repository this one was forked from. */
  parent: Repository | null;
  git: GitStore;
  collaborators: Map<number, Role>;
  labels: Label[];
  /** Issues and pull requests share their numbers. */
  issues: Map<number, Issue | PullRequest>;
  nextNumber: number;
  checkSuites: CheckSuite[];
  statuses: CommitStatus[];
  rulesets: Ruleset[];
  releases: Release[];
  activity: Activity[];
  createdAt: string;
  updatedAt: string;
  pushedAt: string;
};

export type Label = Identified & {
  kind: 'Label';
  repository: Repository;
  name: string;
  color: string;
  description: string | null;
  isDefault: boolean;
  createdAt: string;
  /** Moves on rename and on a change of colour or description. */
  updatedAt: string;
  /** A deleted label stays referred to by old events. */
  deletedAt: string | null;
};

export type IssueType = Identified & {
  kind: 'IssueType';
  name: string;
  description: string | null;
  color: string;
  isEnabled: boolean;
  createdAt: string;
  updatedAt: string;
};

/** One revision of a body. As on GitHub there are none before the first edit and two after it: the original and the edit. */
export type BodyEdit = Identified & {
  kind: 'UserContentEdit';
  editor: Actor | null;
  editedAt: string;
  createdAt: string;
  /** The full body at this revision; null once the revision was deleted. */
  diff: string | null;
  deletedAt: string | null;
  deletedBy: Actor | null;
};

/** What an issue, a pull request, a comment and a review have in common. */
export type Written = {
  author: Actor | null;
  /** Set when an App acted (with its installation token). */
  viaApp: App | null;
  body: string;
  edits: BodyEdit[];
  createdAt: string;
  updatedAt: string;
};

type Discussed = Identified &
  Written & {
    repository: Repository;
    number: number;
    title: string;
    labels: Label[];
    assignees: Actor[];
    comments: IssueComment[];
    timeline: TimelineEvent[];
    locked: boolean;
    lockReason: string | null;
    closedAt: string | null;
    closedBy: Actor | null;
  };

export type Issue = Discussed & {
  kind: 'Issue';
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'reopened' | 'duplicate' | null;
  type: IssueType | null;
  /** Deleted issues answer 410, transferred ones redirect: neither is removed from `Repository.issues`. */
  deletedAt: string | null;
  transferredTo: Issue | null;
};

export type PullRequest = Discussed & {
  kind: 'PullRequest';
  state: 'open' | 'closed';
  draft: boolean;
  /** Branch names without `refs/heads/`. `headRepository` is null once the fork was deleted. */
  headRef: string;
  headSha: string;
  headRepository: Repository | null;
  baseRef: string;
  /** The tip of the base branch when the pull request was last opened, retargeted or pushed to: it may be months old. */
  baseSha: string;
  /** The body's closing keywords and manual links, resolved. */
  closingIssues: { issue: Issue; manual: boolean; by: Actor | null; at: string }[];
  reviews: Review[];
  merged: boolean;
  mergedAt: string | null;
  mergedBy: Actor | null;
  mergeCommitSha: string | null;
  /** Fixed at the merge; until then commits are computed from the head and the base. */
  mergedCommits: string[] | null;
};

export type IssueComment = Identified & Written & { kind: 'IssueComment'; issue: Issue | PullRequest };

type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
export type Review = Identified &
  Written & {
    kind: 'PullRequestReview';
    pullRequest: PullRequest;
    state: ReviewState;
    commitSha: string;
    submittedAt: string | null;
  };

type TimelineBase = Identified & { actor: Actor | null; viaApp: App | null; createdAt: string };
/** Events as GraphQL names them. Commits, comments and reviews of the timeline are kept where they belong. */
export type TimelineEvent = TimelineBase &
  (
    | { kind: 'LabeledEvent' | 'UnlabeledEvent'; label: Label }
    | { kind: 'ClosedEvent'; stateReason: Issue['stateReason']; closer: PullRequest | { commitSha: string } | null }
    | { kind: 'ReopenedEvent'; stateReason: Issue['stateReason'] }
    | { kind: 'RenamedTitleEvent'; previousTitle: string; currentTitle: string }
    | { kind: 'LockedEvent'; lockReason: string | null }
    | { kind: 'UnlockedEvent' }
    | { kind: 'AssignedEvent' | 'UnassignedEvent'; assignee: Actor }
    | { kind: 'TransferredEvent'; fromRepository: Repository }
    | { kind: 'IssueTypeAddedEvent' | 'IssueTypeRemovedEvent'; issueType: IssueType }
    | { kind: 'IssueTypeChangedEvent'; issueType: IssueType; previousIssueType: IssueType }
    | { kind: 'ConnectedEvent' | 'DisconnectedEvent'; source: Issue | PullRequest; subject: Issue | PullRequest }
    | { kind: 'CrossReferencedEvent'; source: Issue | PullRequest; willCloseTarget: boolean }
    | { kind: 'HeadRefForcePushedEvent' | 'BaseRefForcePushedEvent'; ref: string; before: string; after: string }
    | { kind: 'HeadRefDeletedEvent' | 'HeadRefRestoredEvent'; headRefName: string }
    | { kind: 'BaseRefChangedEvent'; previousRefName: string; currentRefName: string }
    | { kind: 'ConvertToDraftEvent' }
    | { kind: 'ReadyForReviewEvent' }
    | { kind: 'MergedEvent'; commitSha: string; mergeRefName: string }
    | { kind: 'ReviewDismissedEvent'; review: Review; previousState: ReviewState; message: string | null }
  );

export type CheckStatus = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'stale'
  | 'startup_failure';

export type CheckSuite = Identified & {
  kind: 'CheckSuite';
  repository: Repository;
  app: App;
  headSha: string;
  headBranch: string | null;
  before: string | null;
  createdAt: string;
  updatedAt: string;
  runs: CheckRun[];
};
export type CheckRun = Identified & {
  kind: 'CheckRun';
  suite: CheckSuite;
  name: string;
  externalId: string;
  detailsUrl: string | null;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  startedAt: string;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null; annotations: Record<string, unknown>[] };
  actions: { label: string; description: string; identifier: string }[];
};
export type CommitStatus = Identified & {
  kind: 'StatusContext';
  repository: Repository;
  sha: string;
  context: string;
  state: 'error' | 'failure' | 'pending' | 'success';
  description: string | null;
  targetUrl: string | null;
  creator: Actor;
  viaApp: App | null;
  createdAt: string;
  updatedAt: string;
};

export type Rule = { type: string; parameters?: Record<string, unknown> };
export type Ruleset = Identified & {
  kind: 'RepositoryRuleset';
  repository: Repository;
  name: string;
  target: 'branch' | 'tag' | 'push';
  enforcement: 'active' | 'disabled' | 'evaluate';
  refName: { include: string[]; exclude: string[] };
  rules: Rule[];
  bypassActors: { actorId: number | null; actorType: string; bypassMode: 'always' | 'pull_request' | 'exempt' }[];
  createdAt: string;
  updatedAt: string;
};

export type Release = Identified & {
  kind: 'Release';
  repository: Repository;
  tagName: string;
  targetCommitish: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  author: Actor;
  createdAt: string;
  publishedAt: string | null;
};

/** One line of the repository's activity log. */
export type Activity = Identified & {
  kind: 'Activity';
  actor: Actor;
  ref: string;
  before: string;
  after: string;
  timestamp: string;
  activityType: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge' | 'merge_queue_merge';
};

/** One webhook delivery. An attempt has an id of its own; all attempts share the guid of `X-GitHub-Delivery`. */
export type Delivery = {
  guid: string;
  app: App;
  installation: Installation | null;
  repositoryId: number | null;
  event: string;
  action: string | null;
  /** The JSON that is sent and signed: a redelivery sends the same bytes. */
  body: string;
  attempts: DeliveryAttempt[];
  /** Dropped by a fault: never attempted, and unknown to `/app/hook/deliveries`, as a lost delivery would be. */
  dropped: boolean;
};
export type DeliveryAttempt = {
  id: number;
  /** Real time, which a receiver's own clock agrees with. */
  deliveredAt: string;
  redelivery: boolean;
  /** `pending` until answered; 0 with `status` saying why when no answer came. */
  statusCode: number | 'pending';
  status: string;
  durationSeconds: number;
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string>;
  responseBody: string;
};

export type Token =
  | { kind: 'user'; user: User }
  | {
      kind: 'installation';
      installation: Installation;
      permissions: App['permissions'];
      repositoryIds: number[] | null;
      /** Real time, in milliseconds: the App under test compares it with its own clock. */
      expiresAtMs: number;
    };

/** Everything that GraphQL's `node(id)` can find, told apart by `kind`. */
export type WorldNode =
  | Account
  | Team
  | App
  | Installation
  | Repository
  | Label
  | IssueType
  | BodyEdit
  | Issue
  | PullRequest
  | IssueComment
  | Review
  | TimelineEvent
  | CheckSuite
  | CheckRun
  | CommitStatus
  | Ruleset
  | Release
  | Activity;

export type World = {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  url: string;
  clock: Clock;
  nextId: number;
  nodes: Map<string, WorldNode>;
  /** By lower-case login. */
  accounts: Map<string, Account>;
  teams: Team[];
  apps: App[];
  installations: Installation[];
  /** By lower-case `owner/name`. */
  repositories: Map<string, Repository>;
  tokens: Map<string, Token>;
  manifestCodes: Map<string, { manifest: Record<string, unknown>; owner: User | Organization }>;
  deliveries: Delivery[];
  /** Sends the deliveries; null until the server listens. */
  outbox: Outbox | null;
  counters: Counters;
  faults: Faults;
};
