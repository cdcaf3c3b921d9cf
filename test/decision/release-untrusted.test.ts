import { describe, expect, test } from '@jest/globals';
import type { Nodes } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { explain } from '../../src/decision/explain.ts';
import type { Finding, Sentence } from '../../src/decision/finding.ts';
import { decideRelease } from '../../src/decision/release/decide-release.ts';
import { allReleaseCases } from '../cases/all-release-cases.ts';
import { type Mutable, rewrite } from '../cases/case.ts';
import { type ReleaseGiven, toReleaseGiven, toReleasePolicies } from '../cases/release-case.ts';

/** Begins with a word that nothing of ours has in it. */
const hostile = 'EVIL|<b>@ada</b> #12 **x** [a](https://example.com) ``` <!-- \u202E\n| ✅ Passed |';
/** What git takes for the name of a tag. */
const tag = 'vEVIL|@ada#12_x_<b>';

/** Puts what somebody else may write wherever the facts of a release hold such. */
const poison = (given: ReleaseGiven): void => {
  const { facts } = given;
  for (const issue of [given.record, given.report]) issue.title = hostile;
  rewrite(given.record, (body) => body.replace('### Tag\n\nv1.1.0', `### Tag\n\n\`${tag}\``));
  rewrite(given.record, (body) => body.replace('### Version\n\n1.1.0', '### Version\n\n`EVIL|<b>@ada#12`'));
  facts.tag = tag;
  poisonTexts(facts);
};

/** Keys whose values are ours, or that GitHub makes of digits, names of accounts and repositories. */
const ours = new Set([
  'subject',
  'observedAt',
  'repository',
  'ref',
  'url',
  'sha',
  'tag',
  'body',
  'roles',
  'account',
  'app',
]);
/** Keys whose values others write. */
const theirs = new Set(['reason', 'message', 'what', 'title', 'specVersion', 'version']);

const poisonTexts = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return;
  const entries: Record<string, unknown> = value as Mutable<Record<string, unknown>>;
  for (const [key, inner] of Object.entries(entries)) {
    if (theirs.has(key) && typeof inner === 'string') entries[key] = `${hostile}${inner}`;
    else if (!ours.has(key)) poisonTexts(inner);
  }
};

const toSentences = (finding: Finding): readonly Sentence[] =>
  'because' in finding
    ? [finding.because]
    : finding.missing.flatMap(({ what, who, how }): readonly Sentence[] => [what, who, how]);

const judge = (change: ((given: ReleaseGiven) => void) | undefined) => {
  const given = toReleaseGiven(change);
  poison(given);
  return decideRelease(given.facts, toReleasePolicies(given));
};

/** What cases leave to the poison: names of files, of checks and of policies, words of people. */
const poisonedFiles = (given: ReleaseGiven): void => {
  given.page.files = given.page.files.map((file) => ({ ...file, name: `${hostile}${file.name}` }));
  given.artifacts.attested = ['**'];
  for (const file of given.page.files) file.attested = { known: true, value: false };
};

const poisonedPolicy = (given: ReleaseGiven): void => {
  given.release.verification = { required: true, config: { required: [{ name: hostile, app: hostile }] } };
  given.release.anomalies = { required: false, reason: hostile };
  given.release.sections = [hostile];
  given.policy.deviationRole = hostile;
  given.release.record.label = 'release-record';
};

const poisonedCommits = (given: ReleaseGiven): void => {
  for (const commit of given.range.commits) {
    Object.assign(commit, { pullRequests: [], message: hostile });
    commit.author = { name: hostile, email: hostile, account: { known: false, reason: hostile } };
    commit.signature = { isVerified: false, reason: hostile };
  }
};

const poisonedList = (given: ReleaseGiven): void =>
  rewrite(given.record, (body) => body.replace('  pump.bin', `  pump.bin\n${hostile.replaceAll('`', '')}`));

/** Whatever others wrote stands in code; no picture, no heading and no link of theirs. */
const expectTame = (node: Nodes): void => {
  expect(['image', 'list', 'blockquote', 'code', 'strong', 'emphasis', 'delete', 'footnoteDefinition']).not.toContain(
    node.type,
  );
  if (node.type === 'html') expect(['<br>', '<!-- -->']).toContain(node.value);
  if (node.type === 'link') expect(node.url).toMatch(/^https:\/\/github\.com\/(?:acme\/|[a-z]+$)/);
  if (node.type === 'text') expect(node.value).not.toMatch(/EVIL|@ada/);
  if ('children' in node) for (const child of node.children) expectTame(child);
};

const all = [
  ['files', poisonedFiles],
  ['a policy', poisonedPolicy],
  ['commits', poisonedCommits],
  ['a list of files', poisonedList],
  ...allReleaseCases.map(({ name, change }) => [name, change] as const),
] as const;

describe('F50: what others wrote about a release', () => {
  test.each(all)('is never taken for words of ours: %s', (_, change) => {
    const verdict = judge(change);
    if (verdict.outcome === 'not-governed' || verdict.cause !== 'gates') throw new Error('judged by no gate');
    const sentences = [...verdict.findings.flatMap(toSentences), ...verdict.refused.map(({ because }) => because)];
    for (const run of sentences.flat()) {
      if (typeof run === 'string') expect(run).not.toMatch(/EVIL|[<>|`*@\n]/);
      if (typeof run === 'object' && 'link' in run) expect(run.text).not.toContain('EVIL');
    }
    const { summary, title } = explain(verdict, {
      noun: 'release',
      repositoryUrl: 'https://github.com/acme/pump',
      policy: null,
      baseline: null,
      evidence: null,
      notices: [],
    });
    expectTame(unified().use(remarkParse).use(remarkGfm).parse(summary));
    expect(title).not.toMatch(/[@#<>`|]/);
  });

  test('is there at all', () => {
    const said = JSON.stringify(all.map(([, change]) => judge(change)));
    for (const gate of ['release-record', 'range', 'open-matters', 'verification', 'anomalies', 'artifacts']) {
      expect(said).toMatch(new RegExp(`"gate":"${gate}"[^}]*?(?:\\{[^}]*\\}[^}]*?)*EVIL`));
    }
  });
});
