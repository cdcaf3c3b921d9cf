import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { commitFile, settle } from '../stage/change.ts';
import { deploy, makeEnvironment, untilAnswered } from '../stage/deployment.ts';
import { comment, openRecord, toProblemReportBody } from '../stage/record.ts';
import {
  bringChange,
  openDraft,
  openReleaseRecord,
  pushTag,
  type ReleaseRecord,
  readTier,
  signRelease,
  toReleaseBody,
  toReleaseWorld,
  toReleasing,
  untilReleaseCheck,
} from '../stage/release.ts';
import { type Stage, until } from '../stage/stage.ts';
import { fiveLines } from '../stage/world.ts';
import type { Narrator } from './narrator.ts';

const root = resolve(import.meta.dirname, '..');
const owner = 'acme';
const repo = 'pump-firmware';
const home = { owner, repo };

const policy = `${fiveLines}  release: { teams: [release] }
release:
  tags: ["v*"]
  artifacts: { sbom: required }
  environments:
    production: released
`;

/** One repository, whose tags are releases and whose ruleset on tags requires the check; the App may see drafts. */
export const setUp = async () => ({
  world: toReleaseWorld([toReleasing(repo, 'check', policy)]),
  permissions: await readTier({ contents: 'write' }),
});

const digestOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** What is delivered: the firmware, and what it is made of. */
const toFiles = (version: string) => ({
  'pump.bin': `the firmware ${version}`,
  'sbom.cdx.json': JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'firmware', name: 'pump-firmware', version } },
    components: [{ type: 'library', name: 'rtos', version: '3.2.1' }],
  }),
});

const toAnswers = (files: ReturnType<typeof toFiles>) => ({
  'Artifact digests': `\`\`\`text\n${digestOf(files['pump.bin'])}  pump.bin\n\`\`\``,
  SBOM: `sha256:${digestOf(files['sbom.cdx.json'])}, sbom.cdx.json`,
});

/** The day begins with a release that is out: the next one stands on it. */
const playRelease = async (stage: Stage): Promise<void> => {
  const sha = await bringChange(stage, home, 'first-pump');
  const files = toFiles('1.0.0');
  const record = await openReleaseRecord(stage, home, {
    tag: 'v1.0.0',
    commit: sha,
    previous: 'none',
    answers: toAnswers(files),
  });
  await openDraft(stage, home, { tag: 'v1.0.0', sha, files });
  await comment(stage, 'quinn', record, '/deviation What was there before change control was reviewed in DHF-1.');
  await signRelease(stage, record);
  await untilReleaseCheck(stage, home, sha, { conclusion: 'success' }, { timeoutMs: 30_000 });
  await pushTag(stage, home, { tag: 'v1.0.0', sha });
  await settle(stage);
};

/** Somebody takes the rules away for a minute and commits to `main` past everybody. */
const pushPastTheRules = async (stage: Stage): Promise<string> => {
  const { repos } = stage.as('root').rest;
  const { data } = await repos.getRepoRulesets(home);
  const ruleset_id = data.find(({ name }) => name === 'Change control')?.id ?? 0;
  await repos.updateRepoRuleset({ ...home, ruleset_id, enforcement: 'disabled' });
  const sha = await commitFile(stage, home, { branch: 'main', path: 'src/quick-fix.c', login: 'root' });
  await repos.updateRepoRuleset({ ...home, ruleset_id, enforcement: 'active' });
  return sha;
};

/** A release manager's day: a release is held until all of it is in order, is cut, proved and deployed. */
export const playReleaseDay = async (stage: Stage, narrator: Narrator): Promise<void> => {
  const [rita, dana] = [stage.as('rita').rest, stage.as('dana').rest];
  narrator.chapter('Before the day: v1.0.0 is out');
  await makeEnvironment(stage, home, 'production');
  await playRelease(stage);
  narrator.says('released, tagged, and the next release stands on it');

  narrator.chapter('A release, from the first tag that is refused to the one that is cut');
  narrator.step('dana', 'has a change that is signed, released and merged');
  await bringChange(stage, home, 'faster-bolus');
  narrator.step('root', '(the owner) switches the ruleset off for a minute and commits a quick fix to main');
  const sha = await pushPastTheRules(stage);
  narrator.says(`main is at ${sha.slice(0, 7)}`);
  narrator.step('dana', 'files a problem report that nobody has worked on yet');
  const report = await openRecord(stage, home, {
    title: 'The display flickers when the battery is low',
    body: toProblemReportBody('all', 'flicker'),
    labels: ['problem-report'],
  });

  narrator.step('rita', '(release) tags v1.1.0 on it, early');
  await narrator.expectRefusal(422, () => rita.git.createRef({ ...home, ref: 'refs/tags/v1.1.0', sha }));

  narrator.step('rita', 'writes the release record');
  const files = toFiles('1.1.0');
  const written: ReleaseRecord = { tag: 'v1.1.0', commit: sha, previous: 'v1.0.0', answers: toAnswers(files) };
  const record = await openReleaseRecord(stage, home, written);
  const at = { ...home, sha, check: 'holdpoint/release' } as const;
  await narrator.expectCheck(at, {
    conclusion: 'failure',
    mentions: [
      sha.slice(0, 7),
      'without a pull request',
      'open problem report',
      'has no draft',
      '/sign release approval',
    ],
  });

  narrator.step('rita', 'names the problem report with its safety evaluation');
  const anomalies = `#${report.issue_number}: the display flickers for a second when the battery is low; alarms sound all the same, no harm can come of it.`;
  const body = toReleaseBody({ ...written, answers: { ...written.answers, 'Residual anomalies': anomalies } });
  await rita.issues.update({ ...record, body });
  await narrator.expectCheck(at, { conclusion: 'failure', without: ['is an open problem report'] });

  narrator.step('quinn', '(quality) has the quick fix reviewed, and answers for it');
  await comment(stage, 'quinn', record, '/deviation The quick fix was reviewed and tested afterwards, see DHF-7.');
  await narrator.expectCheck(at, { conclusion: 'failure', without: ['/deviation REASON'] });

  narrator.step('rita', 'makes the draft of the release, with the firmware and its bill of materials');
  await openDraft(stage, home, { tag: 'v1.1.0', sha, files });
  await narrator.expectCheck(at, { conclusion: 'failure', without: ['has no draft'] });

  narrator.step('rita', 'signs for the release, and quinn approves it');
  await signRelease(stage, record);
  await narrator.expectCheck(at, { conclusion: 'success', mentions: ['Rita Release', 'Quinn Quality'] });
  narrator.step('rita', 'tags v1.1.0');
  await rita.git.createRef({ ...home, ref: 'refs/tags/v1.1.0', sha });
  narrator.says(`v1.1.0 is ${sha.slice(0, 7)}`);
  await proveRelease(stage, narrator);

  narrator.chapter('A deployment of what was not released');
  narrator.step('dana', 'merges one more change, and deploys main to production');
  await bringChange(stage, home, 'one-more');
  await expectAnswer(stage, narrator, { ref: 'main', state: 'rejected' });
  narrator.step('dana', 'deploys v1.1.0');
  await expectAnswer(stage, narrator, { ref: 'v1.1.0', state: 'approved' });
  const { data } = await dana.repos.getReleaseByTag({ ...home, tag: 'v1.1.0' });
  narrator.says(`the release with its evidence: ${data.html_url}`);
};

/** Publishes, and verifies the file that went with it where there is no network and no service: file and key alone. */
const proveRelease = async (stage: Stage, narrator: Narrator): Promise<void> => {
  const { repos } = stage.as('rita').rest;
  narrator.step('holdpoint', 'attaches the evidence of the whole range to the draft; rita publishes it');
  const draft = await until(async () => {
    const { data } = await repos.listReleases(home);
    const found = data.find(({ tag_name }) => tag_name === 'v1.1.0');
    const evidence = found?.assets.find(({ name }) => name === 'holdpoint-evidence.jsonl');
    return found === undefined || evidence === undefined || found.body?.includes('Verify it offline') !== true
      ? null
      : { id: found.id, evidence };
  });
  await repos.updateRelease({ ...home, release_id: draft.id, draft: false });
  const { data } = await repos.getReleaseAsset({
    ...home,
    asset_id: draft.evidence.id,
    headers: { accept: 'application/octet-stream' },
  });
  const keys = (await (await fetch(`${stage.service}/evidence/keys`)).json()) as { keys: { publicKey: string }[] };
  const folder = await mkdtemp(join(tmpdir(), 'holdpoint-demo-'));
  try {
    const file = join(folder, 'holdpoint-evidence.jsonl');
    await writeFile(file, Buffer.from(data as unknown as ArrayBuffer));
    await writeFile(join(folder, 'key.pem'), keys.keys[0]?.publicKey ?? '');
    narrator.step('an auditor', 'verifies it: holdpoint evidence verify holdpoint-evidence.jsonl --key key.pem');
    const verify = ['bin/holdpoint.js', 'evidence', 'verify', file, '--key', join(folder, 'key.pem')];
    const { stdout } = await promisify(execFile)(process.execPath, verify, { cwd: root });
    narrator.says(stdout.replaceAll(`${folder}/`, '').trim());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

type ExpectedAnswer = { readonly ref: string; readonly state: 'approved' | 'rejected' };

/** Deploys to production, and waits for what the protection rule says. */
const expectAnswer = async (stage: Stage, narrator: Narrator, { ref, state }: ExpectedAnswer): Promise<void> => {
  const { id } = await deploy(stage, home, 'production', ref);
  const answer = await untilAnswered(stage, home, id);
  if (answer.state !== state) throw new Error(`the deployment of ${ref} was ${answer.state}: ${answer.comment}`);
  narrator.shows(`the deployment is ${state}`, answer.comment);
};
