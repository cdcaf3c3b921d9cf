/**
 * When may a pull request be released? A second statement of it, written from docs/gates and docs/records.md and not
 * from the code, plain and slow, to be compared with `decide`. It uses types of `src/` and nothing else. Its reading of
 * Markdown knows no more than the texts of `test/cases` need.
 */

import type { Account, Contributor, Fact, Instant, IssueFacts, PullRequestFacts } from '../../src/decision/facts.ts';
import type { Checklist, Policy, SignedGate } from '../../src/policy/policy.ts';

export type Ruling = {
  readonly outcome: 'not-governed' | 'held' | 'released';
  /** The sign-offs that count, one line each, in the order of the alphabet. */
  readonly signOffs: readonly string[];
};

type GateName = 'safety-impact' | 'approval';
type SignOff = {
  readonly signer: Account;
  readonly at: Instant;
  readonly method: 'label' | 'comment';
  readonly last: boolean;
};
type Case = { readonly facts: PullRequestFacts; readonly policy: Policy };

export const rule = (given: Case): Ruling => {
  const { facts, policy } = given;
  if (!policy.branches.some((pattern) => covers(pattern, facts.pullRequest.baseBranch))) {
    return { outcome: 'not-governed', signOffs: [] };
  }
  const { recordComplete, safetyImpact, approval } = policy.gates[policy.safetyClass];
  if (!safetyImpact.required && !approval.required) return { outcome: 'held', signOffs: [] };
  const { records, whole } = changeRequests(given);
  let good = whole && records.length > 0;
  const lines: string[] = [];
  for (const record of records) {
    if (record.state === 'closed' && facts.pullRequest.state !== 'merged') good = false;
    if (recordComplete.required) {
      const { sections } = recordComplete.config;
      if (sections.length === 0 || !sections.every((name) => isFilled(record.body, name))) good = false;
    }
    for (const [name, gate] of [
      ['safety-impact', safetyImpact],
      ['approval', approval],
    ] as const) {
      if (!gate.required) continue;
      const counted = signOffs(given, record, name, gate.config);
      if (!isSigned(given, record, gate.config, counted)) good = false;
      for (const { signer, at, method } of counted) {
        lines.push(`${name} ${record.ref.name}#${record.ref.number} ${signer.id} ${at} ${method}`);
      }
    }
  }
  return { outcome: good ? 'released' : 'held', signOffs: lines.sort() };
};

const covers = (pattern: string, branch: string): boolean =>
  pattern.endsWith('/*')
    ? /^[^/]+\/[^/]+$/.test(branch) && branch.startsWith(pattern.slice(0, -1))
    : pattern === branch;

/** Every change request that is linked, and whether every link can be looked behind and the list of them is whole. */
const changeRequests = ({ facts, policy }: Case): { records: IssueFacts[]; whole: boolean } => {
  if (!facts.links.known) return { records: [], whole: false };
  const readings = new Map<string, Set<string>>();
  for (const { ref, issue } of facts.links.value) {
    const { owner, name, number } = issue.known ? issue.value.ref : ref;
    const key = `${owner}/${name}#${number}`.toLowerCase();
    readings.set(key, (readings.get(key) ?? new Set()).add(issue.known ? JSON.stringify(issue.value) : 'unread'));
  }
  const sure = [...readings.values()].map((texts) => [...texts]).filter((texts) => texts.length === 1);
  const issues = sure.flatMap(([text = '']) => (text === 'unread' ? [] : [JSON.parse(text) as IssueFacts]));
  return {
    records: issues.filter((issue) => isChangeRequest(issue, policy, facts)),
    whole: issues.length === readings.size,
  };
};

const isChangeRequest = ({ ref, labels, type }: IssueFacts, policy: Policy, { repository }: PullRequestFacts) => {
  const home = `${repository.owner}/${repository.name}`;
  const places = [home, ...policy.changeRequest.repositories].map(lower);
  const marked = policy.changeRequest.label !== null && labels.map(lower).includes(lower(policy.changeRequest.label));
  const typed = policy.changeRequest.issueType !== null && lower(type ?? '') === lower(policy.changeRequest.issueType);
  return places.includes(lower(`${ref.owner}/${ref.name}`)) && (marked || typed);
};

/** Who holds a role. Nothing that every object has is a role. */
const holders = ({ facts }: Case, role: string): Account[] => {
  const entry = Object.entries(facts.roles).find(([name]) => name === role)?.[1];
  return entry?.known ? entry.value.filter(({ kind }) => kind === 'person') : [];
};

/** Everybody who had a part in the pull request; null while somebody is not known who had. */
const contributors = ({ facts, policy }: Case): Set<number> | null => {
  const { pullRequest, commits, pushes } = facts;
  if (!commits.known || !pushes.known) return null;
  const head = pullRequest.headSha;
  if (!commits.value.some(({ sha }) => sha === head) || !pushes.value.some((push) => push.headSha === head))
    return null;
  const excused = (person: Contributor, addresses: readonly string[]): boolean =>
    person.email.trim() !== '' && addresses.includes(lower(person.email.trim()));
  const parts: Fact<Account>[] = [pullRequest.author, ...pushes.value.map(({ pusher }) => pusher)];
  for (const { authors, committer } of commits.value) {
    if (authors.length === 0) return null;
    const named = authors.filter((author) => author.account.known || !excused(author, policy.unattributedEmails));
    parts.push(...named.map(({ account }) => account));
    const machine = excused(committer, [...policy.unattributedEmails, 'noreply@github.com']);
    if (committer.account.known || !machine) parts.push(committer.account);
  }
  const ids = parts.map((part) => (part.known ? part.value.id : null));
  return ids.includes(null) ? null : new Set(ids.flatMap((id) => id ?? []));
};

/** Whether what is asked for of one record at one gate is there, given the sign-offs on it that count. */
const isSigned = (given: Case, record: IssueFacts, gate: SignedGate, counted: readonly SignOff[]): boolean => {
  if (contributors(given) === null || holders(given, gate.signOffs[0].role).length === 0) return false;
  if (lastEdit(record) === null || !record.comments.known) return false;
  if (!gate.recordAuthorMaySign && !record.author.known) return false;
  if (gate.checklist !== null && !isTicked(record.body, gate.checklist)) return false;
  if (gate.label !== null) {
    if (!record.labelEvents.known || !record.labels.map(lower).includes(lower(gate.label))) return false;
    if (!counted.some(({ method, last }) => method === 'label' && last)) return false;
  }
  const people = new Set(counted.map(({ signer }) => signer.id));
  return people.size >= 1 && people.size >= gate.signOffs[0].quorum;
};

const signOffs = (given: Case, record: IssueFacts, name: GateName, gate: SignedGate): readonly SignOff[] => {
  const banned = contributors(given);
  const since = lastEdit(record);
  if (banned === null || since === null) return [];
  const allowed = holders(given, gate.signOffs[0].role).map(({ id }) => id);
  return [...labelSignOffs(record, gate), ...commentSignOffs(record, name, gate)].filter(({ signer, at }) => {
    if (signer.kind !== 'person' || !allowed.includes(signer.id) || banned.has(signer.id)) return false;
    if (!gate.recordAuthorMaySign && !(record.author.known && record.author.value.id !== signer.id)) return false;
    if (!earlier(since, at) || !wasTicked(record, gate, at)) return false;
    if (gate.beforeImplementation && !firstSigns(given).every((sign) => earlier(at, sign))) return false;
    return !isRevoked(record, name, signer, at);
  });
};

const firstSigns = ({ facts: { pullRequest, pushes, commits } }: Case): readonly Instant[] => [
  pullRequest.createdAt,
  ...(pushes.known ? pushes.value.map(({ at }) => at) : []),
  ...(commits.known ? commits.value.flatMap(({ seenAt }) => seenAt ?? []) : []),
];

/** Only the last setting of a label that is still there, if it bore its name before. */
const labelSignOffs = (record: IssueFacts, { label }: SignedGate): readonly SignOff[] => {
  if (label === null || !record.labelEvents.known || !record.labels.map(lower).includes(lower(label))) return [];
  const last = inOrder(record.labelEvents.value.filter((event) => lower(event.label) === lower(label))).at(-1);
  if (last?.action !== 'labeled' || !last.actor.known) return [];
  if (!last.labelNamedSince.known || !earlier(last.labelNamedSince.value, last.at)) return [];
  return [{ signer: last.actor.value, at: last.at, method: 'label', last: true }];
};

const commentSignOffs = ({ comments }: IssueFacts, name: GateName, gate: SignedGate): readonly SignOff[] => {
  if (!comments.known) return [];
  const exact = new RegExp(`^/sign +${name} +${gate.signOffs[0].meaning}( [^\r\n]*)?[ \t\r\n]*$`);
  return comments.value.flatMap(({ body, author, createdAt: at, editedAt }) =>
    exact.test(body) && author.known && editedAt === null
      ? [{ signer: author.value, at, method: 'comment' as const, last: false }]
      : [],
  );
};

/** By the same person, or by nobody knows whom, at the time of the sign-off or later. */
const isRevoked = ({ comments }: IssueFacts, name: GateName, signer: Account, at: Instant): boolean =>
  comments.known &&
  comments.value.some(
    ({ body, author, createdAt, editedAt }) =>
      revokes(body, name) && (!author.known || author.value.id === signer.id) && !earlier(editedAt ?? createdAt, at),
  );

/**
 * Taking back is never refused for its form: a line that starts with it will do. One that names no gate, or is exact but
 * for the name of the gate, takes back everything.
 */
const revokes = (comment: string, name: GateName): boolean => {
  const misnamed = /^\/revoke +([^ ]+)$/.exec(comment)?.[1];
  if (misnamed !== undefined && !['safety-impact', 'approval'].includes(misnamed)) return true;
  return comment.split('\n').some((line) => new RegExp(`^/revoke(?: +${name}(?: .*)?)?$`, 'i').test(line.trim()));
};

/** When the record came to say what it says; null when that cannot be told. */
const lastEdit = ({ revisions, body }: IssueFacts): Instant | null => {
  if (!revisions.known) return null;
  const ordered = inOrder(revisions.value);
  const same = ordered.map((revision) => revision.body.known && material(revision.body.value) === material(body));
  return same.at(-1) === true ? (ordered[same.lastIndexOf(false) + 1]?.at ?? null) : null;
};

const material = (body: string): string =>
  body
    .replace(/^( *[-*] )\[[xX ]\] /gm, '$1[ ] ')
    .replace(/\s+/g, ' ')
    .trim();

/** Whether every text was ticked that may have stood there in the second of signing. */
const wasTicked = ({ revisions }: IssueFacts, { checklist }: SignedGate, at: Instant): boolean => {
  if (checklist === null) return true;
  if (!revisions.known) return false;
  const ordered = inOrder(revisions.value);
  const before = ordered.filter((revision) => earlier(revision.at, at)).slice(-1);
  const meanwhile = ordered.filter((revision) => !earlier(revision.at, at) && !earlier(at, revision.at));
  const texts = [...before, ...meanwhile].map(({ body }) => body);
  return texts.length > 0 && texts.every((text) => text.known && isTicked(text.value, checklist));
};

const isTicked = (body: string, { heading, items }: Checklist): boolean => {
  const [lines, ...others] = sections(body, heading);
  if (lines === undefined || others.length > 0) return false;
  const boxes = lines.flatMap((line) => /^- \[([xX ])\] (.*)$/.exec(line) ?? []);
  const labels = new Map(
    lines.flatMap((line) => /^- \[[xX]\] (.*)$/.exec(line)?.[1] ?? []).map((item) => [item, true]),
  );
  return !boxes.includes(' ') && items.every((item) => labels.has(item)) && labels.size > 0;
};

const isFilled = (body: string, heading: string): boolean => {
  const [lines, ...others] = sections(body, heading);
  const text = (lines ?? [])
    .join('\n')
    .replace(/<!--.*?-->/gs, '')
    .replace('_No response_', '');
  return others.length === 0 && /[a-z0-9]/i.test(text);
};

/** The lines of each section with this heading; none when a heading only looks like it, or when tags fold it away. */
const sections = (body: string, heading: string): readonly string[][] => {
  if (/^<[a-z]/m.test(body)) return [];
  const parts = body
    .replace(/\r/g, '')
    .replace(/^```$.*?^```$/gms, (code) => code.replace(/^#/gm, ' #'))
    .split(/^### /m)
    .slice(1)
    .map((part) => part.split('\n'));
  const visible = ([title = '']: string[]): string => title.replace(/\u200B/g, '');
  const alike = parts.filter((part) => visible(part) === heading);
  return alike.some(([title]) => title !== heading) ? [] : alike.map((part) => part.slice(1));
};

const lower = (text: string): string => text.toLowerCase();

/** A time up to its second, as text that can be compared; null when it is none. */
const toText = (at: Instant): string | null =>
  Number.isNaN(Date.parse(at)) ? null : new Date(at).toISOString().slice(0, 19);

/** Certainly earlier: in an earlier second. */
const earlier = (a: Instant, b: Instant): boolean => {
  const [first, second] = [toText(a), toText(b)];
  return first !== null && second !== null && first < second;
};

/** Oldest first; what has no time may be the newest. */
const inOrder = <T extends { readonly at: Instant }>(list: readonly T[]): readonly T[] => {
  const key = ({ at }: T): string => toText(at) ?? '9999';
  return list.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
};
