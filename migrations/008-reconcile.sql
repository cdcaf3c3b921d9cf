-- What no delivery told: those that GitHub could not deliver, and open work that was never announced.

-- When something that one process is to do for all was last begun.
CREATE TABLE turns (
  name text PRIMARY KEY,
  taken_at timestamptz NOT NULL
);

-- How far GitHub's list of delivery attempts was read; one row.
CREATE TABLE delivery_walk (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  -- By GitHub's clock: what it attempted before was looked at. Null: nothing yet.
  walked_to timestamptz,
  -- Where a walk that is under way goes on, and the newest attempt that it began with.
  cursor text,
  newest timestamptz
);

INSERT INTO delivery_walk DEFAULT VALUES;

-- Deliveries that GitHub counts as failed and that we do not have. Those that are too old, or were asked for often enough,
-- stay for a while, so that their last failure is not taken for a new one; the sweep alone finds what they told.
CREATE TABLE missed_deliveries (
  guid text PRIMARY KEY,
  -- Of the newest attempt: GitHub repeats attempts. A number that JavaScript's may not hold.
  attempt_id text NOT NULL,
  event text NOT NULL,
  first_failed_at timestamptz NOT NULL,
  last_failed_at timestamptz NOT NULL,
  asked integer NOT NULL DEFAULT 0,
  ask_after timestamptz NOT NULL DEFAULT now()
);

-- Where the App is installed, to be looked through in turn. May be forgotten; then it is listed again.
CREATE TABLE repositories_seen (
  node_id text PRIMARY KEY,
  installation_id bigint NOT NULL,
  looked_at timestamptz
);

CREATE INDEX repositories_seen_turn ON repositories_seen (looked_at NULLS FIRST);
