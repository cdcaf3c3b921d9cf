import type { DeploymentStatement } from './deployment-statement.ts';
import type { DeviationStatement } from './deviation-statement.ts';
import type { MergeGroupStatement } from './merge-group-statement.ts';
import type { ReleaseStatement } from './release-statement.ts';
import type { Statement } from './statement.ts';

/** Everything that the ledger holds; `predicateType` tells which. */
export type AnyStatement =
  | Statement
  | MergeGroupStatement
  | DeviationStatement
  | ReleaseStatement
  | DeploymentStatement;
