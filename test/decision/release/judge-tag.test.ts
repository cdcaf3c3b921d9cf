import { describe, expect, test } from '@jest/globals';
import { known, unknown } from '../../../src/decision/facts.ts';
import { decideRelease } from '../../../src/decision/release/decide-release.ts';
import { judgeTag, type SeenRelease } from '../../../src/decision/release/judge-tag.ts';
import type { Verdict } from '../../../src/decision/verdict.ts';
import { at, type ReleaseGiven, toReleaseGiven, toReleasePolicies } from '../../cases/release-case.ts';
import { bill, binary, otherDigest, released, sha, toFileOf } from '../../cases/release-parts.ts';

const verdictOf = (change?: (given: ReleaseGiven) => void): Verdict => {
  const given = toReleaseGiven(change);
  return decideRelease(given.facts, toReleasePolicies(given));
};

const good = verdictOf();
const unsigned = verdictOf(({ record }) => {
  record.comments = known([]);
});
const unverified = verdictOf(({ target, record }) => {
  record.comments = known([]);
  target.checks = { known: false, reason: 'GitHub answered 502' };
});
const otherwise = verdictOf((given) => {
  at(given.page.files, 0).digest = otherDigest;
});
const later = verdictOf(({ facts, target }) => {
  facts.openMatters = { known: false, reason: 'GitHub answered 502' };
  target.checks = known([]);
});
const withdrawn = verdictOf(({ record }) => {
  record.isWithdrawn = true;
});
const files = [
  { name: 'pump.bin', digest: binary },
  { name: 'sbom.cdx.json', digest: bill },
];
const page = {
  url: 'https://github.com/acme/pump/releases/tag/v1.1.0',
  isDraft: false,
  publishedAt: '2026-11-06T09:00:00Z',
  files: [toFileOf('pump.bin', binary), toFileOf('sbom.cdx.json', bill)],
};

/** Stated as released on a commit, and now tagged there for the first time. */
const base: SeenRelease = {
  commitSha: released,
  first: null,
  standing: null,
  stated: { verdict: good, commitSha: released, files },
  verdict: good,
  page: known(page),
};
const standing = { ...base, first: { commitSha: released, outcome: 'covered' as const }, standing: released };
const wasOn = (commitSha: string, outcome: 'history' | 'covered' | 'deviation') => ({
  ...base,
  first: { commitSha, outcome },
});
const covered = { outcome: 'covered', commitSha: released, as: 'covered' };
const settled = { outcome: 'settled' };
const seen = (what: string) => ({ outcome: 'deviation', event: 'seen', commitSha: released, what, suffix: '' });
const changed = {
  outcome: 'deviation',
  event: 'changed',
  commitSha: released,
  what: 'has other files than it was released with',
  suffix: ':files',
};
const withFiles = (...all: readonly ReturnType<typeof toFileOf>[]) => known({ ...page, files: all });

const rows: readonly (readonly [name: string, seen: SeenRelease, expected: object])[] = [
  ['it is not there and never was', { ...base, commitSha: null }, { outcome: 'open' }],
  [
    'it was there, and is gone',
    { ...standing, commitSha: null },
    {
      outcome: 'deviation',
      event: 'gone',
      commitSha: released,
      what: 'was deleted after it was released',
      suffix: ':deleted',
    },
  ],
  ['it came on the commit for which it was released', base, covered],
  ['it came before anything was said of it', { ...base, stated: null }, seen('was tagged before it was judged')],
  [
    'it came before anything was said of it, and would be released now',
    { ...base, stated: null, verdict: good },
    seen('was tagged before it was judged'),
  ],
  [
    'it came on another commit',
    { ...base, stated: { verdict: good, commitSha: sha('dd'), files } },
    seen('was put on a commit for which it was not released'),
  ],
  [
    'it came while it was held',
    { ...base, stated: { verdict: unsigned, commitSha: released, files } },
    seen('was tagged while it was held: Release approval'),
  ],
  [
    'it came while it was held, and would be released now',
    { ...base, stated: { verdict: unverified, commitSha: released, files }, verdict: good },
    seen('was tagged while it was held: Verification of the commit, Release approval'),
  ],
  [
    'it came while its policy could not be applied',
    {
      ...base,
      stated: {
        commitSha: released,
        files,
        verdict: {
          outcome: 'held',
          cause: 'policy',
          problems: [{ file: 'p.yml', line: 1, column: 1, message: 'bad', hint: null }],
        },
      },
    },
    seen('was tagged while it was held'),
  ],
  [
    'it came while nothing governed it',
    { ...base, stated: { verdict: { outcome: 'not-governed', reason: 'no-policy' }, commitSha: released, files } },
    seen('was tagged while it was held'),
  ],
  [
    'it came with other files than those of the record',
    { ...base, verdict: otherwise },
    seen('was tagged otherwise than it was released: Artifacts'),
  ],
  [
    'it came after its record was withdrawn',
    { ...base, verdict: withdrawn },
    seen('was tagged otherwise than it was released: Release record, Artifacts'),
  ],
  ['it stands where it stood, and its record is withdrawn since', { ...standing, verdict: withdrawn }, settled],
  ['what happened since is not its business', { ...base, verdict: later }, covered],
  ['it stands where it stood', standing, settled],
  ['it stands where it stood, and nothing was ever stated of it', { ...standing, stated: null }, settled],
  ['it stands where it stood, and is held now', { ...standing, verdict: unsigned }, settled],
  ['it was moved', { ...base, standing: sha('dd') }, seen('was moved from ddddddd to aaaaaaa')],
  [
    'it was moved to a commit for which it was released',
    { ...base, standing: sha('dd'), verdict: good },
    seen('was moved from ddddddd to aaaaaaa'),
  ],
  ['it was moved, and is put back', { ...wasOn(released, 'covered'), standing: sha('dd') }, covered],
  [
    'it was moved, and is put back with other files',
    { ...wasOn(released, 'covered'), standing: sha('dd'), verdict: otherwise },
    seen('was tagged otherwise than it was released: Artifacts'),
  ],
  ['it was deleted, and is put back', { ...wasOn(released, 'covered'), standing: null }, covered],
  [
    'it was deleted, and comes back on another commit',
    { ...wasOn(sha('dd'), 'covered'), stated: { verdict: good, commitSha: sha('dd'), files } },
    seen('was put on a commit for which it was not released'),
  ],
  [
    'it was moved from before anything was looked at, and is put back',
    { ...wasOn(released, 'history'), stated: null, standing: sha('dd') },
    { outcome: 'covered', commitSha: released, as: 'history' },
  ],
  [
    'it was moved to where it had come while it was held',
    { ...wasOn(released, 'deviation'), stated: { verdict: unsigned, commitSha: released, files }, standing: sha('dd') },
    seen('was tagged while it was held: Release approval'),
  ],
  [
    'a file was changed',
    { ...standing, page: withFiles(toFileOf('pump.bin', otherDigest), at(page.files, 1)) },
    changed,
  ],
  ['a file was taken away', { ...standing, page: withFiles(at(page.files, 0)) }, changed],
  ['a file was added', { ...standing, page: withFiles(...page.files, toFileOf('more.zip', otherDigest)) }, changed],
  ['a file was renamed', { ...standing, page: withFiles(toFileOf('pump.img', binary), at(page.files, 1)) }, changed],
  [
    'GitHub no longer says a digest',
    { ...standing, page: withFiles(toFileOf('pump.bin', null), at(page.files, 1)) },
    changed,
  ],
  ['the files are in another order', { ...standing, page: withFiles(at(page.files, 1), at(page.files, 0)) }, settled],
  ['the files are not known', { ...standing, page: unknown('GitHub answered 502') }, settled],
  [
    'its page was deleted, and the files with it',
    { ...standing, page: known(null) },
    {
      ...changed,
      what: 'has lost its page on GitHub with the files that it was released with',
      suffix: ':page',
    },
  ],
  [
    'it was released without files, and has no page',
    { ...standing, stated: { verdict: good, commitSha: released, files: [] }, page: known(null) },
    settled,
  ],
  [
    'it was never released, and has no page',
    { ...standing, stated: { verdict: unsigned, commitSha: released, files }, page: known(null) },
    settled,
  ],
  [
    'its files were never released, and change',
    { ...standing, stated: { verdict: unsigned, commitSha: released, files }, page: withFiles() },
    settled,
  ],
];

describe('F37: what came of a tag', () => {
  test.each(rows)('%s', (_, given, expected) => {
    expect(judgeTag(given)).toEqual(expected);
  });

  test('what is said of it has no word of anybody else’s', () => {
    for (const [, given] of rows) {
      const judged = judgeTag(given);
      if (judged.outcome === 'deviation') expect(judged.what).toMatch(/^[\w ,:]+$/);
    }
  });
});
