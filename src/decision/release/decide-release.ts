import type { Policy, ReleasePolicy } from '../../policy/policy.ts';
import { toRoleBook } from '../authority.ts';
import { whyNoRecord } from '../change-requests.ts';
import { type Fact, type IssueFacts, known } from '../facts.ts';
import type { Finding, RefusedSignOff } from '../finding.ts';
import { byTime } from '../instant.ts';
import { joinVerdicts } from '../join-verdicts.ts';
import { judgeUnplacedCommands } from '../judge-commands.ts';
import { type Layer, openLayer, toDemand, toLayers } from '../layer.ts';
import type { Policies } from '../policy-outcome.ts';
import { type Reading, toReading } from '../reading.ts';
import { toTicks } from '../ticks.ts';
import type { Verdict } from '../verdict.ts';
import { accountFor } from './account.ts';
import { coversTag } from './covers-tag.ts';
import { toRangeDeviation, toRangeDeviations } from './deviation.ts';
import { toTagEnforcement } from './enforcement.ts';
import { anomalies } from './gates/anomalies.ts';
import { artifacts } from './gates/artifacts.ts';
import { changes } from './gates/changes.ts';
import { type ReleaseContext, type ReleaseGate, type SignedReleaseRecord, toAuthorOf } from './gates/gate.ts';
import { openMatters } from './gates/open-matters.ts';
import { range } from './gates/range.ts';
import { releaseApproval } from './gates/release.ts';
import { releaseRecord } from './gates/release-record.ts';
import { lacksOfAccount } from './gates/unaccounted.ts';
import { verification } from './gates/verification.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { nobody, toReleaseSigning } from './signing.ts';
import { toStandingRecords } from './standing-records.ts';

/** The gates of a release, in the order in which it passes them. */
export const releaseGates: readonly ReleaseGate[] = [
  releaseRecord,
  range,
  changes,
  openMatters,
  verification,
  anomalies,
  artifacts,
  releaseApproval,
];

/**
 * Decides whether a tag may be there and its release be published (F38 to F46). Pure, like `decide`: the same facts and
 * policies give the same verdict; `observedAt` is not looked at. Whatever is unknown holds. The repository's policy and the
 * baseline are each judged by themselves, and both must release.
 */
export const decideRelease = (facts: ReleaseFacts, policies: Policies, reading: Reading = toReading()): Verdict => {
  const [own, baseline] = toLayers(facts, policies);
  return joinVerdicts(decideUnder(own, facts, reading), decideUnder(baseline, facts, reading));
};

const decideUnder = (layer: Layer, facts: ReleaseFacts, reading: Reading): Verdict => {
  const opened = openLayer(layer, facts.repository.name);
  if (opened.verdict !== null) return opened.verdict;
  const { policy } = opened;
  if (policy.release === null || !coversTag(policy, facts.tag)) {
    return { outcome: 'not-governed', reason: 'tag-not-covered' };
  }
  return evaluateGates(toContext(facts, policy, policy.release, layer, reading), layer);
};

const evaluateGates = (context: ReleaseContext, layer: Layer): Verdict => {
  const findings = releaseGates.flatMap((gate): readonly Finding[] => {
    const outcome = gate.evaluate(context);
    return outcome === null ? [] : [{ ...outcome, demandedBy: toDemand(layer, context.release.lines[gate.id]) }];
  });
  const isHeld = findings.some(({ status }) => status !== 'passed' && status !== 'not-applicable');
  const { record, facts } = context;
  return {
    outcome: isHeld || !findings.some(({ status }) => status === 'passed') ? 'held' : 'released',
    cause: 'gates',
    safetyClass: context.policy.safetyClass,
    findings,
    signOffs: record?.signing.signOffs.counted ?? [],
    refused: record === null ? [] : toRefused(record, context),
    ticks: record === null ? [] : toTicks(record.signing),
    deviations:
      record === null || lacksOfAccount(context).length === 0 ? [] : toRangeDeviations(record.issue, record.deviation),
    openMatters: facts.openMatters.known ? facts.openMatters.value : [],
    enforcement: toTagEnforcement(facts),
  };
};

const toRefused = (
  { issue, signing, deviation }: SignedReleaseRecord,
  { reading }: ReleaseContext,
): readonly RefusedSignOff[] =>
  [
    ...signing.signOffs.refused,
    ...signing.signOffs.undetermined,
    ...deviation.refused,
    ...judgeUnplacedCommands(issue, ['release'], reading),
  ].sort(byTime);

const toContext = (
  facts: ReleaseFacts,
  policy: Policy,
  release: ReleasePolicy,
  { by }: Layer,
  reading: Reading,
): ReleaseContext => {
  const rolePrefix = by === 'baseline' ? 'baseline/' : '';
  const roles = toRoleBook(facts, policy, rolePrefix);
  const records = toRecords(facts, release, reading);
  const [only, ...more] = records.known ? records.value : [];
  const read = facts.range;
  const range: ReleaseContext['range'] = read.known ? known({ ...read.value, account: accountFor(read.value) }) : read;
  const ground = { policy, roles, reading };
  const record =
    only === undefined || more.length > 0
      ? null
      : {
          issue: only,
          answers: reading.toReleaseAnswers(only.body),
          signing: toReleaseSigning(only, release, ground),
          deviation: toRangeDeviation(only, ground, range.known ? range.value.account : null),
        };
  return {
    facts,
    about: {
      noun: 'release',
      record: 'release record',
      url: record?.issue.url ?? `${facts.repository.url}/releases`,
      author: toAuthorOf(record?.issue ?? null),
      openedAt: record?.issue.createdAt ?? '',
    },
    policy,
    release,
    gates: policy.gates[policy.safetyClass],
    rolePrefix,
    contributors: nobody,
    roles,
    reading,
    records,
    record,
    range,
  };
};

const toRecords = (facts: ReleaseFacts, { record }: ReleasePolicy, reading: Reading): Fact<readonly IssueFacts[]> => {
  const records = toStandingRecords(facts);
  return records.known
    ? known(
        records.value.filter(
          (issue) =>
            whyNoRecord(issue, record, facts.repository) === null &&
            reading.toReleaseAnswers(issue.body).tag === facts.tag,
        ),
      )
    : records;
};
