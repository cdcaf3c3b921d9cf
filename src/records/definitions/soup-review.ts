import { checklist, choices, line, text, verbatim } from '../fields.ts';
import type { RecordDefinition } from '../record-definition.ts';

export const soupReview: RecordDefinition = {
  id: 'soup-review',
  name: 'SOUP review',
  purpose: 'Review the known anomalies and vulnerabilities of a software component of somebody else’s making.',
  title: 'SOUP review: ',
  label: 'soup-review',
  introduction: `One review for one component in one version. A search that found nothing is recorded like any other: what was asked, where, when, and that the answer was zero.
`,
  fields: [
    choices('trigger', 'Trigger', 'Why the review takes place now. (6.1 f, 7.1.3, ISO 27001 A.8.8)', [
      'schedule',
      'advisory',
      'change of the component',
      'problem report',
      'release',
    ]),
    line('product', 'Product and versions', 'Product, and the versions of it that hold the component. (8.1.2)'),
    line('component', 'Component', 'Title of the SOUP item. (8.1.2)'),
    line('maker', 'Maker', 'Who makes and maintains it. (8.1.2)'),
    line('version', 'Exact version', 'As its maker designates it: a release, a date or a digest, no range. (8.1.2)'),
    line(
      'sbom',
      'SBOM digest',
      'SHA-256 of the software bill of materials in which it is listed, and where that is kept. (FDA 524B)',
      'sha256:…',
    ),
    text(
      'sources',
      'Sources',
      'Anomaly lists, advisories and databases that were looked at, each with its archived snapshot. (7.1.3)',
    ),
    verbatim(
      'query',
      'Query',
      'What was asked of each source, word for word: names, identifiers, exact versions. (7.1.3, NIST 800-53 RA-5)',
    ),
    text(
      'database',
      'Database version and last update',
      'Of each source: its version or state, and when it was last updated. (NIST 800-53 RA-5)',
    ),
    text('hits', 'Hits', 'How many each query gave, zero included, with their identifiers. (7.1.3)'),
    text(
      'justification',
      'Status and justification of each hit',
      'For each: affected, not affected, fixed or under investigation, and why. (7.1.3, NIST 800-53 SI-2)',
    ),
    text(
      'hazards',
      'Hazard determination',
      'Whether what was found could contribute to a hazardous situation, in which sequence of events, or why not. (7.1.2, 7.1.3)',
    ),
    text(
      'action',
      'Action',
      'What follows: problem reports, change requests, mitigations, by number; or why nothing does. (6.1 f, 9.1)',
    ),
    line('reviewer', 'Reviewer', 'Who reviewed it, in which role. (21 CFR 11.50)'),
    line('date', 'Date of the review', 'The day on which the sources were asked, in UTC.', '2026-11-30'),
    line('next', 'Next review due', 'The day by which it must be reviewed again. (6.1 f)', '2027-02-28'),
    checklist('review', 'SOUP review checklist', 'Ticked by the reviewer.', [
      'The versions that were searched for are exactly those in the product',
      'Each source was archived as it answered',
      'Each hit has a status with its justification, or the number of hits is zero',
      'What was found was weighed for hazardous situations',
      'What follows is under way, by number',
    ]),
  ],
};
