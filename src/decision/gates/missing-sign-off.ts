import type { PullRequestFacts } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import { toActor, toParagraph, toTime } from '../sentence.ts';
import type { Signing } from '../sign-offs.ts';
import { toCandidates } from './candidates.ts';
import { type Lack, toPolicyUrl } from './gate.ts';

/** What lacks to the label that a gate asks for: to be there, set by somebody whose sign-off counts. */
export const toMissingLabel = (signing: Signing, facts: PullRequestFacts): readonly Lack[] => {
  const { issue, config, gate, signOffs } = signing;
  const { label } = signOffs;
  if (label === null || label.state === 'counts' || config.label === null) return [];
  const name = { code: config.label };
  const the: Sentence = ['The label ', name, ' on ', { issue: issue.ref }];
  const signs: Sentence = [
    ', which signs for ',
    { code: gate },
    ' with the meaning ',
    { code: config.signOffs[0].meaning },
  ];
  const again: Sentence = ['Take the label off and set it again', ...signs, '.'];
  switch (label.state) {
    case 'absent':
      return [toLack(signing, facts, 'failed', [...the, ' is missing.'], ['Set the label ', name, ...signs, '.'])];
    case 'refused': {
      const by: Sentence = [' was set by ', toActor(label.by), ' at ', toTime(label.act.at), ' and does not count: '];
      return [toLack(signing, facts, 'failed', [...the, ...by, ...label.because, '.'], again)];
    }
    case 'unknown':
      return [toLack(signing, facts, 'unknown', [...the, ' cannot be judged: ', ...label.because, '.'], again)];
  }
};

/** How many people lack to the quorum of a gate, besides the one who sets the label. */
export const toMissingSignOffs = (signing: Signing, facts: PullRequestFacts): readonly Lack[] => {
  const { issue, config, gate, signOffs } = signing;
  // What was not read may hold the very sign-offs that lack; that it was not read is a finding already.
  if (!issue.comments.known) return [];
  const { quorum, role, meaning } = config.signOffs[0];
  const needed = Math.max(1, quorum);
  const counted = new Set(signOffs.counted.map(({ signer }) => signer.id));
  const undetermined = signOffs.undetermined.flatMap(({ signer }) => (signer.known ? [signer.value.id] : []));
  // Whoever sets the missing label signs by it: what the label's own finding asks for is not asked for twice.
  const byLabel = signOffs.label === null || signOffs.label.state === 'counts' ? 0 : 1;
  if (counted.size + byLabel >= needed) return [];
  if (new Set([...counted, ...undetermined]).size + byLabel >= needed) return [toDoubt(signing)];
  const what: Sentence = [
    { issue: issue.ref },
    ` has ${counted.size} of the ${needed} sign-offs that it needs for `,
    { code: gate },
    ', each by another person holding the role ',
    { code: role },
    ', with the meaning ',
    { code: meaning },
    '.',
  ];
  const how: Sentence = ['Comment ', { code: `/sign ${gate} ${meaning}` }, ' on the issue, on a line of its own.'];
  return [toLack(signing, facts, 'failed', toParagraph([what, ...toHistory(signing)]), how, counted)];
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
  facts: PullRequestFacts,
  status: Lack['status'],
  what: Sentence,
  how: Sentence,
  signed: ReadonlySet<number> = new Set(),
): Lack => {
  const { who, any } = toCandidates(signing, signed);
  if (signing.implementation !== null) return { status, missing: { what, ...toLateRemedy(signing, facts, who) } };
  if (any) return { status, missing: { what, who, how, link: signing.issue.url } };
  const role = { code: signing.config.signOffs[0].role };
  const first: Sentence = ['Add somebody to the role ', role, ' who had no part in this pull request; then: '];
  return { status, missing: { what, who, how: [...first, ...how], link: toPolicyUrl(facts) } };
};

const toLateRemedy = ({ implementation }: Signing, { pullRequest }: PullRequestFacts, signers: Sentence) => ({
  who: [toActor(pullRequest.author, 'The author of the pull request')],
  how: [
    'A signature given now comes too late, for implementation has begun',
    ...(implementation === null ? [] : [': ', ...implementation.sign, ' at ', toTime(implementation.at)]),
    '. Link a change request that was signed before then; or close this pull request, have the change request signed by ',
    ...signers,
    ', and only then begin the work anew.',
  ],
  link: pullRequest.url,
});
