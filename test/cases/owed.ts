import type { Case, Given } from './case.ts';
import { dana, notKnown, olaf, quade, rewrite, sol, toCheck, toComment, toLink, valueOf } from './case.ts';

/** An emergency is declared and signed on the change request, for five days from 13:00 on 2 November. */
const inEmergency =
  (change: (given: Given) => void, owes: NonNullable<Given['policy']['emergency']>['owes'] = ['approval']) =>
  (given: Given): void => {
    given.policy.emergency = {
      role: 'quality',
      signOffs: [{ role: 'safety', quorum: 1, meaning: 'approval' }],
      owes,
      days: 5,
    };
    declare(given);
    change(given);
  };

const declare = ({ issue }: Given): void => {
  valueOf(issue.comments).push(
    toComment('/emergency Pumps in two hospitals stop', quade, '2026-11-02T13:00:00Z'),
    toComment('/sign emergency approval', sol, '2026-11-02T14:00:00Z'),
  );
};

const withoutApproval = ({ issue }: Given): void => {
  const comments = valueOf(issue.comments);
  comments.splice(1, 1);
};

const blank = ({ issue }: Given): void => rewrite(issue, (body) => body.replace('The alarm sounds two seconds', ''));

/** Class C, if the rules say so; nobody knows what is touched. */
const unknownFiles = ({ facts, policy }: Given): void => {
  policy.paths = [{ pattern: '**', safetyClass: 'B', line: 9 }];
  facts.files = notKnown;
};

const everything = ['linked-change', 'depth', 'record-complete', 'safety-impact', 'approval', 'emergency'] as const;

export const owedCases: readonly Case[] = [
  {
    name: 'F36: in a signed emergency an approval that is missing is owed',
    change: inEmergency(withoutApproval),
    outcome: 'released',
    statuses: { approval: 'owed', emergency: 'passed' },
    says: { approval: ['acme/pump#7 has 0 of the 1 sign-offs'] },
    signers: ['sam', 'sol'],
  },
  {
    name: 'F36: what is there is not owed',
    change: inEmergency(() => {}),
    outcome: 'released',
    statuses: { emergency: 'passed' },
  },
  {
    name: 'F36: a gate that the policy does not put off holds',
    change: inEmergency((given) => {
      given.gates.checks = { required: true, config: { required: [{ name: 'build', app: 'actions' }] } };
      given.facts.checks = { known: true, value: [toCheck('build', 'actions', 'failure')] };
      withoutApproval(given);
    }),
    outcome: 'held',
    statuses: { approval: 'owed', checks: 'failed', emergency: 'passed' },
  },
  {
    name: 'F36: and is owed where the policy puts it off',
    change: inEmergency(
      ({ facts, gates }) => {
        gates.checks = { required: true, config: { required: [{ name: 'build', app: 'actions' }] } };
        facts.checks = notKnown;
      },
      ['checks'],
    ),
    outcome: 'released',
    statuses: { checks: 'owed', emergency: 'passed' },
    says: { checks: ['Which checks ran on aaaaaaa is not known'] },
  },
  {
    name: 'F36: several gates are owed at once',
    change: inEmergency(
      (given) => {
        withoutApproval(given);
        given.issue.labels = ['change-request'];
      },
      ['approval', 'safety-impact'],
    ),
    outcome: 'released',
    statuses: { 'safety-impact': 'owed', approval: 'owed', emergency: 'passed' },
  },
  {
    name: 'F36: whatever the policy says, there is no change without a change request',
    change: inEmergency(
      ({ facts }) => {
        valueOf(facts.links).push({ ref: { owner: 'acme', name: 'pump', number: 8 }, how: 'closing', issue: notKnown });
      },
      [...everything],
    ),
    outcome: 'held',
    statuses: { 'linked-change': 'unknown', emergency: 'passed' },
  },
  {
    name: 'F36: nor one of which nobody knows what it touches',
    change: inEmergency(unknownFiles, [...everything]),
    outcome: 'held',
    statuses: { depth: 'unknown', emergency: 'passed' },
  },
  {
    name: 'F36: an emergency that is declared and not signed puts nothing off',
    change: inEmergency((given) => {
      withoutApproval(given);
      valueOf(given.issue.comments).pop();
    }),
    outcome: 'held',
    statuses: { approval: 'failed', emergency: 'failed' },
  },
  {
    name: 'F36: one that whoever makes the change has signed puts nothing off',
    change: inEmergency((given) => {
      withoutApproval(given);
      valueOf(given.issue.comments).pop();
      valueOf(given.issue.comments).push(toComment('/sign emergency approval', dana, '2026-11-02T14:00:00Z'));
    }),
    outcome: 'held',
    statuses: { approval: 'failed', emergency: 'failed' },
  },
  {
    name: 'F36: one that somebody without the role has declared is none',
    change: inEmergency((given) => {
      withoutApproval(given);
      const [declaration] = valueOf(given.issue.comments).slice(-2);
      if (declaration !== undefined) declaration.author = { known: true, value: { ...olaf } };
    }),
    outcome: 'held',
    statuses: { approval: 'failed' },
  },
  {
    name: 'F36: every linked change request needs its own declaration',
    change: inEmergency((given) => {
      const second = structuredClone(given.issue);
      second.ref = { owner: 'acme', name: 'pump', number: 8 };
      second.comments = { known: true, value: [] };
      valueOf(given.facts.links).push(toLink(second));
    }),
    outcome: 'held',
    statuses: { approval: 'failed', emergency: 'failed' },
  },
  {
    name: 'F36: the record that is put off may be incomplete, and is signed as it is',
    change: inEmergency(blank, ['record-complete', 'approval']),
    outcome: 'released',
    statuses: { emergency: 'passed' },
  },
  {
    name: 'F36: without an emergency path a declaration puts nothing off',
    change: (given) => {
      declare(given);
      withoutApproval(given);
    },
    outcome: 'held',
    statuses: { approval: 'failed' },
  },
];
