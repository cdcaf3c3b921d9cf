import { describe, expect, test } from '@jest/globals';
import { releaseRecord } from '../../src/records/definitions/release-record.ts';
import { toChecklist, toHeadings } from '../../src/records/record-definition.ts';
import { fiveLines, parse } from './policies.ts';
import { expectRows } from './problem-rows.ts';

const manager = fiveLines.replace('roles:\n', 'roles:\n  release: { users: [rita] }\n');
const releaseOf = (text: string) => {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy.release;
};

describe('F38: what a policy asks of releases', () => {
  test('nothing, unless it says so', () => expect(releaseOf(fiveLines)).toBeNull());

  test('F41 F44 F45: a line asks for all of the preset: record, checklist, two signatures, anomalies, SBOM', () => {
    expect(releaseOf(`${manager}release: { tags: ["v*"] }\n`)).toEqual({
      tags: ['v*'],
      record: { label: 'release-record', issueType: null, repositories: [] },
      sections: toHeadings(releaseRecord, 'release-record', 'C'),
      verification: null,
      anomalies: { required: true, config: { section: 'Residual anomalies' } },
      artifacts: { required: true, config: { sbom: true, signed: [], attested: [] } },
      approval: {
        label: null,
        checklist: toChecklist(releaseRecord, 'release', 'C'),
        signOffs: [
          { role: 'release', quorum: 1, meaning: 'responsibility' },
          { role: 'quality', quorum: 1, meaning: 'approval' },
        ],
        inOrder: false,
        severalRolesAPerson: false,
        notSignersOf: [],
        after: [],
        beforeImplementation: false,
        recordAuthorMaySign: true,
        ticksByRole: false,
      },
      environments: null,
      retract: false,
      lines: {
        'release-record': 7,
        range: 7,
        changes: 7,
        'open-matters': 7,
        verification: 7,
        anomalies: 7,
        artifacts: 7,
        release: 7,
      },
    });
  });

  test('F47: says what may be deployed where, in the order of the file', () => {
    const text = `${manager}release:
  tags: [v*]
  environments:
    Production EU: released
    "staging/*": verdict
    2024: any
    "**": any
`;
    expect(releaseOf(text)?.environments).toEqual([
      { pattern: 'Production EU', mode: 'released', line: 10 },
      { pattern: 'staging/*', mode: 'verdict', line: 11 },
      { pattern: '2024', mode: 'any', line: 12 },
      { pattern: '**', mode: 'any', line: 13 },
    ]);
  });

  test('F42: the build procedure is asked for from class B on', () => {
    const sections = (safetyClass: string) =>
      releaseOf(`${manager.replace('class: C', `class: ${safetyClass}`)}release: { tags: ["v*"] }\n`)?.sections;
    expect(sections('A')).not.toContain('Build procedure and environment');
    expect(sections('B')).toContain('Build procedure and environment');
  });

  test('what it says takes the place of the preset, and each gate has its line', () => {
    const text = `${manager}labels: { cut: {} }
checklists:
  gate: { heading: Gate, items: [Done] }
records:
  release-record: { label: cut }
release:
  tags: [v*, "firmware/**"]
  record: { sections: [Product] }
  verification: { required: [{ name: system, app: github-actions }] }
  anomalies: { skip: tracked elsewhere }
  artifacts: { sbom: none, signed: [tag], attested: ["*.bin"] }
  approval:
    checklist: gate
    sign_off: { role: quality, quorum: 1, meaning: approval }
    record_author_may_sign: false
    ticks_by_role: true
  retract: true
`;
    expect(releaseOf(text)).toMatchObject({
      tags: ['v*', 'firmware/**'],
      record: { label: 'cut', issueType: null },
      sections: ['Product'],
      verification: { required: true, config: { required: [{ name: 'system', app: 'github-actions' }] } },
      anomalies: { required: false, reason: 'tracked elsewhere' },
      artifacts: { required: true, config: { sbom: false, signed: ['tag'], attested: ['*.bin'] } },
      approval: {
        checklist: { heading: 'Gate', items: ['Done'] },
        signOffs: [{ role: 'quality', quorum: 1, meaning: 'approval' }],
        recordAuthorMaySign: false,
        ticksByRole: true,
      },
      retract: true,
      lines: { 'release-record': 14, range: 12, verification: 15, anomalies: 16, artifacts: 17, release: 18 },
    });
  });
});

describe('F38: what is wrong with what a policy asks of releases', () => {
  expectRows(
    [
      [
        'nobody is release manager',
        fiveLines.concat('release: { tags: [v*] }\n'),
        '3:1 A release asks for the role “release”, which roles does not define. | Define it, or name another role in release.approval.sign_off.role.',
      ],
      [
        'no tags, and a pattern that no tag can have',
        `${manager}release: { tags: [] }\n`,
        '7:18 release.tags is empty. | Patterns of the tags that are releases, with `*`, `**` and `?`.',
      ],
      [
        'a tag with its folder, and one twice',
        `${manager}release: { tags: [refs/tags/v1, v*, v*] }\n`,
        '7:19 “refs/tags/v1” is not a pattern of tags. | Write a tag, like “v1.0.0”, or a pattern with at most three of * ** ?, like “v*”: no “refs/tags/”, “!”, brackets, braces or spaces.',
        '7:37 “v*” stands twice in release.tags. | Take one out.',
      ],
      [
        'F47: an environment twice, one that an earlier pattern takes, and one that is none',
        `${manager}release:
  tags: [v*]
  environments: { "pro*": any, PRO*: released, Production: released, "a;b": any }
`,
        '9:32 “PRO*” stands here twice: GitHub does not regard case. | Take one out.',
        '9:48 The environments “Production” are all in “pro*”, which stands before it and counts. | Put it first, or take it out.',
        '9:70 “a;b” is not a pattern of environments. | Write an environment as GitHub shows it, like “Production EU”, or a pattern with at most three of * ** ?, like “staging/*”: no “/” at either end, no “!”, quotation marks, commas, brackets or braces.',
      ],
      [
        'F47: no environment, and a word that says nothing of one',
        `${manager}release: { tags: [v*], environments: {} }\n`,
        '7:24 release.environments names no environment. | Write a pattern and what may be deployed there, like “production: released”.',
      ],
      [
        'F47: a word that says nothing of an environment',
        `${manager}release: { tags: [v*], environments: { prod: reviewed } }\n`,
        '7:46 release.environments.prod cannot be “reviewed”. | Right would be: released, verdict, any.',
      ],
      [
        'switched off and configured',
        `${manager}release: { tags: [v*], artifacts: { skip: none are built, sbom: none } }\n`,
        '7:37 release.artifacts is skipped and configured. | Keep one of the two.',
      ],
      [
        'the release manager signs alone for both roles',
        `${manager.replace('[quinn]', '[rita]').replace('quality:', 'quality:')}release: { tags: [v*] }\n`,
        '3:1 A release cannot be signed: it takes 2 different people in the roles “release” and “quality”, and there are only 1. | Add people or a team. Or let one person sign for several: “several_roles_a_person: true”.',
      ],
      [
        'a checklist that nobody defines, and a check of our own',
        `${manager}release: { tags: [v*], approval: { checklist: board }, verification: { required: [{ name: holdpoint/release, app: holdpoint }] } }\n`,
        '7:47 release.approval.checklist names the checklist “board”, which nobody defines. | Right would be: safety-impact, approval, release. Or define it under “checklists”.',
        '7:91 “holdpoint/release” is not the name of a check. | Write it as it stands on the pull request, without spaces at either end; Holdpoint’s own checks cannot wait for themselves.',
      ],
      [
        'a heading that serves two purposes',
        `${manager}release: { tags: [v*], anomalies: { section: Release checklist } }\n`,
        '7:46 The heading “Release checklist” is that of the residual anomalies and of the checklist “release”. | Each of the two needs a heading of its own.',
      ],
      [
        'a record that cannot be recognised, and one that is a change request, too',
        `${manager}records: { release-record: { label: none } }\nrelease: { tags: [v*] }\n`,
        '7:37 A release record cannot be recognised: it has neither a label nor an issue type. | Give it one of the two.',
      ],
      [
        'one label for two kinds of records',
        `${manager}records: { release-record: { label: change-request } }\nrelease: { tags: [v*] }\n`,
        '7:37 The label “change-request” serves two purposes: records.change-request.label and records.release-record.label. | Give each its own label.',
      ],
    ],
    '',
  );
});
