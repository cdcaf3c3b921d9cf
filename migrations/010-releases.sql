-- What comes of releases: what was in a merge that a verdict covered, which commits a deviation is about, releases that
-- are being made, and tags as they were first seen.

-- Of a merge that a released verdict covered: for which head, by which statement, for which change requests
-- ([{owner, name, number}, …]).
ALTER TABLE merges
  ADD COLUMN head_sha text,
  ADD COLUMN statement_digest text,
  ADD COLUMN change_requests jsonb;

-- Commits that came without a pull request, by the deviation that says so.
CREATE TABLE matter_commits (
  key text NOT NULL REFERENCES matters,
  sha text NOT NULL,
  PRIMARY KEY (sha, key)
);

-- Releases whose record was seen, or whose tag or page was announced.
CREATE TABLE releases (
  -- toSubjectKey of the release.
  subject_key text PRIMARY KEY,
  installation_id bigint NOT NULL,
  owner text NOT NULL,
  name text NOT NULL,
  tag text NOT NULL,
  -- The commit on which its check stands; null: none is named.
  target_sha text,
  -- Null: not judged since the target was named.
  outcome text CHECK (outcome IN ('held', 'released', 'not-governed')),
  statement_digest text,
  -- Whether its tag is there: then it is judged no more but by what happens to it.
  tagged boolean NOT NULL DEFAULT false,
  evaluated_at timestamptz,
  swept_at timestamptz
);

CREATE INDEX releases_repository ON releases (lower(owner), lower(name));
CREATE INDEX releases_open ON releases ((greatest(evaluated_at, swept_at)) NULLS FIRST) WHERE NOT tagged;

-- Tags that are releases, each time that they were seen on another commit than before, and what came of that.
CREATE TABLE released_tags (
  repository_id bigint NOT NULL,
  tag text NOT NULL,
  -- The first is 1.
  sighting int NOT NULL,
  commit_sha text NOT NULL,
  -- `history`: it was there before anything was looked at.
  outcome text NOT NULL CHECK (outcome IN ('history', 'covered', 'deviation')),
  -- Of the deviation.
  matter_key text REFERENCES matters DEFERRABLE INITIALLY DEFERRED,
  seen_at timestamptz NOT NULL DEFAULT now(),
  -- When it was seen to be gone.
  gone_at timestamptz,
  PRIMARY KEY (repository_id, tag, sighting),
  CHECK ((matter_key IS NULL) = (outcome <> 'deviation'))
);

-- One check run for each of our checks.
ALTER TABLE shown_check_runs ADD COLUMN check_name text NOT NULL DEFAULT 'holdpoint/change-control';
ALTER TABLE shown_check_runs ALTER COLUMN check_name DROP DEFAULT;
ALTER TABLE shown_check_runs DROP CONSTRAINT shown_check_runs_pkey;
ALTER TABLE shown_check_runs ADD PRIMARY KEY (repository, head_sha, check_name);

-- What a policy looks at among tags. What was read before does not say, so it is read anew.
DELETE FROM watches;
ALTER TABLE watches ADD COLUMN tags text[] NOT NULL;

-- Repositories whose tags were looked through once: what was there by then is history.
CREATE TABLE tag_scans (
  repository_id bigint PRIMARY KEY,
  scanned_at timestamptz NOT NULL DEFAULT now()
);
