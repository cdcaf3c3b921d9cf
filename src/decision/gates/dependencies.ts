import { matchesAny } from '../../policy/path-class.ts';
import type { DependenciesGate } from '../../policy/policy.ts';
import { toTouchedPaths, toUntold } from '../depth.ts';
import type { Account, IssueFacts } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import { byLogin, toActor, toCodes, toList, toParagraph, toPeople } from '../sentence.ts';
import { isBatch, toBatchLacks } from './batch.ts';
import { type Gate, type GateContext, type Lack, toEmptyRuleLack, toFinding, toUnlinkedFinding } from './gate.ts';
import { toMissingAnswers } from './missing-answers.ts';

const gate = 'dependencies';

/** A change of dependencies, and whatever a bot changes, has its SOUP analysed like any other change. */
export const dependencies: Gate = {
  id: gate,
  title: 'Dependencies',
  clauses: [
    'IEC 62304 6.1 f',
    'IEC 62304 7.1.3',
    'IEC 62304 8.1.2',
    'ISO 27001 A.8.8',
    'NIST 800-53 RA-5',
    'NIST 800-53 SI-2',
  ],
  evaluate: (context) => {
    const { gates, changeRequests, reading } = context;
    const requirement = gates.dependencies;
    if (!requirement.required) return { gate, status: 'not-applicable', because: [{ code: requirement.reason }] };
    if (!changeRequests.known || changeRequests.value.linked.length === 0) return toUnlinkedFinding(context, gate);
    const { config } = requirement;
    const { linked } = changeRequests.value;
    const grounds = toGrounds(context, config, linked);
    const unsure = toUnsure(context);
    if (grounds.length === 0 && unsure.length > 0) return toFinding(gate, unsure, nothing);
    if (grounds.length === 0) {
      const because: Sentence = ['No bot had a part in it, and no file of dependencies is changed.'];
      return { gate, status: 'not-applicable', because };
    }
    const lacks = [
      ...(config.sections.length === 0
        ? [toEmptyRuleLack(context, 'an analysis of dependencies', 'section of it')]
        : []),
      ...linked.flatMap((request) => toMissingAnswers(request, reading, config.sections, 'never')),
      ...linked.flatMap((request) => toBatchLacks(context, config, request)),
    ];
    const because = toParagraph([
      ...grounds,
      ['Answered on ', ...toList(linked.map(({ ref }) => [{ issue: ref }])), ': ', ...toCodes(config.sections), '.'],
    ]);
    return toFinding(gate, lacks, { gate, status: 'passed', because });
  },
};

const nothing = { gate, status: 'passed', because: [] } as const;

/** Why the gate applies, in sentences; none when nothing that is known makes it apply. */
const toGrounds = (
  { facts: { pullRequest, commits, files }, reading }: GateContext,
  config: DependenciesGate,
  linked: readonly IssueFacts[],
): readonly Sentence[] => {
  const accounts = [
    pullRequest.author,
    ...(commits.known ? commits.value.flatMap(({ authors }) => authors.map(({ account }) => account)) : []),
  ];
  const bots = new Map<number, Account>();
  for (const account of accounts) {
    if (account.known && account.value.kind === 'bot') bots.set(account.value.id, account.value);
  }
  const manifests = files.known ? toTouchedPaths(files.value).filter((path) => matchesAny(config.manifests, path)) : [];
  const batches = linked.filter((request) => isBatch(request, config, reading));
  return [
    ...(bots.size === 0 ? [] : [['A bot had a part in it: ', ...toPeople([...bots.values()].sort(byLogin)), '.']]),
    ...(manifests.length === 0 ? [] : [['It changes ', ...toCodes(manifests), '.']]),
    ...batches.map(({ ref }): Sentence => [{ issue: ref }, ' is for a batch of updates.']),
  ];
};

/** What would have to be known to say that the gate does not apply. */
const toUnsure = ({ facts: { pullRequest, commits, files } }: GateContext): readonly Lack[] => {
  const untold = toUntold(files);
  const reasons: readonly (readonly [what: string, reason: string])[] = [
    ...(pullRequest.author.known ? [] : [['Who opened this pull request', pullRequest.author.reason] as const]),
    ...(commits.known ? [] : [['Who wrote its commits', commits.reason] as const]),
    ...(untold === null ? [] : [['Which files it changes', untold.reason] as const]),
  ];
  return reasons.map(([what, reason]) => ({
    status: 'unknown',
    missing: {
      what: [what, ' is not known, and so whether it changes dependencies: ', { code: reason }, '.'],
      who: [toActor(pullRequest.author, 'Anybody who may push to the repository')],
      how: [
        'Press ',
        { code: 'Re-run' },
        ' on the check; if that does not help, open a pull request anew, with fewer commits and files.',
      ],
      link: pullRequest.url,
    },
  }));
};
