-- What deliveries and evaluations showed, and GitHub may not show again: texts before an edit, comments that were deleted,
-- who held a role then, who had a part in what a forced push replaced.

-- An account as GitHub named it, {id, login, kind, name}.
CREATE DOMAIN account AS jsonb CHECK (
  VALUE IS NULL OR (
    jsonb_typeof(VALUE -> 'id') = 'number' AND (VALUE ->> 'id')::numeric BETWEEN 1 AND 9007199254740991
    AND jsonb_typeof(VALUE -> 'login') = 'string'
    AND VALUE ->> 'kind' IN ('person', 'bot')
    AND jsonb_typeof(VALUE -> 'name') IN ('string', 'null')
  ) IS TRUE
);

-- Texts of issues, one row a delivery that told of one.
CREATE TABLE body_revisions (
  -- A redelivery records nothing twice.
  delivery_id text PRIMARY KEY,
  issue_node_id text NOT NULL,
  -- GitHub's time of the edit, or of the opening.
  at timestamptz NOT NULL,
  -- Null when the delivery names nobody.
  editor account,
  body text NOT NULL,
  -- Null when the issue was opened, or the delivery does not say.
  body_before text,
  received_at timestamptz NOT NULL
);

CREATE INDEX body_revisions_issue ON body_revisions (issue_node_id, at);

-- Comments on issues that gave a command at some time; what people talk about otherwise is not kept.
CREATE TABLE comments_seen (
  -- GitHub's number of the comment, the same when the repository is renamed.
  comment_id bigint PRIMARY KEY CHECK (comment_id > 0),
  issue_node_id text NOT NULL,
  url text NOT NULL,
  author account,
  created_at timestamptz NOT NULL,
  first_body text NOT NULL,
  -- Of the act that first_body stood before or came with; -infinity: the comment's creation, before which there is none.
  first_at timestamptz NOT NULL,
  last_body text NOT NULL,
  last_at timestamptz NOT NULL,
  edited_at timestamptz,
  deleted_at timestamptz,
  deleted_by account,
  received_at timestamptz NOT NULL,
  CHECK (deleted_by IS NULL OR deleted_at IS NOT NULL)
);

CREATE INDEX comments_seen_issue ON comments_seen (issue_node_id, created_at);

-- Whether the doer of an act on a record held a role when the act was first seen; never changed.
CREATE TABLE witnesses (
  -- Whose policies name the role.
  repository_id bigint NOT NULL,
  act text NOT NULL,
  role text NOT NULL,
  held boolean NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (repository_id, act, role)
);

-- Who was seen to have a part in a pull request; one row a person, address and kind of part, the first that was seen.
CREATE TABLE contributors (
  repository_id bigint NOT NULL,
  pull_request integer NOT NULL CHECK (pull_request > 0),
  did text NOT NULL CHECK (did IN ('opened', 'authored', 'co-authored', 'committed', 'pushed')),
  -- The account's number, or none, with a digest of the address (of the name, where there is neither).
  who text NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  account account,
  -- Null: opened.
  sha text,
  first_seen_at timestamptz NOT NULL,
  PRIMARY KEY (repository_id, pull_request, did, who),
  CHECK ((sha IS NULL) = (did = 'opened'))
);

-- Digests of the answers that stand in records now, to find the same words in another one.
CREATE TABLE answer_digests (
  -- Lower case: records of different owners are not compared.
  owner text NOT NULL,
  digest text NOT NULL,
  issue_node_id text NOT NULL,
  name text NOT NULL,
  number integer NOT NULL CHECK (number > 0),
  -- Of the issue: the older one was there first, whichever was seen first.
  created_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (owner, digest, issue_node_id)
);

CREATE INDEX answer_digests_issue ON answer_digests (issue_node_id);

-- Deviations, and work that is owed after an emergency, until somebody entitled has closed them.
CREATE TABLE matters (
  key text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('deviation', 'owed')),
  -- Null until the repository is next evaluated; from then on the matter follows it through renames.
  repository_id bigint,
  owner text NOT NULL,
  name text NOT NULL,
  what text NOT NULL,
  pull_request integer CHECK (pull_request > 0),
  commit_sha text,
  -- {owner, name, number} of the change request.
  record jsonb,
  gates text[] NOT NULL,
  -- The issue in the same repository on which it is tracked; null while none could be opened.
  issue_number integer CHECK (issue_number > 0),
  issue_url text,
  since timestamptz NOT NULL,
  due_at timestamptz,
  closed_at timestamptz,
  closed_by account,
  closed_reason text,
  CHECK ((issue_number IS NULL) = (issue_url IS NULL)),
  CHECK (num_nulls(closed_at, closed_by, closed_reason) IN (0, 3))
);

CREATE INDEX matters_open ON matters (lower(owner), lower(name)) WHERE closed_at IS NULL;
CREATE INDEX matters_repository ON matters (repository_id);
CREATE INDEX matters_issue ON matters (lower(owner), lower(name), issue_number);

-- Organisations that have a baseline: one that can suddenly not be seen any more is not one that was never there.
CREATE TABLE baselines_seen (
  owner text PRIMARY KEY,
  first_seen_at timestamptz NOT NULL DEFAULT now()
);

-- What the policies in force look at in a repository: which pushes and which checks of others are worth a job. May be
-- forgotten; then every one is.
CREATE TABLE watches (
  -- owner/name, lower case.
  repository text PRIMARY KEY,
  -- Lower case.
  owner text NOT NULL,
  branches text[] NOT NULL,
  checks text[] NOT NULL,
  read_at timestamptz NOT NULL
);

-- When a policy or a baseline was last changed: what was read before must not be kept after.
CREATE TABLE watches_dropped (
  -- owner/name, or owner: all its repositories; lower case.
  scope text PRIMARY KEY,
  dropped_at timestamptz NOT NULL
);
