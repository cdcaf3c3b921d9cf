import type { Policy, ReleasePolicy } from '../policy/policy.ts';
import type { IssueRef } from '../records/reference.ts';
import { type RoleFacts, toRoleBook } from './authority.ts';
import { whyNoRecord } from './change-requests.ts';
import type { Comment, Fact, IssueFacts } from './facts.ts';
import type { RefusedSignOff, Sentence } from './finding.ts';
import { byTime } from './instant.ts';
import { type Reading, toReading } from './reading.ts';
import { toRangeDeviation } from './release/deviation.ts';
import { toReleaseSigning } from './release/signing.ts';
import { judgeTagOrders } from './release/tag-orders.ts';
import { toCodes, toList } from './sentence.ts';
import type { SignedGateId } from './sign-off-acts.ts';
import { isSignedGateId, readComments, toRevoked } from './sign-off-acts.ts';
import { toSignedGates, toSignedRecord } from './signings.ts';

/**
 * Judges the commands on an issue on which no pull request hangs yet, for an answer to whoever wrote one. Returns those
 * that certainly cannot count, oldest first; `url` tells the comment. Independence of a pull request and the order of
 * its events are not looked at, there being none; what hangs on something unknown is not answered, nor what was deleted.
 *
 * @param policy the policy of the issue's own repository.
 */
export const judgeCommands = (issue: IssueFacts, policy: Policy, facts: RoleFacts): readonly RefusedSignOff[] => {
  const reading = toReading();
  const release = policy.release;
  if (release !== null && whyNoRecord(issue, release.record, issue.ref) === null) {
    return judgeReleaseCommands(issue, policy, release, facts);
  }
  const stray = whyNoRecord(issue, policy.changeRequest, issue.ref);
  if (stray !== null) return judgeStrayCommands(issue, reading, ['this issue is no change request: ', ...stray]);
  const roles = toRoleBook(facts, policy, '');
  const contributors = { excluded: new Map(), unknown: [] };
  const ground = { issue, reading, policy, roles, contributors, implementation: null };
  const gates = policy.gates[policy.safetyClass];
  const { signings, deviation, emergency } = toSignedRecord(ground, toSignedGates(gates, policy));
  const judged = [deviation, emergency, ...signings.map(({ signOffs }) => signOffs)].flatMap((each) => each.refused);
  return toAnswered(issue, [...judgeUnplacedCommands(issue, toTaking(policy), reading), ...judged]);
};

/** The commands on a release record: what is signed there is the release. */
const judgeReleaseCommands = (
  issue: IssueFacts,
  policy: Policy,
  release: ReleasePolicy,
  facts: RoleFacts,
): readonly RefusedSignOff[] => {
  const ground = { policy, roles: toRoleBook(facts, policy, ''), reading: toReading() };
  const { signOffs } = toReleaseSigning(issue, release, ground);
  const deviation = toRangeDeviation(issue, ground, null);
  return toAnswered(issue, [
    ...judgeUnplacedCommands(issue, ['release'], ground.reading),
    ...signOffs.refused,
    ...deviation.refused,
    ...judgeTagOrders(issue, release, ground).refused,
  ]);
};

/** What is answered: refused for good, and not taken back since by deleting it; oldest first. */
const toAnswered = (issue: IssueFacts, acts: readonly RefusedSignOff[]): readonly RefusedSignOff[] =>
  acts
    .filter(({ method, kind, url }) => method === 'comment' && kind === 'refused' && !isDeleted(issue, url))
    .sort(byTime);

const isDeleted = (issue: IssueFacts, url: string): boolean =>
  readComments(issue).some((comment) => comment.url === url && comment.deleted !== null);

/** On an issue that is no record only what is certainly meant for us is answered; other apps take commands, too. */
const judgeStrayCommands = (issue: IssueFacts, { toCommand }: Reading, because: Sentence): readonly RefusedSignOff[] =>
  readComments(issue).flatMap((comment): readonly RefusedSignOff[] => {
    const command = toCommand(comment.body);
    if (command.kind !== 'sign' || !isSignedGateId(command.gate) || comment.deleted !== null) return [];
    return [toRefusal(issue, comment, command.gate, because)];
  });

/** The gates that take signatures on a change request under a policy. */
export const toTaking = (policy: Policy): readonly SignedGateId[] =>
  toSignedGates(policy.gates[policy.safetyClass], policy).map(({ gate }) => gate);

/**
 * Comments that try to be a command and name none of the gates that take signatures on a record. Bots are not answered:
 * they would answer back.
 */
export const judgeUnplacedCommands = (
  issue: IssueFacts,
  gates: readonly SignedGateId[],
  { toCommand }: Reading,
): readonly RefusedSignOff[] =>
  readComments(issue).flatMap((comment): readonly RefusedSignOff[] => {
    if (comment.author.known && comment.author.value.kind === 'bot') return [];
    const because = whyUnplaced(toCommand(comment.body), gates);
    return because === null ? [] : [toRefusal(issue, comment, null, because)];
  });

/** A comment on a pull request, as it was received. */
type Spoken = Pick<Comment, 'author' | 'createdAt' | 'url'> & { readonly body: string };

/**
 * Commands on a pull request, none of which counts, wherever it leads: a signature is on the content of a record. Said,
 * lest somebody believes to have signed, or to have taken a signature back.
 *
 * @param links the issues that the pull request links, as far as they are known.
 */
export const judgeMisplacedCommands = (
  pullRequest: IssueRef,
  comments: readonly Spoken[],
  links: Fact<readonly IssueRef[]>,
): readonly RefusedSignOff[] => {
  const { toCommand } = toReading();
  const place = toRecordPlace(links);
  return comments.flatMap((comment): readonly RefusedSignOff[] => {
    const command = toCommand(comment.body);
    if (command.kind === 'none' || command.kind === 'release') return [];
    const names = command.kind === 'sign' || command.kind === 'revoke' ? command.gate : null;
    if (names !== null && !isSignedGateId(names) && names !== 'deviation' && names !== 'emergency') return [];
    const because: Sentence = [
      'commands are taken from the record that is signed, not from the pull request: write it on ',
      ...place,
    ];
    return [toRefusal({ ref: pullRequest }, comment, null, because)];
  });
};

const toRecordPlace = (links: Fact<readonly IssueRef[]>): Sentence => {
  if (!links.known) return ['the change request'];
  const issues = links.value.map((issue): Sentence => [{ issue }]);
  return issues.length > 0 ? toList(issues, 'or') : ['the change request, which this pull request does not link yet'];
};

const toRefusal = (
  issue: Pick<IssueFacts, 'ref'>,
  { author: signer, createdAt: at, url }: Pick<Comment, 'author' | 'createdAt' | 'url'>,
  gate: SignedGateId | null,
  because: Sentence,
): RefusedSignOff => ({ gate, record: issue.ref, signer, at, method: 'comment', url, kind: 'refused', because });

const whyUnplaced = (command: ReturnType<Reading['toCommand']>, gates: readonly SignedGateId[]): Sentence | null => {
  const isRelease = gates.includes('release');
  if (command.kind === 'emergency' && isRelease) return ['an emergency is declared on a change request'];
  if (command.kind !== 'sign' && command.kind !== 'revoke' && command.kind !== 'problem') return null;
  const taken = toTaken(command, gates);
  if (command.kind === 'problem') return [command.message, ' ', command.hint, ...taken];
  if (gates.some((gate) => gate === command.gate)) return null;
  if (command.kind === 'revoke' && command.gate === 'deviation') return null;
  if (command.gate === 'release') return ['a release is signed on its release record'];
  if (isSignedGateId(command.gate) && isRelease) return [{ code: command.gate }, ' is signed on a change request'];
  if (command.gate === 'emergency') return ['the policy has no emergency path'];
  if (isSignedGateId(command.gate)) return ['the policy does not ask for ', { code: command.gate }];
  return [
    { code: command.gate },
    ' is not a gate that takes signatures; these do: ',
    ...toCodes(gates),
    ...(taken.length > 0 ? ['.', ...taken] : []),
  ];
};

/** What a revocation takes back although its form is wrong. */
const toTaken = (command: ReturnType<Reading['toCommand']>, gates: readonly SignedGateId[]): Sentence => {
  const revoked = toRevoked(command);
  const signed = gates.filter((gate) => revoked.includes(gate));
  const declares = revoked.includes('deviation');
  if (signed.length === 0) return declares ? [' What its writer declared here is revoked all the same.'] : [];
  const names: Sentence = [' What its writer signed here for ', ...toCodes(signed)];
  return [...names, declares ? ', and what they declared, is revoked all the same.' : ' is revoked all the same.'];
};
