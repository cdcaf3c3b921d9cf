-- What comes of a change after its verdict: what a merge queue tries out, merges, and how far a branch was looked at.

-- A group that a merge queue tries out, until its pull requests are merged or it is too old to be tried still.
CREATE TABLE merge_groups (
  -- toSubjectKey of the group.
  subject_key text PRIMARY KEY,
  installation_id bigint NOT NULL,
  owner text NOT NULL,
  name text NOT NULL,
  head_sha text NOT NULL,
  base_sha text NOT NULL,
  base_branch text NOT NULL,
  -- Which a group holds never changes: its head is a commit.
  pull_requests integer[] NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX merge_groups_repository ON merge_groups (lower(owner), lower(name));

-- Pull requests that were merged, and whether a released verdict covered it; judged once.
CREATE TABLE merges (
  repository_id bigint NOT NULL,
  pull_request integer NOT NULL CHECK (pull_request > 0),
  -- A push to a covered branch brought it, so that it is judged though it was never seen open.
  found_on_branch boolean NOT NULL DEFAULT false,
  -- Null: not judged yet.
  outcome text CHECK (outcome IN ('covered', 'deviation', 'not-governed')),
  PRIMARY KEY (repository_id, pull_request)
);

-- How far each covered branch was looked at for what came in without a released verdict.
CREATE TABLE branch_tips (
  repository_id bigint NOT NULL,
  branch text NOT NULL,
  sha text NOT NULL,
  PRIMARY KEY (repository_id, branch)
);

-- What a proposed policy would say of the open pull requests, as long as neither it nor they change.
CREATE TABLE previews (
  -- toSubjectKey of the pull request that proposes it.
  subject_key text PRIMARY KEY,
  head_sha text NOT NULL,
  -- Of the proposal and of the heads that it was tried on.
  digest text NOT NULL,
  text text NOT NULL
);

-- How often an issue that tracks a matter was opened again, since it was closed by hand.
ALTER TABLE matters ADD COLUMN reopened integer NOT NULL DEFAULT 0;

-- What the issue says on which a matter is tracked, so that it can be opened later, or again when it was deleted; and
-- who may not close it.
CREATE TABLE matter_issues (
  key text PRIMARY KEY REFERENCES matters,
  title text NOT NULL,
  body text NOT NULL,
  -- Who had a part in what it is about and so cannot close it: [[account id, what they did], …].
  parts jsonb NOT NULL
);
