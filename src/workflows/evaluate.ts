import type { Subject } from '../decision/subject.ts';
import { evaluatePullRequest } from './evaluate-pull-request.ts';
import { evaluateInstallation, evaluateRecord, evaluateRepository } from './fan-out.ts';
import { holdWhatCannotBeRead, isGone } from './hold-what-cannot-be-read.ts';
import type { House } from './house.ts';

type Attempt = { readonly attempt: number; readonly signal: AbortSignal };

/**
 * Evaluates one subject, whatever its kind. Throwing means: again later. A subject that no longer exists for the App
 * (deleted, or the App was uninstalled) is done with; one that cannot be read is held as soon as that is plain, and
 * tried again.
 */
export const evaluate =
  (house: House) =>
  async (subject: Subject, { attempt, signal }: Attempt): Promise<void> => {
    try {
      await evaluateByKind(house, subject, signal);
    } catch (error) {
      // Only a pull request has something to lose by a 404 that GitHub takes back a moment later.
      if (isGone(error, subject.kind === 'pull_request' ? attempt : Number.POSITIVE_INFINITY)) {
        house.logger.warn({ subject, reason: error.message }, 'the subject is out of reach');
        return;
      }
      if (subject.kind === 'pull_request') await holdWhatCannotBeRead(house, subject, error, attempt);
      throw error;
    }
  };

const evaluateByKind = async (house: House, subject: Subject, signal: AbortSignal): Promise<void> => {
  switch (subject.kind) {
    case 'pull_request':
      return evaluatePullRequest(house, subject, signal);
    case 'record':
      return evaluateRecord(house, subject);
    case 'repository':
      return evaluateRepository(house, subject);
    case 'installation':
      return evaluateInstallation(house, subject);
  }
};
