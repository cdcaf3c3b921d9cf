import type { Case, Given } from './case.ts';
import { notKnown, toFile } from './case.ts';

type Rules = readonly (readonly [pattern: string, safetyClass: 'A' | 'B' | 'C'])[];

/** Rules of the policy in lines 11, 12, …, and the files that are changed. Class C asks for a section that is not there. */
const touching =
  (rules: Rules, files: readonly ReturnType<typeof toFile>[]) =>
  ({ facts, policy, gates }: Given): void => {
    policy.paths = rules.map(([pattern, safetyClass], index) => ({ pattern, safetyClass, line: 11 + index }));
    facts.files = { known: true, value: [...files] };
    const sections = ['What changes and why', 'Detailed design'];
    policy.gates = { ...policy.gates, C: { ...gates, recordComplete: { required: true, config: { sections } } } };
  };

const rules: Rules = [
  ['docs/**', 'A'],
  ['firmware/**', 'C'],
  ['firmware/tools/*', 'B'],
  ['**/*.md', 'A'],
  ['app/**', 'B'],
];

const released = { outcome: 'released', statuses: { depth: 'passed' } } as const;
const inClassC = { outcome: 'held', statuses: { depth: 'passed', 'record-complete': 'failed' } } as const;

export const depthCases: readonly Case[] = [
  {
    name: 'F19: without rules every path takes the policy’s class, and nothing is said of it',
    change: ({ facts }) => {
      facts.files = notKnown;
    },
    outcome: 'released',
  },
  {
    name: 'F19: one class',
    change: touching(rules, [toFile('app/main.c')]),
    ...released,
    says: { depth: ['Class B by the rule app/** in line 15: app/main.c.'] },
  },
  {
    name: 'F19: several classes take the highest, and the finding shows which path demands it',
    change: touching(rules, [toFile('docs/guide.md'), toFile('firmware/pump.c'), toFile('app/main.c')]),
    ...inClassC,
    says: {
      depth: ['Class C by the rule firmware/** in line 12: firmware/pump.c. 2 other paths are of lower classes.'],
      'record-complete': ['Detailed design'],
    },
  },
  {
    name: 'F19: of several rules that map a path the highest class counts, wherever it stands',
    change: touching(rules, [toFile('firmware/tools/flash.c')]),
    ...inClassC,
    says: { depth: ['Class C by the rule firmware/** in line 12: firmware/tools/flash.c.'] },
  },
  {
    name: 'F19: a path that no rule maps takes C',
    change: touching(rules, [toFile('tools/x'), toFile('docs/guide.md')]),
    ...inClassC,
    says: { depth: ['Class C, for no rule maps it: tools/x. One other path is of a lower class.'] },
  },
  {
    name: 'F19: a rename counts with the place that the file had before',
    change: touching(rules, [toFile('docs/pump.c', 'firmware/pump.c')]),
    ...inClassC,
    says: { depth: ['firmware/pump.c'] },
  },
  {
    name: 'F19: and with the place that it has now',
    change: touching(rules, [toFile('firmware/guide.md', 'docs/guide.md')]),
    ...inClassC,
    says: { depth: ['Class C by the rule firmware/** in line 12: firmware/guide.md'] },
  },
  {
    name: 'F19: a deleted file counts with its path',
    change: touching(rules, [{ ...toFile('firmware/pump.c'), change: 'deleted' }]),
    ...inClassC,
  },
  {
    name: 'F19: class A asks for less',
    change: (given) => {
      touching(rules, [toFile('docs/guide.md')])(given);
      const { policy, gates } = given;
      policy.gates = { ...policy.gates, A: { ...gates, recordComplete: { required: false, reason: 'only class A' } } };
    },
    outcome: 'released',
    statuses: { depth: 'passed', 'record-complete': 'not-applicable' },
    says: { depth: ['Class A by the rule docs/** in line 11: docs/guide.md.'], 'record-complete': ['only class A'] },
  },
  {
    name: 'F19: what only a higher class has signed is signed there',
    change: (given) => {
      touching(rules, [toFile('firmware/pump.c')])(given);
      const { policy, gates } = given;
      policy.gates = { A: gates, B: { ...gates, approval: { required: false, reason: 'only class C' } }, C: gates };
    },
    ...released,
    signers: ['sam', 'quinn'],
    refused: [],
  },
  {
    name: 'F19: a pull request that changes no file takes the policy’s class',
    change: touching(rules, []),
    ...released,
    says: { depth: ['Class B, as the policy says: no file is changed.'] },
  },
  {
    name: 'F19: rules that map nothing leave everything at C',
    change: touching([], [toFile('docs/guide.md')]),
    ...inClassC,
  },
  {
    name: 'F19: the list of files was cut off',
    change: (given) => {
      touching(rules, [])(given);
      given.facts.files = notKnown;
    },
    outcome: 'held',
    statuses: { depth: 'unknown', 'record-complete': 'failed' },
    says: {
      depth: [
        'Which files this pull request changes is not known: GitHub answered 502.',
        'the change is analysed as class C',
        'press Re-run',
      ],
    },
  },
  {
    name: 'F19: where a file stood before is not known',
    change: touching(rules, [
      toFile('docs/guide.md'),
      { path: 'docs/moved.md', previousPath: notKnown, change: 'renamed' },
    ]),
    outcome: 'held',
    statuses: { depth: 'unknown', 'record-complete': 'failed' },
    says: { depth: ['Where docs/moved.md stood before is not known: GitHub answered 502.'] },
  },
  {
    name: 'F19: of very many paths the first are named, and the rest is counted',
    change: touching(
      rules,
      Array.from({ length: 13 }, (_, index) => toFile(`app/part-${String(index).padStart(2, '0')}.c`)),
    ),
    ...released,
    says: { depth: ['app/part-09.c and 3 more.'] },
  },
  {
    name: 'F19: of many rules by which a class is demanded the finding tells ten, and how many there are besides',
    change: ({ facts, policy }) => {
      const names = Array.from({ length: 12 }, (_, index) => `part-${index}`);
      policy.paths = names.map((name, index) => ({ pattern: `${name}/**`, safetyClass: 'B', line: 11 + index }));
      facts.files = { known: true, value: names.map((name) => toFile(`${name}/main.c`)) };
    },
    outcome: 'released',
    statuses: { depth: 'passed' },
    says: { depth: ['part-7/main.c. So do 2 more rules.'] },
  },
  {
    name: 'F19: ten rules are told without a remainder',
    change: ({ facts, policy }) => {
      const names = Array.from({ length: 10 }, (_, index) => `part-${index}`);
      policy.paths = names.map((name, index) => ({ pattern: `${name}/**`, safetyClass: 'B', line: 11 + index }));
      facts.files = { known: true, value: names.map((name) => toFile(`${name}/main.c`)) };
    },
    outcome: 'released',
    statuses: { depth: 'passed' },
  },
];
