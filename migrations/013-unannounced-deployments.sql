-- The newest deployment when deployments of a repository were first looked through: what had succeeded by then is history.
-- By number and not by time, since GitHub's clock is not ours. Null: not looked through yet.
ALTER TABLE tag_scans ADD COLUMN deployments_before bigint;
