import { type Fact, type Instant, type IssueFacts, known, unknown } from '../../decision/facts.ts';
import type { Policies } from '../../decision/policy-outcome.ts';
import { coversTag } from '../../decision/release/covers-tag.ts';
import type {
  PreviousRelease,
  ReleaseFacts,
  ReleaseRange,
  ReleaseRecordFacts,
} from '../../decision/release/release-facts.ts';
import { toStandingRecords } from '../../decision/release/standing-records.ts';
import type { Policy, ReleasePolicy } from '../../policy/policy.ts';
import type { RepositoryRef } from '../../records/reference.ts';
import { parseReleaseAnswers, type ReleaseAnswers } from '../../records/release-answers.ts';
import type { InstallationClient } from '../clients.ts';
import type { Memory } from '../memory.ts';
import { readGoverning } from '../read-governing.ts';
import { readRecord } from '../read-record.ts';
import { toActs } from '../to-acts.ts';
import { listIssues } from './list-issues.ts';
import { readPermissions } from './may-write.ts';
import { type History, readHistorySince, readWholeHistory } from './read-history.ts';
import { type FoundPage, findPage, readPage } from './read-page.ts';
import { readRange } from './read-range.ts';
import { readTag, readTaggedCommit } from './read-tag.ts';
import { readTagRules } from './read-tag-rules.ts';
import { readTarget } from './read-target.ts';

/** Everything that a verdict on a release needs, and what its writing needs besides. */
export type ReleaseReading = {
  readonly facts: ReleaseFacts;
  readonly policies: Policies;
  /** The draft or release on GitHub; known null: there is none. */
  readonly page: Fact<FoundPage | null>;
};

type Errand = {
  readonly client: InstallationClient;
  readonly what: string;
  readonly repository: RepositoryRef & { readonly id: number };
  readonly memory: Memory;
};

/** More records than this name one tag only by mistake; they are counted, and those withdrawn are only named. */
const mostRecords = 3;

/**
 * Reads a release with the policies, its record, and everything that is in it. The requests grow with the commits: one for
 * two hundred; docs/releases.md has the sum. Whatever is cut off or unreadable comes back unknown, with the reason. Null: no
 * policy asks anything of releases of this tag.
 *
 * @param observedAt when it is asked, by the clock that all processes share.
 * @throws GitHubFault: `not-found` when there is no such repository for us; retryable when GitHub gave no usable answer.
 */
export const readRelease = async (
  client: InstallationClient,
  ref: RepositoryRef,
  tag: string,
  memory: Memory,
  observedAt: Instant,
): Promise<ReleaseReading | null> => {
  const what = `reading the release ${tag} of ${ref.owner}/${ref.name}`;
  const { governing, policies, inForce, governed } = await readGoverning(client, ref, memory);
  const asking = inForce.filter((policy) => coversTag(policy, tag));
  // What cannot be parsed may ask: then it is held, as far as a record tells of which commit.
  const isPlain = isParsed(policies.own) && isParsed(policies.baseline);
  if (!governed || (isPlain && asking.length === 0)) return null;
  const releases = asking.flatMap(({ release }) => release ?? []);
  const errand = { client, what, repository: governing.repository, memory };
  const records = await readRecords(errand, releases, tag, observedAt);
  const standing = toStandingRecords({ records });
  const answers = (standing.known ? standing.value : []).map(({ body }) => parseReleaseAnswers(body));
  const tagged = await readTag(client, what, ref, tag);
  const target = await readTargetOf(errand, answers);
  const { previous, history } = await readPrevious(errand, answers, target);
  const page = releases.some(({ artifacts }) => artifacts.required) ? await findPage(client, what, ref, tag) : notAsked;
  const facts: ReleaseFacts = {
    subject: 'release',
    observedAt,
    ...governing,
    tag,
    records,
    tagged,
    target,
    previous,
    range: await readRangeOf(errand, target, history),
    problemReports: await readProblemReports(errand, asking),
    page: await readPage(client, what, ref, page, toAskedOfFiles(releases)),
    enforcement: await readTagRules(client, what, ref, tag),
    controls: known(await readControls(errand, previous)),
    permissions: await readPermissions(client, what),
    openMatters: known(await memory.openMattersOf(governing.repository)),
    witnessed: known(await memory.witnessedOf(governing.repository.id, toActsOf(records))),
  };
  return { facts, policies, page };
};

const notAsked = unknown('no policy asks for it');

const isParsed = (outcome: Policies['own']): boolean => outcome === 'absent' || ('ok' in outcome && outcome.ok);

const toActsOf = (records: ReleaseFacts['records']): readonly string[] =>
  toActs(records.known ? records.value.map((issue) => known(issue)) : [], unknown('an issue has no reviews'));

/** Every issue that bears the mark of a release record and names the tag; with its history, unless there are too many. */
const readRecords = async (
  { client, what, repository, memory }: Errand,
  releases: readonly ReleasePolicy[],
  tag: string,
  observedAt: Instant,
): Promise<ReleaseFacts['records']> => {
  const marked = new Map<number, ReleaseRecordFacts>();
  for (const mark of toDistinct(releases.map(({ record: { label, issueType } }) => ({ label, issueType })))) {
    const listed = await listIssues(client, what, repository, mark, 'all');
    if (!listed.known) return listed;
    for (const { issue, isWithdrawn } of listed.value) marked.set(issue.ref.number, { ...issue, isWithdrawn });
  }
  const naming = [...marked.values()].filter(({ body }) => parseReleaseAnswers(body).tag === tag);
  const standing = naming.filter(({ isWithdrawn }) => !isWithdrawn);
  if (standing.length > mostRecords) return known(naming);
  const toRead = new Set(naming.length > mostRecords ? standing : naming);
  const read: ReleaseRecordFacts[] = [];
  for (const one of naming) {
    const { issue } = toRead.has(one) ? await readRecord(client, one.ref, memory, observedAt) : { issue: known(one) };
    if (!issue.known) return unknown(`#${one.ref.number} cannot be read: ${issue.reason}`);
    read.push({ ...issue.value, isWithdrawn: one.isWithdrawn });
  }
  return known(read);
};

const toDistinct = <T>(all: readonly T[]): readonly T[] => [
  ...new Map(all.map((one) => [JSON.stringify(one), one])).values(),
];

/** The one that all standing records name; null when they name none, or not the same. */
const toOne = <T>(all: readonly (T | null)[]): T | null => {
  const [one, ...others] = toDistinct(all);
  return one === undefined || others.length > 0 ? null : one;
};

const readTargetOf = async (
  { client, what, repository }: Errand,
  answers: readonly ReleaseAnswers[],
): Promise<ReleaseFacts['target']> => {
  const sha = toOne(answers.map(({ commit }) => commit));
  return sha === null ? known(null) : readTarget(client, what, repository, sha);
};

/** The release that the records build on, and every commit since. */
type Since = { readonly previous: Fact<PreviousRelease | null>; readonly history: Fact<History> };

const readPrevious = async (
  { client, what, repository, memory }: Errand,
  answers: readonly ReleaseAnswers[],
  target: ReleaseFacts['target'],
): Promise<Since> => {
  const head = toHead(target);
  const named = toOne(answers.map(({ previous }) => previous));
  if (named === null) {
    const history = head.known ? unknown('it is not said which release it is built on') : head;
    return { previous: known(null), history };
  }
  if (named === 'first') {
    const history = head.known ? await readWholeHistory(client, what, repository, head.value) : head;
    return { previous: known(null), history };
  }
  const { tagged, history } = head.known
    ? await readHistorySince(client, what, repository, named.tag, head.value)
    : { tagged: await readTaggedCommit(client, what, repository, named.tag), history: head };
  if (!tagged.known) return { previous: tagged, history };
  const noted = await memory.notedReleaseOf(repository.id, named.tag);
  return { previous: known({ tag: named.tag, commitSha: tagged.value, noted }), history };
};

const toHead = (target: ReleaseFacts['target']): Fact<string> => {
  if (!target.known) return target;
  return target.value === null ? unknown('no commit is named that is there') : known(target.value.sha);
};

const readRangeOf = async (
  { client, what, repository, memory }: Errand,
  target: ReleaseFacts['target'],
  history: Fact<History>,
): Promise<Fact<ReleaseRange>> => {
  const head = toHead(target);
  if (!head.known) return head;
  return history.known ? readRange(client, what, repository, head.value, history.value, memory) : history;
};

/** Since the previous release was seen; ever, where there was none, or it was of before anything was looked at. */
const readControls = ({ repository, memory }: Errand, previous: Fact<PreviousRelease | null>) =>
  memory.controlsSince(repository.id, previous.known ? (previous.value?.noted?.at ?? null) : null);

/** Open problem reports, wherever a policy lets such live. */
const readProblemReports = async (
  { client, what, repository }: Errand,
  policies: readonly Policy[],
): Promise<ReleaseFacts['problemReports']> => {
  const found = new Map<string, IssueFacts>();
  const home = `${repository.owner}/${repository.name}`;
  for (const { release, problemReport } of policies) {
    if (release?.anomalies.required !== true) continue;
    for (const place of [home, ...problemReport.repositories]) {
      const [owner = '', name = ''] = place.split('/');
      const listed = await listIssues(client, what, { owner, name }, problemReport, 'open');
      if (!listed.known) return unknown(`those of ${place}: ${listed.reason}`);
      for (const { issue } of listed.value) found.set(issue.nodeId, issue);
    }
  }
  return known([...found.values()]);
};

const toAskedOfFiles = (releases: readonly ReleasePolicy[]) => {
  const configs = releases.flatMap(({ artifacts }) => (artifacts.required ? [artifacts.config] : []));
  return {
    sbom: configs.some(({ sbom }) => sbom),
    attested: [...new Set(configs.flatMap(({ attested }) => attested))],
  };
};
