import { type Tx, transaction } from '../database/database.ts';
import { explainMatter } from '../decision/explain-matter.ts';
import type { Instant } from '../decision/facts.ts';
import type { GateId } from '../decision/finding.ts';
import { type MatterReport, toMatterName } from '../decision/matter-report.ts';
import type { Verdict } from '../decision/verdict.ts';
import { type MatterEvent, toDeviationStatement, toMatterInputDigest } from '../evidence/deviation-statement.ts';
import {
  keepMatterCommits,
  keepMatterText,
  type Matter,
  type MatterParts,
  openMatter,
} from '../observations/matters.ts';
import type { IssueRef, RepositoryRef } from '../records/reference.ts';
import type { House } from './house.ts';
import { trackMatters } from './track-matters.ts';

/** Where a matter was found, and what is known of it. */
export type FoundMatter = {
  readonly installationId: number;
  readonly repository: RepositoryRef & { readonly url: string };
  readonly key: string;
  readonly report: MatterReport;
  readonly pullRequest: number | null;
  readonly record: IssueRef | null;
  readonly gates: readonly GateId[];
  readonly verdict: Verdict | null;
  readonly observedAt: Instant;
  /** Who had a part in it. */
  readonly parts: MatterParts;
  /** Kept with the evidence. */
  readonly facts: unknown;
};

/**
 * Opens a matter: evidence first, then our own note of it together with whatever `settle` notes, then the issue on which
 * it is tracked. `settle` says whether it is to be opened at all; each part can be done again.
 */
export const openFoundMatter = async (
  house: House,
  found: FoundMatter,
  settle: (tx: Tx) => Promise<boolean>,
): Promise<void> => {
  const matter = toMatter(found);
  await stateMatter(house, matter, { ...found, closing: null });
  const opened = await transaction(house.database, async (tx) => {
    if (!(await settle(tx)) || !(await openMatter(tx, matter))) return false;
    await keepMatterText(tx, matter.key, { ...explainMatter(found.report), parts: found.parts });
    await keepMatterCommits(tx, matter.key, toCommits(found.report));
    return true;
  });
  if (opened) house.logger.warn({ matter: matter.key, what: matter.what }, 'a matter was opened');
  await trackMatters(house, found.installationId, found.repository);
};

/** Those that came without a pull request: what is in a release is looked up by commit. */
const toCommits = (report: MatterReport): readonly string[] =>
  report.kind === 'push' && report.commits.known ? report.commits.value.map(({ sha }) => sha) : [];

const toMatter = ({ repository, key, report, pullRequest, record, gates }: FoundMatter): Matter => ({
  key,
  kind: report.kind === 'owed' ? 'owed' : 'deviation',
  repository: { owner: repository.owner, name: repository.name },
  what: toMatterName(report),
  pullRequest,
  commit: report.commit,
  record,
  gates,
  issue: null,
  since: report.at,
  dueAt: report.kind === 'owed' ? report.dueAt : null,
  closed: null,
});

/** Commits to the ledger that a matter was opened, or closed; the same event once. */
export const stateMatter = async (
  house: House,
  matter: Matter,
  event: Pick<MatterEvent, 'observedAt' | 'verdict' | 'closing' | 'facts'> & {
    readonly repository: RepositoryRef & { readonly url: string };
  },
): Promise<void> => {
  const { kind, key, what, pullRequest, record, gates, since, dueAt } = matter;
  const { repository, observedAt, verdict, closing, facts } = event;
  const stated: MatterEvent = {
    matter: {
      key,
      kind,
      repository: { owner: repository.owner, name: repository.name, url: repository.url },
      what,
      pullRequest,
      commit: matter.commit ?? '',
      record,
      gates,
      since,
      dueAt,
    },
    observedAt,
    verdict,
    closing,
    facts,
    tool: house.tool,
  };
  const statement = toDeviationStatement(stated);
  const { subjectKey } = statement.predicate;
  await house.ledger.append({ repository, subjectKey, inputDigest: toMatterInputDigest(stated), statement, facts });
};
