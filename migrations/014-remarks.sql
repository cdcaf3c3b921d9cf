-- What was last said on a release record that has no check on which it could be said, so that it is not said again.
CREATE TABLE record_remarks (
  issue_node_id text PRIMARY KEY,
  -- What lacks, as `ReleaseRemark` names it.
  key text NOT NULL
);
