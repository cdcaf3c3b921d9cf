import { parseArgs } from 'node:util';
import type { Wanted } from '../ledger/read-export.ts';

/** Of an export: whose chain, what of it, and where it goes; `out` null: to standard output. */
export type ExportOptions = {
  /** `owner/name`, lower case. */
  readonly repository: string;
  readonly selection: Wanted;
  readonly out: string | null;
};

/** The options, or what is wrong with them in words. */
export const readExportOptions = (args: readonly string[]): ExportOptions | string => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        repo: { type: 'string' },
        pr: { type: 'string' },
        release: { type: 'string' },
        since: { type: 'string' },
        out: { type: 'string' },
      },
    });
    const repository = values.repo?.toLowerCase() ?? '';
    if (!/^[a-z0-9._-]+\/[a-z0-9._-]+$/.test(repository)) return 'Name the repository: --repo OWNER/NAME.';
    const given = [values.pr, values.release, values.since].filter((value) => value !== undefined);
    if (given.length > 1) return 'Only one of --pr, --release and --since can be given.';
    const selection = toSelection(values);
    return typeof selection === 'string' ? selection : { repository, selection, out: values.out ?? null };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

type Given = { readonly pr?: string; readonly release?: string; readonly since?: string };

const toSelection = ({ pr, release, since }: Given): Wanted | string => {
  if (pr !== undefined) return /^[1-9]\d{0,8}$/.test(pr) ? { pullRequest: Number(pr) } : '--pr takes a number.';
  if (release !== undefined) return release === '' ? '--release takes a tag.' : { release };
  if (since === undefined) return { all: true };
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)?$/.test(since) ? new Date(since) : null;
  return time === null || Number.isNaN(time.valueOf())
    ? '--since takes a day, 2026-11-27, or a time in UTC, 2026-11-27T10:00:00Z.'
    : { since: time.toISOString() };
};
