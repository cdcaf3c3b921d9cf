import { toLabelsToTakeOff } from '../decision/labels-to-take-off.ts';
import type { InstallationClient } from '../github/clients.ts';
import { GitHubFault } from '../github/faults.ts';
import { removeLabel } from '../github/write-issue.ts';
import type { House } from './house.ts';
import type { Decided } from './to-output.ts';

/**
 * Takes off the gates' labels that somebody not entitled has set, where the policy asks for it. The check names them
 * either way; where the App may not edit the record, the label stays and counts for nothing.
 */
export const takeOffLabels = async (
  house: House,
  client: InstallationClient,
  { reading: { facts, policies }, verdict }: Pick<Decided, 'reading' | 'verdict'>,
): Promise<void> => {
  for (const { record, label } of toLabelsToTakeOff(facts, policies, verdict)) {
    try {
      await removeLabel(client, record, label);
    } catch (error) {
      if (!(error instanceof GitHubFault) || error.retryable) throw error;
      house.logger.warn({ record, reason: error.message }, 'a label could not be taken off');
    }
  }
};
