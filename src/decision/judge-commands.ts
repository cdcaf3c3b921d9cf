import type { Gates, Policy, SignedGate } from '../policy/policy.ts';
import { whyNoChangeRequest } from './change-requests.ts';
import type { Comment, IssueFacts, PullRequestFacts } from './facts.ts';
import type { RefusedSignOff, Sentence } from './finding.ts';
import { byTime } from './instant.ts';
import { type Reading, toReading } from './reading.ts';
import { toRoleHolders } from './role-holders.ts';
import { toCodes } from './sentence.ts';
import type { SignedGateId } from './sign-off-acts.ts';
import { isSignedGateId, readComments, signedGateIds, toRevokedGates } from './sign-off-acts.ts';
import { toSigning } from './sign-offs.ts';

/**
 * Judges the commands on an issue on which no pull request hangs yet, for an answer to whoever wrote one. Returns those
 * that certainly cannot count, oldest first; `url` tells the comment. Independence of a pull request and the order of
 * events are not looked at, there being none; what hangs on something unknown is not answered.
 *
 * @param policy the policy of the issue's own repository.
 */
export const judgeCommands = (
  issue: IssueFacts,
  policy: Policy,
  roles: PullRequestFacts['roles'],
): readonly RefusedSignOff[] => {
  const reading = toReading();
  const stray = whyNoChangeRequest(issue, policy.changeRequest, issue.ref);
  if (stray !== null) return judgeStrayCommands(issue, reading, ['this issue is no change request: ', ...stray]);
  const contributors = { excluded: new Map(), unknown: [] };
  const judged = toSignedGates(policy.gates[policy.safetyClass]).flatMap(({ gate, config }) => {
    const role = toRoleHolders(roles, config.signOffs[0].role);
    return toSigning({ gate, config, issue, reading, role, contributors, implementation: null }).signOffs.refused;
  });
  return [
    ...judgeUnplacedCommands(issue, policy, reading),
    ...judged.filter(({ method, kind }) => method === 'comment' && kind === 'refused'),
  ].sort(byTime);
};

/** The gates that take signatures under the policy, with what they ask for. */
export const toSignedGates = ({
  safetyImpact,
  approval,
}: Gates): readonly { readonly gate: SignedGateId; readonly config: SignedGate }[] => [
  ...(safetyImpact.required ? [{ gate: 'safety-impact', config: safetyImpact.config } as const] : []),
  ...(approval.required ? [{ gate: 'approval', config: approval.config } as const] : []),
];

/** On an issue that is no record only what is certainly meant for us is answered; other apps take commands, too. */
const judgeStrayCommands = (issue: IssueFacts, { toCommand }: Reading, because: Sentence): readonly RefusedSignOff[] =>
  readComments(issue).flatMap((comment): readonly RefusedSignOff[] => {
    const command = toCommand(comment.body);
    if (command.kind !== 'sign' || !isSignedGateId(command.gate)) return [];
    return [toRefusal(issue, comment, command.gate, because)];
  });

/**
 * Comments that try to be a command and name no gate that takes signatures under the policy. Bots are not answered: they
 * would answer back.
 */
export const judgeUnplacedCommands = (
  issue: IssueFacts,
  policy: Policy,
  { toCommand }: Reading,
): readonly RefusedSignOff[] => {
  const gates = toSignedGates(policy.gates[policy.safetyClass]).map(({ gate }) => gate);
  return readComments(issue).flatMap((comment): readonly RefusedSignOff[] => {
    if (comment.author.known && comment.author.value.kind === 'bot') return [];
    const because = whyUnplaced(toCommand(comment.body), gates);
    return because === null ? [] : [toRefusal(issue, comment, null, because)];
  });
};

const toRefusal = (
  issue: IssueFacts,
  { author: signer, createdAt: at, url }: Comment,
  gate: SignedGateId | null,
  because: Sentence,
): RefusedSignOff => ({ gate, record: issue.ref, signer, at, method: 'comment', url, kind: 'refused', because });

const whyUnplaced = (command: ReturnType<Reading['toCommand']>, gates: readonly SignedGateId[]): Sentence | null => {
  if (command.kind !== 'sign' && command.kind !== 'revoke' && command.kind !== 'problem') return null;
  const revoked = toRevokedGates(command);
  const taken: Sentence =
    revoked.length === 0 ? [] : [' What its writer signed here for ', ...toCodes(revoked), ' is revoked all the same.'];
  if (command.kind === 'problem') return [command.message, ' ', command.hint, ...taken];
  if (gates.some((gate) => gate === command.gate)) return null;
  if (isSignedGateId(command.gate)) return ['the policy does not ask for ', { code: command.gate }];
  const names = toCodes(signedGateIds);
  return [
    { code: command.gate },
    ' is not a gate that takes signatures; these do: ',
    ...names,
    ...(taken.length > 0 ? ['.', ...taken] : []),
  ];
};
