-- Whether GitHub enforced our checks, as it was seen: one row for each stretch of time in which nothing about it changed
-- (F76). Between two rows nobody looked.
CREATE TABLE controls_seen (
  repository_id bigint NOT NULL,
  -- What it is about: `branch main`, `tags`.
  place text NOT NULL,
  state text NOT NULL CHECK (state IN ('required', 'forgeable', 'absent', 'unknown')),
  rulesets text[] NOT NULL,
  seen_from timestamptz NOT NULL,
  seen_until timestamptz NOT NULL,
  PRIMARY KEY (repository_id, place, seen_from),
  CHECK (seen_from <= seen_until)
);
