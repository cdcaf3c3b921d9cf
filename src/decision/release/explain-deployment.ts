import type { BlockContent, RootContent } from 'mdast';
import { type Manner, paragraph, serialise, toPhrasing } from '../explain-markdown.ts';
import type { Sentence } from '../finding.ts';
import { toCodes, toParagraph } from '../sentence.ts';
import type { DeploymentDecision, DeploymentLack } from './decide-deployment.ts';
import type { DeploymentFacts } from './deployment-facts.ts';

/** GitHub takes so many characters with an answer; what is too long is written again with less in it. */
const mostCharacters = 1_024;
const levels = [
  { lacks: 3, sentence: 400 },
  { lacks: 2, sentence: 250 },
  { lacks: 1, sentence: 200 },
  { lacks: 1, sentence: 80 },
] as const;

const places = {
  released: ', which takes only what is released and tagged',
  verdict: ', which takes only what is released',
  any: '',
} as const;

/**
 * The comment that goes with an answer to a deployment: why, what is missing, who can supply it, where to look. Pure.
 * @param ledgerEntry of the statement that it stands on.
 */
export const explainDeployment = (
  facts: DeploymentFacts,
  decision: DeploymentDecision,
  ledgerEntry: number,
): string => {
  const texts = levels.map(({ lacks, sentence }) => () => {
    const manner: Manner = { repositoryUrl: facts.repository.url, sentence };
    const evidence: Sentence = [`Entry ${ledgerEntry} of the ledger holds it.`];
    if (decision.outcome === 'approved') {
      return serialise([say(manner, toParagraph([toGround(facts, decision), evidence]))]);
    }
    const rest = decision.missing.length - lacks;
    const last: Sentence[] = [
      ...(rest > 0 ? [[`${rest} more in the evidence.`]] : []),
      ['GitHub takes an answer as final: once it is put right, run the job again.'],
      evidence,
    ];
    return serialise([
      say(manner, [
        { code: facts.commit.slice(0, 7) },
        ' may not be deployed to ',
        { code: facts.environment },
        `${decision.asked === null ? '' : places[decision.asked]}.`,
      ]),
      toItems(manner, decision.missing.slice(0, lacks)),
      say(manner, toParagraph(last)),
    ]);
  });
  return toFirstFitting(
    texts,
    decision.outcome === 'approved' ? 'Approved; the evidence says why.' : 'Rejected; the evidence says why.',
  );
};

/** The comment on a deployment that cannot be judged yet. `reason` may quote GitHub, so it is untrusted. */
export const explainWaiting = (reason: string, repositoryUrl: string): string =>
  toFirstFitting(
    [300, 100].map((most) => () => {
      const manner = { repositoryUrl, sentence: 600 };
      const cut = reason.length > most ? `${reason.slice(0, most)}…` : reason;
      return serialise([
        say(manner, [
          'This deployment cannot be judged yet: ',
          { code: cut },
          '. It is tried again by itself, and nothing is approved on what is unknown. Nobody has to do anything, unless it stays so: then look at the log of Holdpoint.',
        ]),
      ]);
    }),
    'This deployment cannot be judged yet. It is tried again by itself; nothing is approved on what is unknown.',
  );

const toFirstFitting = (texts: readonly (() => string)[], otherwise: string): string => {
  for (const write of texts) {
    const text = write().trim();
    if (text.length <= mostCharacters) return text;
  }
  return otherwise;
};

const say = (manner: Manner, sentence: Sentence): BlockContent => paragraph(...toPhrasing(sentence, manner));

const toGround = (
  facts: DeploymentFacts,
  { asked, releases }: Extract<DeploymentDecision, { outcome: 'approved' }>,
): Sentence => {
  const commit = { code: facts.commit.slice(0, 7) };
  const environment = { code: facts.environment };
  if (asked === null) {
    return ['No policy asks anything of releases here, so nothing is asked of a deployment to ', environment, '.'];
  }
  if (asked === 'any')
    return ['Whatever is deployed to ', environment, ' is let through, and registered: ', commit, '.'];
  return [
    commit,
    ' is released as ',
    ...toCodes(releases, 'and', 3),
    asked === 'released' ? ', with its tag in place.' : '.',
  ];
};

const toItems = (manner: Manner, lacks: readonly DeploymentLack[]): RootContent => ({
  type: 'list',
  ordered: false,
  spread: false,
  children: lacks.map(({ what, who, link }) => ({
    type: 'listItem',
    spread: false,
    children: [
      say({ ...manner, sentence: manner.sentence + 300 }, [...what, '. ', ...who, ': ', { link, text: 'look here' }]),
    ],
  })),
});
