import type { Sentence } from '../finding.ts';
import type { Objection, Reviewing } from '../reviews.ts';
import { toActor, toList, toParagraph, toTime } from '../sentence.ts';
import { toCandidates } from './candidates.ts';
import { type Gate, type GateContext, type Lack, toFinding, toPolicyUrl } from './gate.ts';
import { lacksOfRoles } from './missing-role.ts';

const gate = 'review';

/** The head commit itself is approved by reviews of independent people who hold the roles that the policy names. */
export const review: Gate = {
  id: gate,
  title: 'Review',
  clauses: ['IEC 62304 5.5.5', 'IEC 62304 8.2.3', '21 CFR 11.50', 'NIST 800-53 AC-5', 'NIST 800-53 SA-11'],
  evaluate: (context) => {
    const requirement = context.gates.review;
    if (requirement === null) return null;
    if (!requirement.required) return { gate, status: 'not-applicable', because: [{ code: requirement.reason }] };
    const { reviewing } = context;
    if (reviewing === null) throw new Error('Reviews are asked for and were not judged.');
    return toFinding(gate, toLacks(context, reviewing), {
      gate,
      status: 'passed',
      because: [
        toHead(context),
        ' approved by ',
        ...toList(
          reviewing.counted.map(({ signer, at, role }) => [
            { person: signer },
            ' at ',
            toTime(at),
            ' as ',
            { code: role },
          ]),
        ),
        '.',
      ],
    });
  },
};

const toHead = ({ facts }: GateContext) => ({ code: facts.pullRequest.headSha.slice(0, 7) });

const toLacks = (context: GateContext, reviewing: Reviewing): readonly Lack[] => {
  const { facts, contributors } = context;
  const { config, assignment, possible, objections } = reviewing;
  const causes = [
    ...lacksOfRoles(
      context,
      config.signOffs.map(({ role }) => role),
    ),
    ...contributors.unknown.map((missing): Lack => ({ status: 'unknown', missing })),
    ...(facts.reviews.known ? [] : [lackOfList(context, facts.reviews.reason)]),
  ];
  const asked = objections.map((objection) => lackOfObjection(context, objection));
  if (assignment.completeAt !== null || !facts.reviews.known) return [...causes, ...asked];
  const isNamed = causes.some(({ status }) => status === 'unknown');
  if (possible.completeAt !== null) return [...causes, ...asked, ...(isNamed ? [] : [lackOfDoubt(context, reviewing)])];
  const rules = [...config.signOffs.keys()].map((rule) => lacksOfRule(context, reviewing, rule));
  return [...causes, ...asked, ...rules.flat()];
};

const lackOfList = ({ facts }: GateContext, reason: string): Lack => ({
  status: 'unknown',
  missing: {
    what: ['The reviews are not known: ', { code: reason }, '.'],
    who: [toActor(facts.pullRequest.author, 'The author of the pull request')],
    how: ['Press ', { code: 'Re-run' }, ' on the check.'],
    link: facts.pullRequest.url,
  },
});

const lackOfObjection = (_: GateContext, { by, review, doubt }: Objection): Lack => {
  const what: Sentence = [
    toActor(by),
    ' asked for changes at ',
    toTime(review.submittedAt),
    ...(doubt === null ? [] : [', and whether that holds is not known: ', ...doubt]),
    '.',
  ];
  return {
    status: doubt === null ? 'failed' : 'unknown',
    missing: {
      what,
      who: [toActor(by, 'Whoever may dismiss reviews'), ...(by.known ? [', or whoever may dismiss reviews'] : [])],
      how: ['Answer what the review asks for, and have it approved by the same person, or dismissed.'],
      link: review.url,
    },
  };
};

const command: Sentence = ['Review the pull request on GitHub, under Files changed, and choose Approve.'];

const lacksOfRule = (context: GateContext, reviewing: Reviewing, rule: number): readonly Lack[] => {
  const { facts, roles, contributors, rolePrefix } = context;
  const { config, assignment, refused } = reviewing;
  const { role = '', quorum = 1 } = config.signOffs[rule] ?? {};
  const filled = assignment.filled[rule] ?? [];
  const needed = Math.max(1, quorum);
  if (filled.length >= needed) return [];
  const what: Sentence = [
    `There are ${filled.length} of the ${needed} approving reviews that are needed of the head commit `,
    toHead(context),
    ', each by another person holding the role ',
    { code: role },
    '.',
  ];
  const history = refused.slice(-2).map(({ signer, at, because }): Sentence => {
    const act: Sentence = ['The review by ', toActor(signer), ' at ', toTime(at), ' does not count: '];
    return [...act, ...because, '.'];
  });
  const taken = new Set((config.severalRolesAPerson ? filled : assignment.filled.flat()).map(({ person }) => person));
  const openedAt = facts.pullRequest.createdAt;
  const candidacy = { roles, contributors, openedAt, may: ({ id }: { readonly id: number }) => !taken.has(id) };
  const { who, any } = toCandidates(role, candidacy);
  const before = config.signOffs[rule - 1];
  const turn: Sentence =
    before !== undefined && assignment.opens[rule] === 'never'
      ? ['First ', { code: before.role }, ' must have approved in full. ']
      : [];
  const first: Sentence = any
    ? []
    : ['Add somebody to the role ', { code: role }, ' who had no part in this pull request; then: '];
  const link = any ? facts.pullRequest.url : toPolicyUrl(facts, rolePrefix);
  const missing = { what: toParagraph([what, ...history]), who, how: [...first, ...turn, ...command], link };
  return [{ status: 'failed', missing }];
};

const lackOfDoubt = ({ facts }: GateContext, { undetermined }: Reviewing): Lack => {
  const reasons = undetermined
    .slice(-2)
    .map(({ signer, because }): Sentence => ['By ', toActor(signer), ': ', ...because, '.']);
  return {
    status: 'unknown',
    missing: {
      what: toParagraph([['There are reviews that cannot be judged.'], ...reasons]),
      who: ['Whoever reviewed'],
      how: ['Review anew: ', ...command],
      link: facts.pullRequest.url,
    },
  };
};
