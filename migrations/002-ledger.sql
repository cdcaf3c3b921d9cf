-- Append-only (F51): the triggers below refuse every change, also by the owner of the tables.
CREATE TABLE ledger_entries (
  -- owner/name, lower case: one chain a repository.
  repository text NOT NULL,
  seq bigint NOT NULL CHECK (seq >= 1),
  subject_key text NOT NULL,
  input_digest text NOT NULL,
  facts_digest text NOT NULL,
  statement_digest text NOT NULL,
  envelope_digest text NOT NULL,
  previous text,
  digest text NOT NULL UNIQUE,
  -- json keeps the text as it was written.
  envelope json NOT NULL,
  appended_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (repository, seq),
  -- A chain cannot fork: every entry has one successor at most, and there is one first entry a repository.
  UNIQUE NULLS NOT DISTINCT (repository, previous),
  CHECK ((seq = 1) = (previous IS NULL))
);

CREATE INDEX ledger_entries_subject ON ledger_entries (subject_key, seq DESC);

-- The facts that a statement names by digest, as canonical JSON; equal facts are kept once.
CREATE TABLE ledger_facts (
  digest text PRIMARY KEY,
  facts json NOT NULL,
  kept_at timestamptz NOT NULL DEFAULT now()
);

-- Public keys of all signers, so that what a retired key signed can still be checked.
CREATE TABLE ledger_keys (
  key_id text PRIMARY KEY,
  public_key text NOT NULL,
  first_used_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_facts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_keys
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Also in a session that has switched ordinary triggers off (session_replication_role).
ALTER TABLE ledger_entries ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE ledger_facts ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE ledger_keys ENABLE ALWAYS TRIGGER append_only;
