-- When the sweep last named a pull request. One that cannot be evaluated is never newly evaluated, and would otherwise be
-- named first each time, before all others.
ALTER TABLE pull_requests ADD COLUMN swept_at timestamptz;

DROP INDEX pull_requests_open;
CREATE INDEX pull_requests_open ON pull_requests ((greatest(evaluated_at, swept_at)) NULLS FIRST) WHERE state = 'open';
