-- What Holdpoint has seen and cannot read again from GitHub, and what it may forget and read again (role_holders).

CREATE TABLE pushes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Of the delivery: a redelivery records nothing twice.
  delivery_id text NOT NULL UNIQUE,
  repository_id bigint NOT NULL,
  ref text NOT NULL,
  -- Null when the branch was new.
  before_sha text,
  after_sha text NOT NULL,
  -- Null when the delivery does not say.
  forced boolean,
  commit_shas text[] NOT NULL,
  pusher_id bigint,
  pusher_login text,
  pusher_kind text CHECK (pusher_kind IN ('person', 'bot')),
  pusher_name text,
  -- Earliest of GitHub's time in the payload and our receipt.
  at timestamptz NOT NULL,
  received_at timestamptz NOT NULL
);

CREATE INDEX pushes_repository ON pushes (repository_id, after_sha);
CREATE INDEX pushes_commits ON pushes USING gin (commit_shas);

CREATE TABLE pull_requests (
  -- toSubjectKey of the pull request.
  subject_key text PRIMARY KEY,
  installation_id bigint NOT NULL,
  owner text NOT NULL,
  name text NOT NULL,
  number integer NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'closed', 'merged')),
  head_sha text,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  evaluated_at timestamptz,
  outcome text,
  statement_digest text
);

CREATE INDEX pull_requests_open ON pull_requests (evaluated_at NULLS FIRST) WHERE state = 'open';
CREATE INDEX pull_requests_repository ON pull_requests (lower(owner), lower(name), head_sha) WHERE state = 'open';

CREATE TABLE links (
  -- owner/name#number of the issue, lower case.
  issue_ref text NOT NULL,
  subject_key text NOT NULL REFERENCES pull_requests ON DELETE CASCADE,
  PRIMARY KEY (subject_key, issue_ref)
);

CREATE INDEX links_issue ON links (issue_ref);
CREATE INDEX links_repository ON links (split_part(issue_ref, '#', 1));

CREATE TABLE role_holders (
  key text PRIMARY KEY,
  -- Lower case; what an event about an organisation drops.
  organization text NOT NULL,
  accounts jsonb NOT NULL,
  fetched_at timestamptz NOT NULL
);

CREATE INDEX role_holders_organization ON role_holders (organization);

-- What was last put on a commit (digest of the output): GitHub's answer to a question may be older than our last write.
CREATE TABLE shown_check_runs (
  repository text NOT NULL,
  head_sha text NOT NULL,
  external_id text NOT NULL,
  PRIMARY KEY (repository, head_sha)
);

-- When an organisation's holders were last dropped: what was asked for before must not be kept after.
CREATE TABLE role_holders_dropped (
  organization text PRIMARY KEY,
  dropped_at timestamptz NOT NULL
);

CREATE TABLE answered_commands (
  comment_url text PRIMARY KEY,
  answered_at timestamptz NOT NULL DEFAULT now()
);
