import type { Case, Given } from './case.ts';
import { addSection, notKnown, robot, toCommit, toContributor, toFile, valueOf } from './case.ts';

const soup = 'Lexer 2.1.4 instead of 2.1.3; its list of anomalies was read on 2 November.';

/** The policy asks for an analysis of SOUP where dependencies change; the record has one. */
const withSoup =
  (change: (given: Given) => void = () => {}, text: string | null = soup) =>
  (given: Given): void => {
    given.gates.dependencies = {
      required: true,
      config: {
        manifests: ['**/package.json', '**/package-lock.json'],
        sections: ['SOUP'],
        batch: { label: 'dependency-batch', section: 'Period of the batch', days: 30 },
      },
    };
    if (text !== null) addSection(given.issue, 'SOUP', text);
    change(given);
  };

const changing =
  (...paths: readonly string[]) =>
  ({ facts }: Given): void => {
    facts.files = { known: true, value: paths.map((path) => toFile(path)) };
  };

const openedByBot = ({ facts }: Given): void => {
  facts.pullRequest.author = { known: true, value: robot };
};

/** A record for a batch, on which hangs a pull request that was opened on 3 November. */
const inBatch = (period: string | null, ...paths: readonly string[]) =>
  withSoup((given) => {
    given.issue.labels.push('Dependency-Batch');
    if (period !== null) addSection(given.issue, 'Period of the batch', period);
    changing(...paths)(given);
  });

const passed = { outcome: 'released', statuses: { dependencies: 'passed' } } as const;
const failed = { outcome: 'held', statuses: { dependencies: 'failed' } } as const;
const unknown = { outcome: 'held', statuses: { dependencies: 'unknown' } } as const;

export const dependencyCases: readonly Case[] = [
  {
    name: 'F7: a change by people that touches no dependencies needs no such analysis',
    change: withSoup(undefined, 'N/A'),
    outcome: 'released',
    says: { dependencies: ['No bot had a part in it, and no file of dependencies is changed.'] },
  },
  {
    name: 'F7: a changed lockfile with its SOUP analysed',
    change: withSoup(changing('web/package-lock.json')),
    ...passed,
    says: { dependencies: ['It changes web/package-lock.json.', 'Answered on acme/pump#7: SOUP.'] },
  },
  ...['', '_No response_', 'n/a', 'Not applicable: only a patch release, nothing of ours calls it'].map(
    (text): Case => ({
      name: `F7 F20: of a changed manifest SOUP says ${JSON.stringify(text)}`,
      change: withSoup(changing('package.json'), text),
      ...failed,
      says: { dependencies: ['The section SOUP of acme/pump#7', 'Edit the issue', '@rita'] },
    }),
  ),
  {
    name: 'F7: a manifest that was renamed to something else',
    change: withSoup(({ facts }) => {
      facts.files = { known: true, value: [toFile('package.json.bak', 'package.json')] };
    }, 'None: nothing of the kind is touched here'),
    ...failed,
    says: { dependencies: ['SOUP of acme/pump#7 says that it does not apply, and it does'] },
  },
  {
    name: 'F7: a bot opened it',
    change: withSoup(openedByBot, null),
    ...failed,
    says: { dependencies: ['The section SOUP of acme/pump#7 is not there'] },
  },
  {
    name: 'F7: a bot opened it, and the analysis is there',
    change: withSoup(openedByBot),
    ...passed,
    says: { dependencies: ['A bot had a part in it: @robot[bot].'] },
  },
  {
    name: 'F7: a bot wrote one of its commits',
    change: withSoup(({ facts }) => {
      valueOf(facts.commits).unshift(structuredClone({ ...toCommit('f'.repeat(40), robot) }) as never);
    }, null),
    ...failed,
  },
  {
    name: 'F7: a bot is a co-author of one of its commits',
    change: withSoup(({ facts }) => {
      valueOf(facts.commits)[0]?.authors.push(structuredClone(toContributor(robot)) as never);
    }, null),
    ...failed,
  },
  {
    name: 'F7: which files are changed is not known',
    change: withSoup(({ facts }) => {
      facts.files = notKnown;
    }),
    ...unknown,
    says: { dependencies: ['Which files it changes is not known, and so whether it changes dependencies', 'Re-run'] },
  },
  {
    name: 'F7: where a file stood before is not known',
    change: withSoup(({ facts }) => {
      facts.files = { known: true, value: [{ path: 'a.c', previousPath: notKnown, change: 'renamed' }] };
    }),
    ...unknown,
  },
  {
    name: 'F7: a bot’s change needs its analysis whatever the files are, and no more than that',
    change: withSoup((given) => {
      openedByBot(given);
      given.facts.files = notKnown;
    }),
    ...passed,
  },
  {
    name: 'F7: a batch of updates within its period',
    change: inBatch('2026-11-01 to 2026-11-30', 'package.json', 'package-lock.json'),
    ...passed,
    says: { dependencies: ['acme/pump#7 is for a batch of updates.'] },
  },
  {
    name: 'F7: on the first day of the period, which is its last',
    change: inBatch('From 2026-11-03 until 2026-11-03.', 'package.json'),
    ...passed,
  },
  {
    name: 'F7: in the last second of the last day',
    change: (given) => {
      inBatch('2026-11-01 to 2026-11-03', 'package.json')(given);
      given.facts.pullRequest.createdAt = '2026-11-03T23:59:59Z';
    },
    ...passed,
  },
  {
    name: 'F7: a second later',
    change: (given) => {
      inBatch('2026-11-01 to 2026-11-03', 'package.json')(given);
      given.facts.pullRequest.createdAt = '2026-11-04T00:00:00Z';
    },
    ...failed,
    says: {
      dependencies: [
        'opened at 2026-11-04 00:00:00 UTC, outside the period of acme/pump#7, 2026-11-01 to 2026-11-03.',
        'Link the record for the batch of that time instead',
      ],
    },
  },
  {
    name: 'F7: before the period',
    change: inBatch('2026-11-04 to 2026-11-30', 'package.json'),
    ...failed,
    says: { dependencies: ['outside the period'] },
  },
  {
    name: 'F7: a period longer than the policy allows',
    change: inBatch('2026-11-01 to 2026-12-01', 'package.json'),
    ...failed,
    says: {
      dependencies: ['is 31 days long; the policy allows 30', 'no more than 30 days; then have it signed again'],
    },
  },
  ...['all of November', '2026-11-01', '2026-11-30 to 2026-11-01', '2026-11-01, 2026-11-02 and 2026-11-09'].map(
    (period): Case => ({
      name: `F7: ${JSON.stringify(period)} is no period`,
      change: inBatch(period, 'package.json'),
      ...failed,
      says: { dependencies: ['Period of the batch of acme/pump#7 does not name a period', '2026-11-01 to 2026-11-30'] },
    }),
  ),
  {
    name: 'F7: a batch without a section on its period',
    change: inBatch(null, 'package.json'),
    ...failed,
    says: { dependencies: ['The section Period of the batch of acme/pump#7 is not there'] },
  },
  {
    name: 'F7: a batch carries nothing but updates',
    change: inBatch('2026-11-01 to 2026-11-30', 'package.json', 'src/alarm.c'),
    ...failed,
    says: {
      dependencies: [
        'acme/pump#7 is for a batch and carries updates of dependencies alone, and this changes other files: src/alarm.c.',
        '@dana',
        'link a change request of their own',
      ],
    },
  },
  {
    name: 'F7: nor a change of something else altogether',
    change: inBatch('2026-11-01 to 2026-11-30', 'src/alarm.c'),
    ...failed,
    says: { dependencies: ['this changes other files: src/alarm.c'] },
  },
  {
    name: 'F7: the period is what was signed: taking the label off makes no other record of it',
    change: (given) => {
      inBatch('2026-11-01 to 2026-11-30', 'src/alarm.c')(given);
      given.issue.labels = given.issue.labels.filter((label) => label !== 'Dependency-Batch');
    },
    ...failed,
    says: { dependencies: ['this changes other files: src/alarm.c'] },
  },
  {
    name: 'F7: a section on the period that says that there is none makes no batch',
    change: (given) => {
      withSoup(changing('package.json', 'src/alarm.c'))(given);
      addSection(given.issue, 'Period of the batch', 'Not a batch; agreed on 2026-11-01');
    },
    ...passed,
  },
  {
    name: 'F7: a record that names two periods is one for a batch, and neither of them counts',
    change: (given) => {
      withSoup(changing('package.json'))(given);
      addSection(given.issue, 'Period of the batch', 'From 2026-11-01 to 2026-11-30');
      addSection(given.issue, 'Period of the batch', 'Not a batch; agreed on 2026-11-01');
    },
    ...failed,
  },
  {
    name: 'F7: a batch whose files are not known',
    change: (given) => {
      inBatch('2026-11-01 to 2026-11-30')(given);
      given.facts.files = notKnown;
    },
    ...unknown,
    says: { dependencies: ['and which files this changes is not known: GitHub answered 502'] },
  },
  {
    name: 'F7: where the policy has no batches the label means nothing',
    change: (given) => {
      inBatch(null, 'package.json', 'src/alarm.c')(given);
      if (given.gates.dependencies.required) given.gates.dependencies.config.batch = null;
    },
    ...passed,
  },
  {
    name: 'F7: a gate that asks for no section holds what it applies to',
    change: withSoup((given) => {
      changing('package.json')(given);
      if (given.gates.dependencies.required) given.gates.dependencies.config.sections = [];
    }),
    ...failed,
    says: { dependencies: ['names no section of it'] },
  },
  {
    name: 'F7: who opened it is not known, and may be a bot',
    change: withSoup(({ facts }) => {
      facts.pullRequest.author = notKnown;
    }),
    outcome: 'held',
    statuses: { dependencies: 'unknown', 'safety-impact': 'unknown', approval: 'unknown' },
    says: { dependencies: ['Who opened this pull request is not known, and so whether it changes dependencies'] },
  },
  {
    name: 'F7: who wrote its commits is not known, and may be a bot',
    change: withSoup(({ facts }) => {
      facts.commits = notKnown;
    }),
    outcome: 'held',
    statuses: { dependencies: 'unknown', 'safety-impact': 'unknown', approval: 'unknown' },
    says: { dependencies: ['Who wrote its commits is not known, and so whether it changes dependencies'] },
  },
  {
    name: 'F7: opened in the first second of the period',
    change: (given) => {
      inBatch('2026-11-03 to 2026-11-05', 'package.json')(given);
      given.facts.pullRequest.createdAt = '2026-11-03T00:00:00Z';
    },
    ...passed,
  },
];
