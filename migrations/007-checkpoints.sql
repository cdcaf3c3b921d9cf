-- Signed checkpoints of the chains (docs/evidence.md), append-only like the rest of the ledger.
CREATE TABLE ledger_checkpoints (
  repository text NOT NULL,
  -- How many entries the chain had.
  size bigint NOT NULL,
  -- The signed note, as it is served.
  note text NOT NULL,
  -- Roots of the complete subtrees of the Merkle tree, largest first, so that the next one reads the new entries alone.
  peaks bytea[] NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (repository, size),
  FOREIGN KEY (repository, size) REFERENCES ledger_entries (repository, seq)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_checkpoints
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE ledger_checkpoints ENABLE ALWAYS TRIGGER append_only;
