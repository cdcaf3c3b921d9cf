/** What is in a release and no verdict covers, let through by somebody entitled. */

import { notKnown, olaf, quade } from './case.ts';
import { at, type ReleaseCase } from './release-case.ts';
import { addStray, addWord, deviate, merge } from './release-edits.ts';
import { sha, toWord } from './release-parts.ts';

const held = { outcome: 'held', statuses: { range: 'failed' } } as const;
const open = { outcome: 'deviation' } as const;

export const rangeDeviationCases: readonly ReleaseCase[] = [
  {
    name: 'F37 F39: a deviation by somebody entitled lets it through, and stays visible',
    change: deviate(addStray),
    outcome: 'released',
    says: { range: ['What no verdict covers is let through by a deviation'] },
    deviations: [['quade', 'Seen and reviewed by hand in DHF-7.']],
  },
  {
    name: 'F37 F39: a merge with another head that was let through is not called released',
    change: deviate(({ range }) => {
      at(range.pullRequests, 1).headSha = sha('d2');
    }),
    outcome: 'released',
    says: { range: ['through 1 pull request that was released. What no verdict covers is let through by a deviation'] },
    deviations: [['quade', 'Seen and reviewed by hand in DHF-7.']],
  },
  {
    name: 'F34 F37: a deviation does not let through a commit that GitHub does not show',
    change: deviate(({ range }) => void range.commits.shift()),
    outcome: 'held',
    statuses: { range: 'unknown' },
    says: { range: ['What is in this release is not known: GitHub does not show its commit'] },
  },
  {
    name: 'F37: whoever wrote the commit may not let it through',
    change: (given) => {
      deviate(addStray, quade)(given);
      at(given.range.commits, 3).author = {
        ...at(given.range.commits, 3).author,
        account: { known: true, value: quade },
      };
    },
    ...held,
    refused: [['quade', 'refused', 'wrote eeeeeee']],
  },
  {
    name: 'F37: nor whoever wrote what a pull request without a verdict brought',
    change: (given) => {
      deviate((one) => merge(one, open), quade)(given);
      at(given.range.commits, 0).author = {
        ...at(given.range.commits, 0).author,
        account: { known: true, value: quade },
      };
    },
    ...held,
    refused: [['quade', 'refused', 'wrote aaaaaaa']],
  },
  {
    name: 'F37: nor whoever wrote what stands behind a merge without a verdict',
    change: (given) => {
      deviate((one) => {
        at(one.range.pullRequests, 0).merge = open;
      }, quade)(given);
      at(given.range.commits, 2).author = {
        ...at(given.range.commits, 2).author,
        account: { known: true, value: quade },
      };
    },
    ...held,
    refused: [['quade', 'refused', 'wrote f1f1f1f']],
  },
  {
    name: 'F37: whoever wrote what a verdict covers may let the rest through',
    change: (given) => {
      deviate(addStray, quade)(given);
      at(given.range.commits, 0).author = {
        ...at(given.range.commits, 0).author,
        account: { known: true, value: quade },
      };
    },
    outcome: 'released',
    deviations: [['quade', 'Seen and reviewed by hand in DHF-7.']],
  },
  {
    name: 'F37: somebody without the role may not let it through',
    change: deviate(addStray, olaf),
    ...held,
    refused: [['olaf', 'refused', 'does not hold the role']],
  },
  {
    name: 'F37: a policy without a role for deviations has no way around it',
    change: (given) => {
      given.policy.deviationRole = null;
      deviate(addStray)(given);
    },
    ...held,
    says: { range: ['Nobody: the policy names no role that records deviations', 'Or name such a role in the policy'] },
    refused: [['quade', 'refused', 'names no role that records deviations']],
  },
  {
    name: 'F37: who may let it through is not known',
    change: (given) => {
      deviate(addStray)(given);
      given.facts.roles['quality'] = notKnown;
    },
    outcome: 'held',
    statuses: { range: 'failed', release: 'unknown' },
    says: { range: ['One that was recorded cannot be judged'] },
  },
  {
    name: 'F26: a deviation from before the record said what it says is none',
    change: (given) => {
      addStray(given);
      addWord(given, toWord('/deviation Seen.', quade, '2026-11-05T08:30:00Z'));
    },
    ...held,
    refused: [['quade', 'lapsed', 'the record was edited']],
  },
  {
    name: 'F26: boxes that were ticked after it change nothing of what it let through',
    change: (given) => {
      addStray(given);
      addWord(given, toWord('/deviation Seen.', quade, '2026-11-05T09:30:00Z'));
    },
    outcome: 'released',
    deviations: [['quade', 'Seen.']],
  },
  {
    name: 'F28: a deviation that was taken back',
    change: (given) => {
      deviate(addStray)(given);
      addWord(given, toWord('/revoke deviation', quade, '2026-11-05T14:00:00Z'));
    },
    ...held,
    refused: [['quade', 'revoked', '']],
  },
  {
    name: 'F37: a deviation that nothing needs is not shown as one',
    change: deviate(() => {}),
    outcome: 'released',
    deviations: [],
  },
  {
    name: 'F37 F39: the deviation about the commit itself is open',
    change: (given) => {
      addStray(given);
      at(given.range.commits, 3).deviation = 'open';
    },
    ...held,
    says: { range: ['whose deviation is open'] },
  },
  {
    name: 'F37 F39: the deviation about the commit itself was closed',
    change: (given) => {
      addStray(given);
      at(given.range.commits, 3).deviation = 'settled';
    },
    outcome: 'released',
    says: { range: ['1 came without a verdict, by deviations that were closed.'] },
  },
];
