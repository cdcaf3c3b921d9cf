-- Merge groups that their queue gave up without merging them: a green on their commit is withdrawn, and none is given.
CREATE TABLE dissolved_groups (
  -- toSubjectKey of the group.
  subject_key text PRIMARY KEY,
  seen_at timestamptz NOT NULL DEFAULT now()
);
