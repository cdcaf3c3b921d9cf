import type { CheckRun, CommitStatus } from '../state.ts';
import { type Html, icon } from './html.ts';

const BY_CONCLUSION: Record<string, [name: string, tone: string, words: string]> = {
  success: ['check-circle-fill', 'good', 'succeeded'],
  failure: ['x-circle-fill', 'bad', 'failed'],
  timed_out: ['x-circle-fill', 'bad', 'timed out'],
  startup_failure: ['x-circle-fill', 'bad', 'failed to start'],
  action_required: ['alert-fill', 'warn', 'requires action'],
  cancelled: ['stop', 'muted', 'was cancelled'],
  neutral: ['square-fill', 'muted', 'was neutral'],
  skipped: ['skip', 'muted', 'was skipped'],
  stale: ['issue-reopened', 'muted', 'is stale'],
};
const RUNNING: [string, string, string] = ['dot-fill', 'warn', 'is in progress'];

export function checkIcon(run: CheckRun, width = 16): Html {
  const [name, tone] = look(run);
  return icon(name, tone, width);
}

/** What became of a run, as the end of a sentence: `succeeded`, `requires action`, `is in progress`. */
export const outcomeOf = (run: CheckRun): string => look(run)[2];

const look = (run: CheckRun): [string, string, string] =>
  run.status === 'completed' ? (BY_CONCLUSION[run.conclusion ?? ''] ?? RUNNING) : RUNNING;

export function statusIcon(status: CommitStatus): Html {
  if (status.state === 'success') return icon('check', 'good');
  return status.state === 'pending' ? icon('dot-fill', 'warn') : icon('x', 'bad');
}
