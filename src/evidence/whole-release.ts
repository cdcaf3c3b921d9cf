import type { AnyStatement } from './any-statement.ts';
import { digestOf } from './canonical-json.ts';
import type { Selection } from './export-line.ts';

/** Keeps an eye on whether the evidence of a release is whole. */
export type ReleaseWatch = {
  readonly take: (statement: AnyStatement) => void;
  /** What the newest statement of the release stands on and the export does not hold, in words. */
  readonly findMissing: () => readonly string[];
};

/**
 * Of an export for a release: its own newest statement must be there, and the verdict of each pull request that it names,
 * by its digest. Of any other export nothing is asked. Keeps a digest a statement, not the statements.
 */
export const watchRelease = (toSelection: () => Selection | null): ReleaseWatch => {
  const digests = new Set<string>();
  let wanted: readonly { readonly number: number; readonly statementDigest: string | null }[] | null = null;
  return {
    take: (statement) => {
      const selection = toSelection();
      if (selection === null || !('release' in selection)) return;
      digests.add(digestOf(statement));
      if (statement.predicateType !== 'urn:holdpoint:release:v1') return;
      wanted = statement.predicate.range?.pullRequests ?? [];
    },
    findMissing: () => {
      const selection = toSelection();
      if (selection === null || !('release' in selection)) return [];
      if (wanted === null) return [`It holds no statement of the release ${selection.release}.`];
      return wanted.flatMap(({ number, statementDigest }) =>
        statementDigest === null || digests.has(statementDigest)
          ? []
          : [`The release names the statement ${statementDigest} of pull request ${number}, and it is not here.`],
      );
    },
  };
};
