-- Deployments: what waits for our answer, and what runs where.

-- Deployments that waited for our answer, and what was said to each.
CREATE TABLE deployment_gates (
  -- toSubjectKey of the deployment: its run and its environment.
  subject_key text NOT NULL,
  -- A run that is repeated deploys anew; 0: the delivery named none.
  deployment_id bigint NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now(),
  repository_id bigint,
  commit_sha text,
  -- What was decided last, before it was said. Null: nothing yet.
  outcome text CHECK (outcome IN ('approved', 'rejected')),
  statement_digest text,
  -- When it was said that it cannot be judged yet.
  reported_at timestamptz,
  -- When GitHub took the answer, or nothing waited any more, or it was given up.
  ended_at timestamptz,
  PRIMARY KEY (subject_key, deployment_id)
);

CREATE INDEX deployment_gates_deployment ON deployment_gates (repository_id, deployment_id);

-- The register: what was deployed where, as it was first seen to have succeeded.
CREATE TABLE deployments (
  repository_id bigint NOT NULL,
  -- GitHub's number of the deployment.
  deployment_id bigint NOT NULL,
  environment text NOT NULL,
  installation_id bigint NOT NULL,
  owner text NOT NULL,
  name text NOT NULL,
  commit_sha text NOT NULL,
  -- Of a release of the commit, if one was known.
  tag text,
  -- What was said of the releases of the commit; `none`: there was no verdict.
  verdict text NOT NULL CHECK (verdict IN ('released', 'held', 'none')),
  -- Whether we had approved it.
  approved boolean NOT NULL,
  -- GitHub's clock.
  deployed_at timestamptz NOT NULL,
  -- Null: whether it went past the gate could not be told, for a policy could not be applied.
  judged_at timestamptz,
  -- Of the deviation: it went past the gate.
  matter_key text REFERENCES matters DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (repository_id, deployment_id, environment)
);

CREATE INDEX deployments_repository ON deployments (lower(owner), lower(name), deployed_at);
