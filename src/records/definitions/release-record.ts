import { checklist, from, line, text, verbatim } from '../fields.ts';
import type { RecordDefinition } from '../record-definition.ts';

export const releaseRecord: RecordDefinition = {
  id: 'release-record',
  name: 'Release record',
  purpose: 'Release a version: what is in it, how it was verified and built, what is known to be wrong with it.',
  title: 'Release: ',
  label: 'release-record',
  introduction: `One record for one version, a hotfix and a security patch included. Where a section does not apply, say why.
`,
  fields: [
    line('product', 'Product', 'The medical device software or device that is released. (IEC 62304 5.8.4)'),
    line('version', 'Version', 'The version that is released. (5.8.4)'),
    line('commit', 'Commit', 'The commit that is released, in full. (5.8.4)'),
    line('tag', 'Tag', 'The tag that names it. (5.8.4)'),
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
    verbatim('artifacts', 'Artifact digests', 'SHA-256 and name of every file that is delivered. (5.8.4, 5.8.8)'),
    line(
      'sbom',
      'SBOM',
      'SHA-256 of the software bill of materials, and where it is kept. (8.1.2, FDA 524B)',
      'sha256:…',
    ),
    text(
      'anomalies',
      'Residual anomalies',
      'Each known anomaly with its safety evaluation and why it is acceptable; or how it was found that there are none. (5.8.2, 5.8.3)',
    ),
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
  ],
};
