/** What the facts of a release are made of in the cases. */

import { type Account, known } from '../../src/decision/facts.ts';
import type { RangeCommit, RangePullRequest, ReleaseFile } from '../../src/decision/release/release-facts.ts';
import { dana, head, type Mutable, older, person, toComment, toContributor } from './case.ts';

export const remy = person(31, 'remy'); // role release, writes the record
export const rosa = person(32, 'rosa'); // role release

/** A commit of two letters or digits. */
export const sha = (letters: string): string => letters.repeat(20);

/** What is released: the squash of pull request 32. */
export const released = head;
/** The merge of pull request 31, what it brought, and the previous release before both. */
export const merged = sha('c2');
export const behind = sha('f1');
export const before = older;

export const binary = `sha256:${'1'.repeat(64)}`;
export const bill = `sha256:${'2'.repeat(64)}`;
export const otherDigest = `sha256:${'3'.repeat(64)}`;

export const releaseDraft = `### Version

1.1.0

### Commit

${released}

### Tag

v1.1.0

### Previous release

v1.0.0

### Build procedure and environment

Built by the workflow build.yml in the image build-7, from a clean checkout.

### Artifact digests

\`\`\`text
${'1'.repeat(64)}  pump.bin
\`\`\`

### SBOM

${bill} sbom.cdx.json

### Residual anomalies

#9 comes late by one second, which RC-12 covers, and is acceptable.

### Notices to users and regulators

Letter 12 goes to all clinics on the day of the release.

### Release checklist

- [ ] Verification is complete
- [ ] Residual anomalies are listed
`;
/** All boxes ticked. */
export const releaseBody = releaseDraft.replaceAll('[ ]', '[x]');

export const releaseTimes = {
  asked: '2026-11-05T09:00:00Z',
  ticked: '2026-11-05T10:00:00Z',
  signed: '2026-11-05T11:00:00Z',
  approved: '2026-11-05T12:00:00Z',
};

/** A comment on the release record. */
export const toWord = (body: string, author: Account, createdAt: string) => ({
  ...toComment(body, author, createdAt),
  url: `https://github.com/acme/pump/issues/50#issuecomment-${Date.parse(createdAt)}`,
});

export const toRangeCommit = (
  name: string,
  parents: readonly string[],
  pullRequests: readonly number[] | null,
  author: Account = dana,
): Mutable<RangeCommit> => ({
  sha: name,
  parents: [...parents],
  message: `Change ${name.slice(0, 4)}`,
  author: toContributor(author),
  signature: { isVerified: true, reason: 'valid' },
  pullRequests: pullRequests === null ? null : [...pullRequests],
  deviation: null,
});

export const toRangePull = (
  number: number,
  headSha: string,
  mergeCommitSha: string | null,
  commits = 1,
): Mutable<RangePullRequest> => ({
  number,
  headSha,
  mergeCommitSha,
  baseBranch: 'main',
  commits,
  merge: {
    outcome: 'covered',
    headSha,
    statementDigest: `sha256:${'9'.repeat(64)}`,
    changeRequests: [{ owner: 'acme', name: 'pump', number: number - 24 }],
  },
});

export const toFileOf = (name: string, digest: string | null): Mutable<ReleaseFile> => ({
  name,
  digest,
  attested: known(true),
  sbom: null,
});
