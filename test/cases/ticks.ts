import type { Account } from '../../src/decision/facts.ts';
import type { Case, Given } from './case.ts';
import { body, draftBody, nobody, notKnown, quinn, rewrite, robot, sam, sol, valueOf } from './case.ts';

/** Only those who may sign for the gate tick its boxes, as sam has done; what follows changes it. */
const byRole =
  (change: (given: Given) => void = () => {}) =>
  (given: Given): void => {
    given.safety.ticksByRole = true;
    tickedBy(sam)(given);
    change(given);
  };

/** Who saved the text in which all boxes are ticked. */
const tickedBy =
  (account: Account) =>
  ({ issue }: Given): void => {
    const [, ticking] = valueOf(issue.revisions);
    if (ticking !== undefined) ticking.editor = { known: true, value: { ...account } };
  };

const rewritten =
  (edit: (text: string) => string) =>
  ({ issue }: Given): void =>
    rewrite(issue, edit);

const held = { outcome: 'held', statuses: { 'safety-impact': 'failed' } } as const;
const inDoubt = { outcome: 'held', statuses: { 'safety-impact': 'unknown' } } as const;
const boxes = 'The boxes: New causes of hazards considered and Risk controls checked.';

export const tickCases: readonly Case[] = [
  { name: 'F71: ticked by somebody who may sign', change: byRole(), outcome: 'released' },
  {
    name: 'F71: ticked by somebody without the role: the finding says who, when, which boxes, and what to do',
    change: byRole(({ issue }) => {
      const [, ticking] = valueOf(issue.revisions);
      if (ticking !== undefined) ticking.editor = { known: true, value: { ...quinn } };
    }),
    ...held,
    says: {
      'safety-impact': [
        'Under Safety impact checklist of acme/pump#7 what @quinn ticked at 2026-11-02 10:00:00 UTC does not count: ',
        '@quinn does not hold the role safety',
        boxes,
        '@sam or @sol (role safety)',
        'Untick each of them, save, and tick it again. Signatures stay as they are.',
      ],
    },
  },
  {
    name: 'F71: ticked by a machine',
    change: byRole(tickedBy(robot)),
    ...held,
    says: { 'safety-impact': ['@robot[bot] is not a person', boxes] },
  },
  {
    name: 'F71: where the policy does not ask for it, anybody may tick',
    change: (given) => {
      tickedBy(robot)(given);
    },
    outcome: 'released',
  },
  {
    name: 'F71: boxes that two people ticked are two findings',
    change: byRole(({ issue }) => {
      const half = draftBody.replace('[ ] Risk', '[x] Risk');
      valueOf(issue.revisions).splice(1, 0, {
        at: '2026-11-02T09:30:00Z',
        editor: { known: true, value: { ...quinn } },
        body: { known: true, value: half },
        source: 'history',
      });
      tickedLast(issue, robot);
    }),
    ...held,
    says: {
      'safety-impact': [
        'what @quinn ticked at 2026-11-02 09:30:00 UTC does not count',
        'The boxes: Risk controls checked.',
        'what @robot[bot] ticked at 2026-11-02 10:00:00 UTC does not count',
        'The boxes: New causes of hazards considered.',
      ],
    },
  },
  {
    name: 'F71: nobody knows when they were ticked, or by whom',
    change: byRole(({ issue }) => {
      issue.revisions = notKnown;
    }),
    outcome: 'held',
    statuses: { 'safety-impact': 'unknown', approval: 'unknown' },
    says: { 'safety-impact': ['what somebody who is not known ticked does not count: GitHub answered 502.', boxes] },
  },
  {
    name: 'F71: GitHub does not name who ticked them',
    change: byRole(({ issue }) => {
      const [, ticking] = valueOf(issue.revisions);
      if (ticking !== undefined) ticking.editor = notKnown;
    }),
    ...inDoubt,
    says: { 'safety-impact': ['what somebody who is not known ticked at 2026-11-02 10:00:00 UTC does not count'] },
  },
  {
    name: 'F71: whether who ticked them is independent is not known',
    change: byRole(({ facts }) => {
      const [commit] = valueOf(facts.commits);
      if (commit !== undefined) commit.authors = [nobody('x@nowhere.example')];
    }),
    outcome: 'held',
    statuses: { 'safety-impact': 'unknown', approval: 'unknown' },
    says: { 'safety-impact': ['not everybody who had a part in it is known'] },
  },
  {
    name: 'F71: a box that is open is missing, and those that are ticked are judged all the same',
    change: byRole(({ issue }) => {
      issue.body = body.replace('[x] Risk', '[ ] Risk');
      const revisions = valueOf(issue.revisions);
      revisions.splice(1, 1, {
        at: '2026-11-02T10:00:00Z',
        editor: { known: true, value: { ...quinn } },
        body: { known: true, value: issue.body },
        source: 'history',
      });
    }),
    ...held,
    says: {
      'safety-impact': [
        'is not complete; not ticked: Risk controls checked.',
        'The boxes: New causes of hazards considered.',
      ],
    },
  },
  {
    name: 'F71: ticked by another holder of the role than the one who signs',
    change: byRole(tickedBy(sol)),
    outcome: 'released',
  },
  ...(
    [
      [
        'stands there twice',
        (text: string) => `${text}\n### Safety impact checklist\n\n- [x] Risk controls checked\n`,
        '2 sections bear its heading',
      ],
      [
        'is missing',
        (text: string) => text.replace('### Safety impact checklist', '### Safety'),
        'no section bears its heading',
      ],
      [
        'has a heading with characters that cannot be seen',
        (text: string) => text.replace('### Safety impact', '### Safety\u200b impact'),
        'a heading like it has characters that cannot be seen',
      ],
    ] as const
  ).map(
    ([what, edit, says]): Case => ({
      name: `F11: a checklist that ${what}`,
      change: rewritten(edit),
      ...held,
      says: { 'safety-impact': ['The checklist Safety impact checklist of acme/pump#7 is not complete', says] },
    }),
  ),
  {
    name: 'F11: a checklist in which there is nothing to tick, and of which the policy names no item',
    change: (given) => {
      if (given.safety.checklist !== null) given.safety.checklist.items = [];
      rewrite(given.issue, (text) => text.replace(/- \[.\] New causes.*\n- \[.\] Risk.*\n/, 'Nothing.\n'));
    },
    ...held,
    says: { 'safety-impact': ['there is nothing in it to tick'] },
  },
];

const tickedLast = (issue: Given['issue'], account: Account): void => {
  const last = valueOf(issue.revisions).at(-1);
  if (last !== undefined) last.editor = { known: true, value: { ...account } };
};
