/**
 * When may a tag come? A second statement of it, written from docs/gates and not from the code, plain and slow, to be
 * compared with `decideRelease`. It uses types of `src/` and the parser of the authority file, and nothing else.
 */

import type { Comment, IssueFacts, PullRequestFacts } from '../../../src/decision/facts.ts';
import type { RangePullRequest, ReleaseFacts } from '../../../src/decision/release/release-facts.ts';
import type { Policy, ReleasePolicy } from '../../../src/policy/policy.ts';
import type { Layer } from './layer.ts';
import { heldThen } from './people.ts';
import { areFilesGood } from './release-files.ts';
import { type Account, accountOf } from './release-range.ts';
import { isRevoked, sign } from './signatures.ts';
import { answer, applicability, earlier, isAnswered, lastEdit, lower, sections } from './texts.ts';

type Ruled = 'not-governed' | 'held' | 'released';

type Case = { readonly facts: ReleaseFacts; readonly policy: Policy; readonly baseline: Policy | null };

export const ruleRelease = ({ facts, policy, baseline }: Case): Ruled => {
  const rulings = [
    facts.policyFile.known ? (facts.policyFile.value === null ? null : under(facts, policy, '')) : 'held',
    baseline === null ? null : under(facts, baseline, 'baseline/'),
  ].filter((one) => one !== null && one !== 'not-governed');
  if (rulings.length === 0) return 'not-governed';
  return rulings.includes('held') ? 'held' : 'released';
};

const covers = (patterns: readonly string[], tag: string): boolean =>
  patterns.some((pattern) => new RegExp(`^${pattern.replace(/\*/g, '[^/]*')}$`).test(tag));

const under = (facts: ReleaseFacts, policy: Policy, prefix: Layer['prefix']): Ruled => {
  const { release } = policy;
  if (release === null || !covers(release.tags, facts.tag)) return 'not-governed';
  const records = facts.records.known
    ? facts.records.value.filter((one) => !one.isWithdrawn && isRecord(one, facts, release))
    : [];
  const [record] = records;
  if (record === undefined || records.length > 1) return 'held';
  const layer: Layer = { facts: toFacts(facts), policy, prefix };
  const good = [
    isRecordGood(facts, release, record),
    isRangeGood(facts, layer, record),
    areChangesDone(facts),
    facts.openMatters.known && facts.openMatters.value.length === 0,
    isVerified(facts, release),
    areAnomaliesNamed(facts, layer, release, record),
    areFilesGood(facts, release, record),
    sign(layer, record, 'release', release.approval, {}).fulfilled,
  ];
  return good.every(Boolean) ? 'released' : 'held';
};

/** Nobody had a part in a release who may not sign for it: what a pull request has of such people is a machine's. */
const toFacts = (facts: ReleaseFacts): PullRequestFacts => {
  const nobody = { id: -1, login: 'nobody[bot]', kind: 'bot', name: null } as const;
  const known = <T>(value: T) => ({ known: true, value }) as const;
  const somebody = { name: 'nobody', email: 'nobody@acme.example', account: known(nobody) };
  const at = '2020-01-01T00:00:00Z';
  const headSha = '0'.repeat(40);
  return {
    ...facts,
    subject: 'pull_request',
    pullRequest: {
      number: 1,
      url: '',
      title: '',
      state: 'open',
      draft: false,
      createdAt: at,
      author: known(nobody),
      baseBranch: 'main',
      headSha,
      mergedAt: null,
    },
    files: known([]),
    reviews: known([]),
    checks: known([]),
    remembered: known([]),
    origins: known([]),
    links: known([]),
    enforcement: known([]),
    commits: known([{ sha: headSha, authors: [somebody], committer: somebody, seenAt: at, parents: [] }]),
    pushes: known([{ headSha, pusher: known(nobody), at, receivedAt: at, source: 'receipt' }]),
  };
};

const isRecord = (issue: IssueFacts, { repository, tag }: ReleaseFacts, { record }: ReleasePolicy): boolean =>
  lower(`${issue.ref.owner}/${issue.ref.name}`) === lower(`${repository.owner}/${repository.name}`) &&
  record.label !== null &&
  issue.labels.map(lower).includes(lower(record.label)) &&
  word(issue, 'Tag') === tag;

/** The one word that is answered; empty when it is none. */
const word = ({ body }: IssueFacts, heading: string): string => {
  const text = answer(body, heading) ?? '';
  return /^[!-~]+$/.test(text) ? text.replace(/^`(.*)`$/, '$1') : '';
};

const isRecordGood = (facts: ReleaseFacts, release: ReleasePolicy, record: IssueFacts): boolean => {
  const commit = word(record, 'Commit');
  const version = word(record, 'Version');
  const { target, tagged } = facts;
  return (
    release.sections.length > 0 &&
    release.sections.every((heading) => isAnswered(record.body, heading)) &&
    version !== '' &&
    applicability(version) === 'applies' &&
    /^[0-9a-f]{40}$/.test(commit) &&
    target.known &&
    target.value?.sha === commit &&
    tagged.known &&
    (tagged.value === null || tagged.value.commitSha === commit)
  );
};

const isReleased = ({ merge, headSha, mergeCommitSha }: RangePullRequest): boolean =>
  mergeCommitSha !== null &&
  (merge?.outcome === 'settled' || (merge?.outcome === 'covered' && merge.headSha === headSha));

const isRangeGood = (facts: ReleaseFacts, layer: Layer, record: IssueFacts): boolean => {
  const { range, previous } = facts;
  const named = word(record, 'Previous release');
  if (named === '' || !previous.known || !range.known) return false;
  const isFirst = /^none\.?$/i.test(named);
  const before = previous.value;
  if (isFirst ? before !== null : before?.tag !== named || before.commitSha === null) return false;
  const { base, head, commits, isDescendant } = range.value;
  if (!isDescendant || base !== (before?.commitSha ?? null) || head !== word(record, 'Commit')) return false;
  if (base !== head && !commits.some(({ sha }) => sha === head)) return false;
  const noted = before?.noted ?? null;
  if (noted !== null && (noted.commitSha !== before?.commitSha || noted.outcome === 'deviation')) return false;
  const account = accountOf(range.value);
  if (!account.isAsked) return false;
  const brought = range.value.pullRequests.filter(({ number }) => account.brought.has(number));
  const isAllCovered =
    (isFirst || noted !== null) &&
    account.strays.every(({ deviation }) => deviation === 'settled') &&
    brought.every(isReleased);
  return isAllCovered || isLetThrough(layer, record, account, brought);
};

const stands = ({ editedAt, firstBody, deleted }: Comment): boolean =>
  editedAt === null && firstBody === null && deleted === null;

/** By somebody in the role who wrote none of what no verdict covers, after the last edit of the record. */
const isLetThrough = (
  layer: Layer,
  record: IssueFacts,
  { strays, of }: Account,
  brought: readonly RangePullRequest[],
): boolean => {
  const role = layer.policy.deviationRole;
  const since = lastEdit(record);
  if (role === null || since === null || !record.comments.known) return false;
  const uncovered = [...strays, ...brought.filter((one) => !isReleased(one)).flatMap(({ number }) => of(number))];
  const authors = new Set(uncovered.flatMap(({ author: { account } }) => (account.known ? [account.value.id] : [])));
  return record.comments.value.some(
    (comment) =>
      /^\/deviation +\S[^\n]*$/.test(comment.body.trimEnd()) &&
      stands(comment) &&
      comment.author.known &&
      comment.author.value.kind === 'person' &&
      !authors.has(comment.author.value.id) &&
      earlier(since, comment.createdAt) &&
      heldThen(layer, comment.author.value, role, comment.url, comment.createdAt) &&
      !isRevoked(record, 'deviation', comment.author.value, comment.createdAt),
  );
};

const areChangesDone = ({ range }: ReleaseFacts): boolean => {
  if (!range.known) return false;
  const { brought } = accountOf(range.value);
  const { changeRequests, pullRequests } = range.value;
  const mine = changeRequests.filter((one) => one.pullRequests.some((number) => brought.has(number)));
  const needed = pullRequests.flatMap(({ number, merge }) =>
    brought.has(number) && merge?.outcome === 'covered' ? merge.changeRequests : [],
  );
  return (
    mine.every(({ state }) => state.known && state.value === 'completed') &&
    needed.every((ref) => changeRequests.some((one) => one.ref.number === ref.number && one.ref.name === ref.name))
  );
};

const isVerified = ({ target }: ReleaseFacts, { verification }: ReleasePolicy): boolean => {
  if (verification === null || !verification.required) return true;
  const checks = target.known && target.value?.checks.known === true ? target.value.checks.value : null;
  const { required } = verification.config;
  return (
    checks !== null &&
    required.length > 0 &&
    required.every(({ name, app }) => {
      const own = checks.filter((one) => one.name === name && one.app?.slug === app);
      return own.length > 0 && own.every(({ state }) => state === 'success');
    })
  );
};

const areAnomaliesNamed = (facts: ReleaseFacts, layer: Layer, release: ReleasePolicy, record: IssueFacts): boolean => {
  if (!release.anomalies.required) return true;
  const { problemReports, repository } = facts;
  if (!problemReports.known || answer(record.body, release.anomalies.config.section) === null) return false;
  const [lines = []] = sections(record.body, release.anomalies.config.section);
  const seen = lines
    .join('\n')
    .replace(/<!--.*?-->/gs, '')
    .replace(/^```.*?^```/gms, '')
    .replace(/~~.*?~~/gs, '');
  const { problemResolution } = layer.policy.gates[layer.policy.safetyClass];
  const { label, repositories } = layer.policy.problemReport;
  const places = [`${repository.owner}/${repository.name}`, ...repositories].map(lower);
  return problemReports.value
    .filter(({ labels }) => label !== null && labels.map(lower).includes(lower(label)))
    .filter(({ ref }) => places.includes(lower(`${ref.owner}/${ref.name}`)))
    .every(({ ref, body }) => {
      const name = `(?:(?<![\\w/])#|acme/pump#|https://github\\.com/acme/pump/issues/)${ref.number}(?!\\d)`;
      const parts = seen.split(new RegExp(`(?=${name})`, 'i'));
      const said = parts
        .filter((part) => new RegExp(`^${name}`, 'i').test(part))
        .map((part) => part.replace(/^\S+/, '').replace(/\n[^\n]*(?:#\d|issues\/\d).*$/s, ''));
      const isNamed = said.some((part) => (part.match(/[\p{L}\p{N}-]+/gu) ?? []).length >= 5);
      const isEvaluated =
        !problemResolution.required || problemResolution.config.sections.every((heading) => isAnswered(body, heading));
      return isNamed && isEvaluated;
    });
};
