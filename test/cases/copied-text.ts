import type { Case, Given } from './case.ts';
import { notKnown, toLink, valueOf } from './case.ts';

const causes = 'New causes of hazardous situations';
const changes = 'What changes and why';
const other = (number: number, name = 'pump') => ({ owner: 'acme', name, number });

/** The gate asks these questions, and answers were found on other records word for word. */
const copied =
  (
    copies: readonly { heading: string; other: ReturnType<typeof other> }[],
    change: (given: Given) => void = () => {},
  ) =>
  (given: Given): void => {
    Object.assign(given.safety, { questions: [causes, changes], copiedText: 'hold' });
    given.issue.copies = { known: true, value: structuredClone([...copies]) };
    change(given);
  };

const shown = ({ safety }: Given): void => {
  safety.copiedText = 'show';
};
const uncompared = ({ issue }: Given): void => {
  issue.copies = notKnown;
};

const held = { outcome: 'held', statuses: { 'safety-impact': 'failed' } } as const;

export const copiedTextCases: readonly Case[] = [
  {
    name: 'F10: no answer stands on another record',
    change: copied([]),
    outcome: 'released',
    signers: ['sam', 'quinn'],
  },
  {
    name: 'F10: an answer that stands on another record word for word is held, and both are named',
    change: copied([{ heading: causes, other: other(2) }]),
    ...held,
    says: {
      'safety-impact': [
        `The answer under ${causes} on acme/pump#7 stands word for word on acme/pump#2, which was written for another change.`,
        'in words of its own',
        '@rita or anybody who may edit the issue',
      ],
    },
  },
  {
    name: 'F10: several answers of the same other record are one finding',
    change: copied([
      { heading: causes, other: other(2) },
      { heading: changes, other: { ...other(2), owner: 'ACME' } },
    ]),
    ...held,
    says: { 'safety-impact': [`The answers under ${causes} and ${changes} on acme/pump#7 stand word for word on`] },
  },
  {
    name: 'F10: answers of two other records are two',
    change: copied([
      { heading: causes, other: other(2) },
      { heading: changes, other: other(2, 'valve') },
    ]),
    ...held,
    says: {
      'safety-impact': [
        `The answer under ${causes} on acme/pump#7 stands word for word on acme/pump#2`,
        `The answer under ${changes} on acme/pump#7 stands word for word on acme/valve#2`,
      ],
    },
  },
  {
    name: 'F10: where the policy only shows it, it is shown and holds nothing',
    change: copied([{ heading: causes, other: other(2) }], shown),
    outcome: 'released',
    says: { 'safety-impact': [`The answer under ${causes} on acme/pump#7 stands word for word on acme/pump#2.`] },
  },
  {
    name: 'F10: what the gate does not ask for may be alike',
    change: copied([{ heading: 'Priority', other: other(2) }]),
    outcome: 'released',
  },
  {
    name: 'F10: headings are compared as everywhere else',
    change: copied([{ heading: ` ${causes.toUpperCase()}`, other: other(2) }]),
    ...held,
  },
  {
    name: 'F10: where nobody knows whether it stands elsewhere, it is held as unknown',
    change: copied([], uncompared),
    outcome: 'held',
    statuses: { 'safety-impact': 'unknown' },
    says: {
      'safety-impact': [
        'Whether answers on acme/pump#7 stand in another record is not known: GitHub answered 502.',
        'Press Re-run on the check.',
      ],
    },
  },
  {
    name: 'F10: and where the policy only shows it, that is no matter',
    change: copied([], (given) => {
      uncompared(given);
      shown(given);
    }),
    outcome: 'released',
  },
  {
    name: 'F10: a policy that asks no question compares none',
    change: copied([{ heading: causes, other: other(2) }], (given) => {
      given.safety.questions = [];
      uncompared(given);
    }),
    outcome: 'released',
  },
  {
    name: 'F10: each of several records is compared',
    change: copied([{ heading: causes, other: other(2) }], ({ facts, issue }) => {
      const second = structuredClone(issue);
      Object.assign(second, { ref: other(8), url: 'https://github.com/acme/pump/issues/8', nodeId: 'I_8' });
      second.copies = { known: true, value: [{ heading: causes, other: other(3) }] };
      valueOf(facts.links).push(toLink(second));
    }),
    ...held,
    says: {
      'safety-impact': [
        'on acme/pump#7 stands word for word on acme/pump#2',
        'on acme/pump#8 stands word for word on acme/pump#3',
      ],
    },
  },
];
