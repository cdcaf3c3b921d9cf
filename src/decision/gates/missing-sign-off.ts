import type { Sentence } from '../finding.ts';
import type { Assignment } from '../quorum.ts';
import { toActor, toCodes, toParagraph, toTime } from '../sentence.ts';
import type { Signing } from '../sign-offs.ts';
import { type Candidates, toCandidates, toSigners } from './candidates.ts';
import { type Lack, type SigningContext, toPolicyUrl } from './gate.ts';

/** What lacks to the label that a gate asks for: to be there, set by somebody whose sign-off counts. */
export const toMissingLabel = (signing: Signing, context: SigningContext): readonly Lack[] => {
  const { issue, config, signOffs } = signing;
  const { label } = signOffs;
  if (label === null || label.state === 'counts' || config.label === null) return [];
  const name = { code: config.label };
  const the: Sentence = ['The label ', name, ' on ', { issue: issue.ref }];
  const signs = toMeaning(signing);
  const again: Sentence = ['Take the label off and set it again', ...signs, '.'];
  const candidates = toSigners(signing, context, toOpenRules(signing));
  const lack = (status: Lack['status'], what: Sentence, how: Sentence): readonly Lack[] => [
    toLack(signing, context, status, what, how, candidates),
  ];
  switch (label.state) {
    case 'absent':
      return lack('failed', [...the, ' is missing.'], ['Set the label ', name, ...signs, '.']);
    case 'refused': {
      const by: Sentence = [' was set by ', toActor(label.by), ' at ', toTime(label.act.at), ' and does not count: '];
      return lack('failed', [...the, ...by, ...label.because, '.'], again);
    }
    case 'unknown':
      return lack('unknown', [...the, ' cannot be judged: ', ...label.because, '.'], again);
  }
};

const toMeaning = ({ gate, config }: Signing): Sentence => {
  const meanings = [...new Set(config.signOffs.map(({ meaning }) => meaning))];
  const by: Sentence = meanings.length === 1 ? [] : [', by the role of whoever sets it'];
  return [', which signs for ', { code: gate }, ' with the meaning ', ...toCodes(meanings, 'or'), ...by];
};

/** The rules for which somebody still has to sign; all of them when none is left, since the label alone lacks then. */
const toOpenRules = ({ config, signOffs }: Signing): readonly number[] => {
  const rules = [...config.signOffs.keys()];
  const open = rules.filter((rule) => toLacking({ config, assignment: signOffs.assignment }, rule) > 0);
  return open.length > 0 ? open : rules;
};

type Given = { readonly config: Pick<Signing['config'], 'signOffs'>; readonly assignment: Assignment };

const toNeeded = ({ config }: Given, rule: number): number => Math.max(1, config.signOffs[rule]?.quorum ?? 1);

/** How many people lack to a rule. */
const toLacking = (given: Given, rule: number): number =>
  toNeeded(given, rule) - (given.assignment.filled[rule]?.length ?? 0);

const toAllLacking = (given: Given): number =>
  given.config.signOffs.reduce((sum, _, rule) => sum + toLacking(given, rule), 0);

/** How many people lack to the quorums of a gate, besides the one who sets the label. */
export const toMissingSignOffs = (signing: Signing, context: SigningContext): readonly Lack[] => {
  const { issue, config, signOffs } = signing;
  const { label, assignment, possible } = signOffs;
  // What was not read may hold the very sign-offs that lack; that it was not read is a finding already.
  if (!issue.comments.known || assignment.completeAt !== null) return [];
  // Whoever sets the missing label signs by it: what the label's own finding asks for is not asked for twice.
  const byLabel = label === null || label.state === 'counts' ? 0 : 1;
  if (toAllLacking({ config, assignment }) <= byLabel) return [];
  if (toAllLacking({ config, assignment: possible }) <= byLabel) return [toDoubt(signing)];
  const open = [...config.signOffs.keys()].filter((rule) => toLacking({ config, assignment }, rule) > 0);
  return open.map((rule, index) => toMissingOfRule(signing, context, rule, index === 0 ? toHistory(signing) : []));
};

const toMissingOfRule = (
  signing: Signing,
  context: SigningContext,
  rule: number,
  history: readonly Sentence[],
): Lack => {
  const { issue, config, gate, signOffs } = signing;
  const { assignment } = signOffs;
  const { role = '', meaning = '' } = config.signOffs[rule] ?? {};
  const given = { config, assignment };
  const needed = toNeeded(given, rule);
  const what: Sentence = [
    { issue: issue.ref },
    ` has ${needed - toLacking(given, rule)} of the ${needed} sign-offs that it needs for `,
    { code: gate },
    ', each by another person holding the role ',
    { code: role },
    ', with the meaning ',
    { code: meaning },
    '.',
  ];
  const command = { code: `/sign ${gate} ${meaning}` };
  const how: Sentence = [...toTurn(signing, rule), 'Comment ', command, ' on the issue, on a line of its own.'];
  const taken = config.severalRolesAPerson ? (assignment.filled[rule] ?? []) : assignment.filled.flat();
  const candidates = toSigners(signing, context, [rule], new Set(taken.map(({ person }) => person)));
  return toLack(signing, context, 'failed', toParagraph([what, ...history]), how, candidates);
};

/** What must be signed in full before somebody may sign for a rule. */
const toTurn = ({ config, others, signOffs }: Signing, rule: number): Sentence => {
  const gates = config.after.filter((gate) => (others.get(gate)?.completeAt ?? null) === null);
  const before = config.signOffs[rule - 1];
  const isTooEarly = before !== undefined && signOffs.assignment.opens[rule] === 'never';
  const first = [
    ...toCodes(gates),
    ...(isTooEarly ? [...(gates.length > 0 ? [' and '] : []), { code: before.role }] : []),
  ];
  return first.length === 0 ? [] : ['First ', ...first, ' must have signed in full. '];
};

/** What was signed last and does not count, for whoever thinks that enough was signed. */
const toHistory = ({ signOffs: { refused, label } }: Signing): readonly Sentence[] =>
  refused
    // The label's own finding tells its history.
    .filter(({ method }) => method === 'comment' || label?.state === 'counts')
    .slice(-2)
    .map(({ signer, at, because }) => {
      const act: Sentence = ['What ', toActor(signer), ' signed at ', toTime(at), ' does not count: '];
      return [...act, ...because, '.'];
    });

/** Enough people signed, and something unknown keeps them from counting. */
const toDoubt = ({ issue, gate, signOffs }: Signing): Lack => {
  const reasons = signOffs.undetermined
    .slice(-2)
    .map(({ signer, because }): Sentence => ['By ', toActor(signer), ': ', ...because, '.']);
  const what: Sentence = [{ issue: issue.ref }, ' bears sign-offs for ', { code: gate }, ' that cannot be judged.'];
  return {
    status: 'unknown',
    missing: {
      what: toParagraph([what, ...reasons]),
      who: signOffs.undetermined.length > 0 ? ['Whoever signed'] : ['Whoever may sign'],
      how: ['Sign again.'],
      link: issue.url,
    },
  };
};

/** A sign-off that lacks: who may still give it, and how; or, when it would come too late now, what else can be done. */
const toLack = (
  signing: Signing,
  context: SigningContext,
  status: Lack['status'],
  what: Sentence,
  how: Sentence,
  { who, any }: Candidates,
): Lack => {
  const { implementation, deviation, issue } = signing;
  const link = issue.url;
  if (implementation !== null && deviation.standing === null) {
    return {
      status,
      missing: {
        what,
        ...toLateRemedy(signing, context, any ? who : ['somebody who holds the role ', ...toRoles(signing)]),
      },
    };
  }
  if (any) return { status, missing: { what, who, how, link } };
  const first: Sentence = [
    'Add somebody to the role ',
    ...toRoles(signing),
    ` who had no part in this ${context.about.noun}; then: `,
  ];
  return {
    status,
    missing: { what, who, how: [...first, ...how], link: toPolicyUrl(context.facts, context.rolePrefix) },
  };
};

const toRoles = ({ config }: Signing): Sentence => toCodes([...new Set(config.signOffs.map(({ role }) => role))], 'or');

const toLateRemedy = (signing: Signing, context: SigningContext, signers: Sentence) => {
  const { implementation, issue } = signing;
  const { about } = context;
  const began: Sentence =
    implementation === null ? [] : [': ', ...implementation.sign, ' at ', toTime(implementation.at)];
  const deviation = toDeviation(signing, context);
  return {
    who: [...(deviation?.who ?? []), about.author],
    how: [
      'A signature given now comes too late, for implementation has begun',
      ...began,
      '. ',
      ...(deviation?.how ?? []),
      'Link a change request that was signed before then; or close this pull request, have the change request signed by ',
      ...signers,
      ', and only then begin the work anew.',
    ],
    link: deviation === null ? about.url : issue.url,
  };
};

/** Late signatures count once somebody entitled has recorded why they are late; null when there is nobody. */
const toDeviation = (
  { roles, contributors, issue }: Signing,
  { policy, about }: SigningContext,
): { readonly who: Sentence; readonly how: Sentence } | null => {
  const role = policy.deviationRole;
  if (role === null) return null;
  const { openedAt } = about;
  const { who, any } = toCandidates(role, { roles, contributors, openedAt, may: () => true });
  if (!any) return null;
  const command = { code: '/deviation REASON' };
  return {
    who: [...who, ' for a deviation; otherwise '],
    how: [
      'Comment ',
      command,
      ' on ',
      { issue: issue.ref },
      ': then late signatures count, and are shown as late. Or: ',
    ],
  };
};
