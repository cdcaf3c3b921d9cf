import { matchesAny } from '../../policy/path-class.ts';
import type { BatchRule, DependenciesGate } from '../../policy/policy.ts';
import { findSections } from '../../records/issue-form.ts';
import { type Period, parsePeriod } from '../../records/period.ts';
import { isSameName } from '../change-requests.ts';
import { toTouchedPaths, toUntold } from '../depth.ts';
import type { IssueFacts } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import type { Reading } from '../reading.ts';
import { toActor, toCodes, toTime } from '../sentence.ts';
import type { GateContext, Lack } from './gate.ts';
import { toAnswer, toMissingAnswers, toRecordLack } from './missing-answers.ts';

/**
 * Whether a change request is one for a batch of updates: it bears the label, or names a period. Anybody who may label
 * could take the label off a record that was signed for a batch; the period is part of what was signed.
 */
export const isBatch = (request: IssueFacts, { batch }: DependenciesGate, { toForm }: Reading): boolean => {
  if (batch === null) return false;
  const periods = findSections(toForm(request.body), batch.section);
  return (
    request.labels.some((label) => isSameName(label, batch.label)) ||
    periods.some(({ answer }) => parsePeriod(answer) !== null)
  );
};

/**
 * What keeps a record for a batch of updates from carrying this pull request: a file that is no manifest, a period that
 * is not named or too long, or a pull request from outside it (F7). Nothing when the record is none for a batch.
 */
export const toBatchLacks = (context: GateContext, config: DependenciesGate, request: IssueFacts): readonly Lack[] => {
  const { batch } = config;
  if (batch === null || !isBatch(request, config, context.reading)) return [];
  return [...lacksOfFiles(context, config, request), ...lacksOfPeriod(context, batch, request)];
};

const lacksOfFiles = (
  { facts: { files, pullRequest } }: GateContext,
  { manifests }: DependenciesGate,
  { ref }: IssueFacts,
): readonly Lack[] => {
  const untold = toUntold(files);
  const others = files.known ? toTouchedPaths(files.value).filter((path) => !matchesAny(manifests, path)) : [];
  const start: Sentence = [{ issue: ref }, ' is for a batch and carries updates of dependencies alone, '];
  const toLack = (status: Lack['status'], what: Sentence, how: Sentence): Lack => ({
    status,
    missing: {
      what: [...start, ...what],
      who: [toActor(pullRequest.author, 'The author of the pull request')],
      how,
      link: `${pullRequest.url}/files`,
    },
  });
  const how: Sentence = ['Take them out of this pull request, or link a change request of their own instead.'];
  return [
    ...(others.length > 0 ? [toLack('failed', ['and this changes other files: ', ...toCodes(others), '.'], how)] : []),
    ...(untold === null
      ? []
      : [
          toLack(
            'unknown',
            ['and which files this changes is not known: ', { code: untold.reason }, '.'],
            [
              'Press ',
              { code: 'Re-run' },
              ' on the check; if that does not help, link a change request of its own instead.',
            ],
          ),
        ]),
  ];
};

const lacksOfPeriod = (
  { facts: { pullRequest }, reading }: GateContext,
  { section, days }: BatchRule,
  request: IssueFacts,
): readonly Lack[] => {
  const missing = toMissingAnswers(request, reading, [section]);
  const answer = toAnswer(request, reading, section);
  if (answer === null) return missing;
  const period = parsePeriod(answer.answer);
  const heading: Sentence = [{ code: section }, ' of ', { issue: request.ref }];
  const how: Sentence = [
    'Edit the issue and write the first and the last day there (UTC), as ',
    { code: '2026-11-01 to 2026-11-30' },
    `, no more than ${days} days; then have it signed again.`,
  ];
  if (period === null) return [toRecordLack(request, ['The section ', ...heading, ' does not name a period.'], how)];
  const length = toDays(period);
  if (length > days) {
    const what: Sentence = ['The period in ', ...heading, ` is ${length} days long; the policy allows ${days}.`];
    return [toRecordLack(request, what, how)];
  }
  if (isWithin(pullRequest.createdAt, period)) return [];
  return [
    {
      status: 'failed',
      missing: {
        what: [
          'This pull request was opened at ',
          toTime(pullRequest.createdAt),
          ', outside the period of ',
          { issue: request.ref },
          `, ${period.from} to ${period.until}.`,
        ],
        who: [toActor(pullRequest.author, 'The author of the pull request')],
        how: ['Link the record for the batch of that time instead, or a change request of its own.'],
        link: pullRequest.url,
      },
    },
  ];
};

const day = 86_400_000;

/** Days of a period, the first and the last counted. */
const toDays = ({ from, until }: Period): number => (Date.parse(until) - Date.parse(from)) / day + 1;

/** From the beginning of the first day to the end of the last, in UTC. */
const isWithin = (at: string, { from, until }: Period): boolean => {
  const time = Date.parse(at);
  return time >= Date.parse(from) && time < Date.parse(until) + day;
};
