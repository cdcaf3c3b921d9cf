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

CREATE INDEX ledger_entries_subject ON ledger_entries (repository, subject_key, seq DESC);

-- The facts that a statement names by digest, as canonical JSON; equal facts are kept once.
CREATE TABLE ledger_facts (
  digest text PRIMARY KEY,
  facts json NOT NULL,
  kept_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_facts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_facts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
