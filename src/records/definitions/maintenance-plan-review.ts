import { checklist, line, text } from '../fields.ts';
import type { RecordDefinition } from '../record-definition.ts';

export const maintenancePlanReview: RecordDefinition = {
  id: 'maintenance-plan-review',
  name: 'Maintenance plan review',
  purpose: 'Review whether the software maintenance plan is complete, current and followed.',
  title: 'Maintenance plan review: ',
  label: 'maintenance-plan-review',
  introduction: `For each section: what the plan says, and whether that is still right and done.
`,
  fields: [
    line(
      'product',
      'Product and versions',
      'Product, and the versions that are maintained under the plan. (IEC 62304 6.1)',
    ),
    line(
      'digest',
      'Digest of the plan',
      'Where the plan is kept, its revision, and its SHA-256. (6.1)',
      'docs/maintenance-plan.md, sha256:…',
    ),
    text(
      'scope',
      'Scope',
      'What is maintained under it and what is not, SOUP included; when its products are retired. (6.1)',
    ),
    text(
      'people',
      'Responsible people',
      'Who receives, evaluates, decides, changes, releases; by role and name. (6.1)',
    ),
    text(
      'cadence',
      'Cadence',
      'How often problems, SOUP and the plan itself are reviewed, and whether that was kept since the last review. (6.1 f, 9.6)',
    ),
    text(
      'triggers',
      'Triggers of unplanned maintenance',
      'Criteria by which feedback becomes a problem and a problem calls for action at once; which of them were met since. (6.1 b)',
    ),
    text(
      'channels',
      'Feedback channels',
      'By which ways feedback comes in after release: complaints, field service, advisories; and how each is watched. (6.1 a, ISO 13485 8.2.1)',
    ),
    text(
      'findings',
      'Findings',
      'What the review found, with the change requests or corrective actions that follow, by number; or how it was found that all is well.',
    ),
    line('next', 'Next review due', 'The day by which the plan must be reviewed again.', '2027-11-30'),
    checklist('review', 'Plan review checklist', 'Ticked by whoever signs the review.', [
      'The plan that was reviewed is the one with the digest above',
      'Scope, people, cadence, triggers and channels are current',
      'The reviews that the plan schedules took place',
      'Each finding has an owner and a number',
    ]),
  ],
};
