import { checklist, demandedBy, from, line, text, verbatim } from '../fields.ts';
import type { Field, RecordDefinition } from '../record-definition.ts';

/** Headings whose answers are read as names of something, whatever else a policy demands of the record. */
export const releaseFields = {
  version: 'Version',
  commit: 'Commit',
  tag: 'Tag',
  previous: 'Previous release',
  artifacts: 'Artifact digests',
  sbom: 'SBOM',
} as const;

/** What is released: 5.8.4. */
const identity: readonly Field[] = demandedBy('release-record', [
  line('product', 'Product', 'The medical device software or device that is released. (IEC 62304 5.8.4)'),
  line('version', releaseFields.version, 'The version that is released. (5.8.4)'),
  line('commit', releaseFields.commit, 'The commit that is released, in full: 40 characters. (5.8.4)'),
  line('tag', releaseFields.tag, 'The tag that names it, as it stands or will stand in the repository. (5.8.4)'),
]);

/** On what it is built, by which it is known what is in it. */
const previous: readonly Field[] = demandedBy('range', [
  line(
    'previous',
    releaseFields.previous,
    'The tag of the release on which this one is built: everything since is in this one. For the first, `none`. (6.3.2)',
    'v1.0.0, or none',
  ),
]);

/** What was done for it: 5.8.1, 5.8.5. */
const work: readonly Field[] = demandedBy('release-record', [
  text(
    'changes',
    'Included changes',
    'Every change request that is in it since the version that it supersedes. (6.3.2, 8.2.4)',
  ),
  text(
    'verification',
    'Verification',
    'That it is complete, and its results: commit and digest, configuration, tools, dates, testers, verdict, requirements and risk controls covered, anomalies. (5.8.1)',
  ),
  from(
    'B',
    text(
      'build',
      'Build procedure and environment',
      'How and in what it was built, so that it can be built again. (5.8.5)',
    ),
  ),
]);

const artifacts: readonly Field[] = demandedBy('artifacts', [
  verbatim(
    'artifacts',
    releaseFields.artifacts,
    'SHA-256 and name of every file that is delivered, a line each as `sha256sum` writes it. (5.8.4, 5.8.8)',
  ),
  line(
    'sbom',
    releaseFields.sbom,
    'SHA-256 of the software bill of materials, and its file among those of the release. (8.1.2, FDA 524B)',
    'sha256:…',
  ),
]);

const anomalies: readonly Field[] = demandedBy('anomalies', [
  text(
    'anomalies',
    'Residual anomalies',
    'Each known anomaly with its safety evaluation and why it is acceptable, every open problem report by its number (`#12`) on a line of its own; or how it was found that there are none. (5.8.2, 5.8.3)',
  ),
]);

/** What becomes of it and of what it takes the place of: 5.8.7, 6.2.5. */
const aftermath: readonly Field[] = demandedBy('release-record', [
  text(
    'notices',
    'Notices to users and regulators',
    'Who is told what and when: problems in released versions, consequences of continued use, the changes and how to get them; or why nobody is. (6.2.5)',
  ),
  text(
    'archive',
    'Archive and retention',
    'Where software and records are archived, and for how long: at least the life of the device. (5.8.7, ISO 13485 4.2.5)',
  ),
  line(
    'supersedes',
    'Supersedes',
    'The version that it takes the place of, and what becomes of that one; for the first, that it is the first.',
  ),
]);

const checks: readonly Field[] = demandedBy('release', [
  checklist('release', 'Release checklist', 'Ticked by those who sign the release.', [
    'Verification is complete and its results were evaluated',
    'Residual anomalies are listed',
    { from: 'B', text: 'Residual anomalies were evaluated, and none contributes to an unacceptable risk' },
    'Version, commit and artifacts belong together',
    { from: 'B', text: 'The build can be repeated from what is recorded' },
    { from: 'B', text: 'The activities and tasks of the plan are complete, with their documents' },
    'Software, documents and records are archived',
    'Delivery to the point of use without corruption is provided for',
  ]),
]);

export const releaseRecord: RecordDefinition = {
  id: 'release-record',
  name: 'Release record',
  purpose: 'Release a version: what is in it, how it was verified and built, what is known to be wrong with it.',
  title: 'Release: ',
  label: 'release-record',
  introduction: `One record for one version, a hotfix and a security patch included. Where a section does not apply, say why.
`,
  fields: [...identity, ...previous, ...work, ...artifacts, ...anomalies, ...aftermath, ...checks],
};
