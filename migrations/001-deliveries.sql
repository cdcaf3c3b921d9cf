-- Every webhook delivery that was accepted, once. Its jobs are enqueued in the same transaction (src/queue).
CREATE TABLE deliveries (
  id text PRIMARY KEY,
  event text NOT NULL,
  action text,
  installation_id bigint,
  received_at timestamptz NOT NULL,
  -- As it came, so that what was seen can be read again; json, not jsonb, because it is never searched.
  payload json NOT NULL,
  subject_keys text[] NOT NULL
);

CREATE INDEX deliveries_received_at ON deliveries (received_at);
