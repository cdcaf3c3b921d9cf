import { SpanStatusCode, trace } from '@opentelemetry/api';
import { LRUCache } from 'lru-cache';
import { type Subject, toSubjectKey } from '../decision/subject.ts';
import { afterVerdict } from './after-verdict.ts';
import { evaluateBranch } from './evaluate-branch.ts';
import { evaluateDeployment, reportWaiting } from './evaluate-deployment.ts';
import { evaluateMergeGroup } from './evaluate-merge-group.ts';
import { type Attempt, evaluatePullRequest } from './evaluate-pull-request.ts';
import { evaluateRelease } from './evaluate-release.ts';
import { evaluateInstallation, evaluateRecord, evaluateRepository } from './fan-out.ts';
import { followDeployment } from './follow-deployment.ts';
import {
  holdGroupThatCannotBeRead,
  holdReleaseThatCannotBeRead,
  holdWhatCannotBeRead,
  isGone,
} from './hold-what-cannot-be-read.ts';
import type { House } from './house.ts';
import type { Decided } from './to-output.ts';

const mostStreaks = 10_000;

/**
 * Evaluates one subject, whatever its kind. Throwing means: again later. A subject that no longer exists for the App
 * (deleted, or the App was uninstalled) is done with; one that cannot be judged is held as soon as that is plain, and
 * tried again.
 */
export const evaluate = (wholeHouse: House) => {
  // A job's own attempts do not tell: whoever comments all the time gets a new job each time, at its first attempt.
  const streaks = new LRUCache<string, number>({ max: mostStreaks });
  return async (subject: Subject, { attempt, signal, delivery }: EvaluationAttempt): Promise<void> => {
    const house = delivery === null ? wholeHouse : onBehalfOf(wholeHouse, delivery);
    const key = toSubjectKey(subject);
    let decided: Decided | null = null;
    try {
      decided = await traced(subject, { attempt, delivery }, () => evaluateByKind(house, subject, { attempt, signal }));
      streaks.delete(key);
    } catch (error) {
      // A worker that was told to stop has learned nothing of its subject.
      if (signal.aborted) throw error;
      const failures = Math.max(attempt, (streaks.get(key) ?? 0) + 1);
      streaks.set(key, failures);
      if (isGone(error, failures)) {
        house.logger.warn({ subject, reason: error.message }, 'the subject is out of reach');
        return;
      }
      if (subject.kind === 'pull_request') await holdWhatCannotBeRead(house, subject, error, failures);
      if (subject.kind === 'merge_group') await holdGroupThatCannotBeRead(house, subject, error, failures);
      if (subject.kind === 'release') await holdReleaseThatCannotBeRead(house, subject, error, failures);
      if (subject.kind === 'deployment') await reportWaiting(house, subject, error, failures);
      throw error;
    }
    // What was decided stands, whether or not what follows from it can be done: that takes another attempt.
    if (decided !== null && subject.kind === 'pull_request') await afterVerdict(house, subject, decided, signal);
  };
};

/** A span of OpenTelemetry's around an evaluation; nothing where no collector is named. */
const traced = <T>(
  subject: Subject,
  { attempt, delivery }: Pick<EvaluationAttempt, 'attempt' | 'delivery'>,
  work: () => Promise<T>,
): Promise<T> =>
  trace.getTracer('holdpoint').startActiveSpan(`evaluate ${subject.kind}`, async (span) => {
    span.setAttributes({ subject: toSubjectKey(subject), attempt, ...(delivery === null ? {} : { delivery }) });
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
      throw error;
    } finally {
      span.end();
    }
  });

type EvaluationAttempt = Attempt & { readonly delivery: string | null };

/** Each line of the log, and each job that follows, bears the delivery that it came of (F81). */
const onBehalfOf = (house: House, delivery: string): House => ({
  ...house,
  queue: { ...house.queue, delivery },
  logger: house.logger.child({ delivery }),
});

/** What was decided, where something was; the other kinds name further subjects. */
const evaluateByKind = async (house: House, subject: Subject, attempt: Attempt): Promise<Decided | null> => {
  switch (subject.kind) {
    case 'pull_request':
      return evaluatePullRequest(house, subject, attempt);
    case 'record':
      await evaluateRecord(house, subject, attempt.attempt);
      return null;
    case 'repository':
      await evaluateRepository(house, subject);
      return null;
    case 'installation':
      await evaluateInstallation(house, subject);
      return null;
    case 'branch':
      await evaluateBranch(house, subject, attempt);
      return null;
    case 'merge_group':
      await evaluateMergeGroup(house, subject, attempt);
      return null;
    case 'release':
      await evaluateRelease(house, subject, attempt);
      return null;
    case 'deployment':
      await evaluateDeployment(house, subject, attempt);
      return null;
    case 'deployed':
      await followDeployment(house, subject);
      return null;
  }
};
