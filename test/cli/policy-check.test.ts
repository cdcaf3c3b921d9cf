import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { presets } from '../../src/policy/presets.ts';
import { fiveLines } from '../policy/policies.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const holdpoint = (args: readonly string[], nodeOptions: readonly string[] = []) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeOptions, 'bin/holdpoint.js', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], GITHUB_REPOSITORY_OWNER: 'acme' },
  });
  return { status, stdout, stderr };
};

const write = (name: string, content: string | Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

describe('holdpoint policy check', () => {
  test('F79: a good policy, and what it asks for', () => {
    const more = 'gates: { safety-impact: { skip: Analysed elsewhere } }\n';
    const team = fiveLines.replace('acme/safety', 'safety').replace('[quinn]', '[quinn, ada], teams: [other/q]');
    expect(holdpoint(['policy', 'check', write('good.yml', team + more)])).toEqual({
      status: 0,
      stderr: '',
      stdout: `Infusion pump firmware, safety class C: no problems.
  Branches                 **
  Change request           label change-request; origin in “Origin”
  Problem report           label problem-report
  Role safety              team acme/safety
  Role quality             team other/q, @quinn, @ada
  Authority file           heeded when there is one
  Deviations               recorded by role quality
  Gate linked-change       a change request must be linked
  Gate depth               every path has class C
  Gate problem-resolution  11 sections of the problem report, response in “Change requests, or the reason for none”
  Gate disposition         “Disposition” says “Modify the software”
  Gate record-complete     8 sections
  Gate dependencies        ${presets.C.dependencies.manifests.length} patterns of manifests, “SOUP” answered
  Gate safety-impact       skipped: Analysed elsewhere
  Gate approval            label change-approved, checklist “Approval checklist” (7 items), 1 sign-off of role quality meaning approval, before implementation, not by the record’s author
  Gate review              not asked for
  Gate checks              not asked for
  Gate emergency           no emergency path
  Releases                 not looked at
`,
    });
  });

  test('F79: what a policy asks of releases', () => {
    const manager = fiveLines.replace('roles:\n', 'roles:\n  release: { users: [rita] }\n');
    const release = 'release: { tags: [v*], retract: true, artifacts: { signed: [tag], attested: ["*.bin"] } }\n';
    const { status, stdout } = holdpoint(['policy', 'check', write('release.yml', manager + release)]);
    expect([status, stdout.slice(stdout.indexOf('  Releases'))]).toEqual([
      0,
      `  Releases                 tags v*; put back to a draft when published too early
  Release record           label release-record; 10 sections
  Gate verification        not asked for
  Gate anomalies           open problem reports are named in “Residual anomalies”
  Gate artifacts           digests are those of the record, SBOM, signatures of tag, attestations of *.bin
  Gate release             checklist “Release checklist” (8 items), 1 sign-off of role release meaning responsibility, 1 sign-off of role quality meaning approval
  Deployments              released with its tag, where they wait for Holdpoint
`,
    ]);
  });

  test('F47: what a policy lets be deployed where', () => {
    const manager = fiveLines.replace('roles:\n', 'roles:\n  release: { users: [rita] }\n');
    const release = 'release: { tags: [v*], environments: { Production EU: released, qa: verdict, dev*: any } }\n';
    const { stdout } = holdpoint(['policy', 'check', write('environments.yml', manager + release)]);
    expect(stdout).toContain(
      'Deployments              Production EU: released with its tag; qa: released, tag or not; dev*: anything; every other: released with its tag\n',
    );
  });

  test('F79: everything that a policy can ask for', () => {
    const file = write(
      'whole.yml',
      `product: Pump
safety_class: B
roles: { safety: { teams: [s] }, board: { users: [ada, ben] } }
paths: [{ pattern: docs/**, class: A }, { pattern: src/**, class: B }]
labels: { updates: {} }
remove_unentitled_labels: true
authority: required
deviations: { role: none }
emergency: { role: board, sign_off: { role: board }, owes: [approval, checks], days: 1 }
records: { problem-report: { label: none, issue_type: Bug, repositories: [acme/support] } }
gates:
  problem-resolution: { skip: In the complaint system }
  dependencies: { manifests: [deps], batch: { label: updates, section: Period, days: 14 } }
  safety-impact: { label: none, checklist: none, ticks_by_role: true, copied_text: show, questions: [Hazards] }
  approval:
    sign_off: [{ role: safety }, { role: board, quorum: 2 }]
    in_order: true
    several_roles_a_person: true
    after: [safety-impact]
  review: { sign_off: { role: board } }
  checks: { required: [{ name: build, app: github-actions }, { name: test, app: ci }] }
`,
    );
    expect(holdpoint(['policy', 'check', file])).toEqual({
      status: 0,
      stderr: '',
      stdout: `Pump, safety class B: no problems.
  Branches                 **
  Change request           label change-request; origin in “Origin”
  Problem report           issue type Bug; also in acme/support
  Role safety              team acme/s
  Role board               @ada, @ben
  Authority file           required
  Deviations               nobody can record one
  Gate linked-change       a change request must be linked
  Gate depth               docs/** A, src/** B; every other path C
  Gate problem-resolution  skipped: In the complaint system
  Gate disposition         “Disposition” says “Modify the software”
  Gate record-complete     7 sections
  Gate dependencies        1 pattern of manifests, “SOUP” answered, batches of up to 14 days by label updates
  Gate safety-impact       1 question, copied text is shown, ticked by the role, 1 sign-off of role safety meaning review
  Gate approval            label change-approved, checklist “Approval checklist” (6 items), 1 sign-off of role safety meaning approval, 2 sign-offs of role board meaning approval, in this order, one person may count for several, before implementation, after safety-impact, not by the record’s author, not by signers of safety-impact
  Gate review              1 sign-off of role board meaning review, on the head commit
  Gate checks              build by github-actions, test by ci
  Gate emergency           declared by role board, 1 sign-off of role board meaning approval, approval, checks owed within 1 day
  Releases                 not looked at
  Labels                   taken off when set by somebody not entitled
`,
    });
  });

  test('F74: a baseline, by its name or by the option', () => {
    const text = `${fiveLines}repositories: [pump-*]\n`;
    const named = holdpoint(['policy', 'check', write('holdpoint-baseline.yml', text)]);
    expect(named).toMatchObject({ status: 0, stderr: '' });
    expect(named.stdout).toMatch(
      /^Baseline of Infusion pump firmware, safety class C: no problems\.\n {2}Repositories +pump-\*\n/,
    );
    const other = write('other.yml', text);
    expect(holdpoint(['policy', 'check', '--baseline', other])).toEqual(named);
    expect(holdpoint(['policy', 'check', other])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`${other}:6:1: Only a baseline names the repositories that it covers.`),
    });
  });

  test('F29: an authority file, by its name or by the option', () => {
    const text = `authority:
  - { person: Ada, role: safety, from: 2026-01-01, trained_until: 2026-12-31 }
  - { person: quinn, id: 21, role: quality, until: 2026-06-30 }
  - { person: ada, role: quality, until: 2026-06-30, delegated_by: quinn }
`;
    const named = holdpoint(['policy', 'check', write('holdpoint-authority.yml', text)]);
    expect(named).toEqual({
      status: 0,
      stderr: '',
      stdout: `Authority of 2 people: no problems.
  @ada    role safety, from 2026-01-01, until 2026-12-31 (training)
  @quinn  role quality, until 2026-06-30, account 21
  @ada    role quality, until 2026-06-30, delegated by @quinn
`,
    });
    expect(holdpoint(['policy', 'check', '--authority', write('people.yml', text)])).toEqual(named);
  });

  test('F29: the roles of an authority file are those of the policies that are named with it', () => {
    const text = 'authority: [{ person: ada, role: saftey }, { person: ada, role: baseline/qa }]\n';
    const authority = write('holdpoint-authority.yml', text);
    const policy = write('five.yml', fiveLines);
    const baseline = write('holdpoint-baseline.yml', fiveLines);
    const bad = write('bad-policy.yml', 'product: x\n');
    const stderrOf = (...files: string[]) => holdpoint(['policy', 'check', ...files]).stderr;
    const own = `${authority}:1:34: No policy defines the role “saftey”.\n    Did you mean “safety”?\n`;
    const above = `${authority}:1:65: No policy defines the role “baseline/qa”.`;
    expect(stderrOf(authority)).toBe('');
    expect(stderrOf(authority, policy)).toBe(
      `${own}${authority}: 1 problem. An authority file with problems holds every change.\n`,
    );
    expect(stderrOf(baseline, authority)).toContain(above);
    expect(stderrOf(baseline, authority)).not.toContain('saftey');
    expect(stderrOf(authority, policy, baseline)).toContain(own);
    expect(stderrOf(authority, policy, baseline)).toContain(above);
    expect(stderrOf(authority, bad)).not.toContain('saftey');
  });

  test('several files are told in their order, and one with problems makes the whole bad', () => {
    const [good, bad] = [write('a.yml', fiveLines), write('b.yml', 'product: x\n')];
    expect(holdpoint(['policy', 'check', bad, good])).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^Infusion pump firmware/),
      stderr: expect.stringContaining(`${bad}: 2 problems. A policy with problems holds every change.\n`),
    });
    expect(holdpoint(['policy', 'check', good, join(folder, 'missing.yml')])).toMatchObject({ status: 2, stdout: '' });
  });

  test('the owner given outweighs that of the environment', () => {
    const file = write('owner.yml', fiveLines.replace('acme/safety', 'safety'));
    expect(holdpoint(['policy', 'check', '--owner', 'umbrella', file]).stdout).toContain('team umbrella/safety\n');
  });

  test('F79: problems with file, line and column', () => {
    const file = write('bad.yml', `${fiveLines}lables: {}\ngates: { approval: { sign_off: { role: qa } } }\n`);
    expect(holdpoint(['policy', 'check', file])).toEqual({
      status: 1,
      stdout: '',
      stderr: `${file}:6:1: “lables” is not a key of the policy.
    Did you mean “labels”?
${file}:7:40: The gate approval asks for the role “qa”, which roles does not define.
    Right would be: safety, quality.
${file}: 2 problems. A policy with problems holds every change.
`,
    });
  });

  test('the policy of this repository holds', () => {
    expect(holdpoint(['policy', 'check', '.github/holdpoint.yml'])).toMatchObject({ status: 0, stderr: '' });
  });

  test.each([
    ['no such file', () => join(folder, 'missing.yml'), 'there is no such file'],
    ['a folder', () => folder, 'it is a folder'],
    ['not UTF-8', () => write('latin.yml', new Uint8Array([0x70, 0xe9, 0x3a])), 'it is not text in UTF-8'],
  ])('%s', (_name, toFile, reason) => {
    const file = toFile();
    const stderr = `${file} cannot be read: ${reason}.\n`;
    expect(holdpoint(['policy', 'check', file])).toEqual({ status: 2, stdout: '', stderr });
  });

  (process.getuid?.() === 0 ? test.skip : test)('a file that may not be read', () => {
    const file = write('secret.yml', fiveLines);
    chmodSync(file, 0);
    expect(holdpoint(['policy', 'check', file])).toMatchObject({
      status: 2,
      stderr: `${file} cannot be read: permission denied.\n`,
    });
  });

  test.each([
    [[], /^Usage: holdpoint COMMAND/],
    [['policy'], /^Usage: holdpoint COMMAND/],
    [['policy', 'check'], /^Name a file\.\n\nUsage: holdpoint policy check FILE/],
    [['policy', 'check', '--baseline', 'a', 'b'], /^An option for the kind is about one file\./],
    [['policy', 'check', '--baseline', '--authority', 'a'], /^An option for the kind is about one file\./],
    [['policy', 'check', '--nonsense', 'a'], /^Unknown option '--nonsense'/],
  ])('wrong use %j', (args, message) => {
    expect(holdpoint(args)).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  test.each([[['--help']], [['policy', 'check', '--help']]])('help %j', (args) => {
    expect(holdpoint(args)).toEqual({ status: 0, stderr: '', stdout: expect.stringMatching(/^Usage: holdpoint/) });
  });

  test('a Node too old says so', () => {
    const older = 'data:text/javascript,Object.defineProperty(process, "versions", { value: { node: "22.17.1" } })';
    expect(holdpoint(['--help'], ['--import', older])).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^holdpoint needs Node 22\.18 or newer and runs on 22\.17\.1\./),
    });
  });
});
