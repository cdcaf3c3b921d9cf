import { gates } from './decide.ts';
import { type Manner, type Phrasing, paragraph, table } from './explain-markdown.ts';
import type { BaselineFile, PolicyFile } from './facts.ts';
import type { GateId, Sentence } from './finding.ts';
import { releaseGates } from './release/decide-release.ts';

/** What an explanation may say besides the verdict. Nothing here changes while the verdict and its ground stay. */
export type ExplainContext = {
  /** What it is about; by default a pull request. */
  readonly noun?: 'release';
  /** Address of the repository. */
  readonly repositoryUrl: string;
  /** The policy in force; null when it could not be read. */
  readonly policy: Pick<PolicyFile, 'path' | 'commit'> | null;
  /** The organisation's baseline in force; null when there is none, or it could not be read. */
  readonly baseline: Pick<BaselineFile, 'path' | 'commit' | 'repository'> | null;
  /** The committed statement; null when none was. Without it nothing is shown as released. */
  readonly evidence: { readonly statementDigest: string; readonly ledgerEntry: number } | null;
  /** Sentences that stand above the table: what else keeps the check as it is. */
  readonly notices: readonly Sentence[];
};

/** How much is shown: lines a gate, rows a list, characters a sentence. */
export type Limits = { readonly missing: number; readonly rows: number; readonly sentence: number };

export type View = { readonly context: ExplainContext; readonly limits: Limits; readonly manner: Manner };

export const toGateTitle = (id: GateId): string =>
  [...gates, ...releaseGates].find((gate) => gate.id === id)?.title ?? id;

export const plain = (value: string): Phrasing => [{ type: 'text', value }];
export const none = plain('—');

/** A list of rows, and a word on those that are left out. */
export const toRows = <T>(
  items: readonly T[],
  { limits }: View,
  toRow: (item: T) => readonly Phrasing[],
  columns: string[],
) => {
  const rest = items.length - limits.rows;
  const rows = table(columns, items.slice(0, limits.rows).map(toRow));
  return rest > 0
    ? [rows, paragraph(...plain(`… and ${rest} more, shortened here; the evidence holds them all.`))]
    : [rows];
};
