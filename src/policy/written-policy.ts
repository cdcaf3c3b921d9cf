/** The shape of the policy file as people write it. Everything that may be left out comes from the class's preset. */

import { z } from 'zod';
import { owableGateIds, ownSignOffs, writtenGatesSchema } from './written-gates.ts';
import { writtenReleaseSchema } from './written-release.ts';
import { heading, list, text, word } from './written-words.ts';

const role = z
  .strictObject({
    teams: list(word('team')).describe('Teams, as `organisation/slug`; `slug` alone means the repository’s owner.'),
    users: list(word('user')).describe('Logins of people.'),
  })
  .partial()
  .describe('The people who hold the role: the members of the teams, and the users.');

const label = z.strictObject({ description: text(200).describe('What it means when somebody sets it.').optional() });

const checklist = z.strictObject({
  heading,
  items: list(text(300)).min(1).describe('Each of these must stand under the heading, ticked.'),
});

const recordKeys = {
  label: word('label reference').describe('The label of such records, or `none`.'),
  issue_type: text(100).describe('The organisation’s issue type of such records, or `none`.'),
  repositories: list(word('repository')).describe(
    'Where such records may live besides the repository of the pull request, as `owner/name`.',
  ),
};

const records = z
  .strictObject({
    'change-request': z
      .strictObject({
        ...recordKeys,
        origin_section: heading.describe('The heading under which it names the problem reports that it comes from.'),
      })
      .partial()
      .describe(
        'How a change request is recognised: by its label, by its issue type, or by either when both are given.',
      ),
    'problem-report': z.strictObject(recordKeys).partial().describe('How a problem report is recognised: likewise.'),
    'release-record': z
      .strictObject({ label: recordKeys.label, issue_type: recordKeys.issue_type })
      .partial()
      .describe('How a release record is recognised: likewise. It lives in the repository that is released.'),
  })
  .partial()
  .describe('How records are recognised, and where they may live.');

const safetyClass = z.enum(['A', 'B', 'C']);

const emergency = z
  .strictObject({
    role: word('role').describe('The role that may declare an emergency by `/emergency REASON` on the change request.'),
    sign_off: ownSignOffs,
    owes: list(z.enum(owableGateIds)).min(1).describe('Gates that may be put off until after the merge.'),
    days: z.int().min(1).max(90).describe('Days after the declaration within which what was put off must be done.'),
  })
  .describe('The emergency path: a reduced quorum signs before the merge, the rest is owed. Default: there is none.');

const pathRule = z
  .strictObject({
    pattern: word('path').describe('Paths from the repository’s root, with `*`, `**` and `?`.'),
    class: safetyClass.describe('The safety class of the software items there; none higher than `safety_class`.'),
  })
  .describe('One rule, as `{ pattern: "src/alarm/**", class: C }`.');

export const writtenPolicySchema = z.strictObject({
  product: text(200).describe('The name of the product under change control.'),
  safety_class: safetyClass.describe(
    'Software safety class by IEC 62304:2006+A1:2015, 4.3: A, B or C. Picks the preset.',
  ),
  roles: z
    .record(word('role'), role)
    .meta({ minProperties: 1 })
    .describe('The roles that gates name, and who holds them. The presets name `safety` and `quality`.'),
  repositories: list(word('repository pattern'))
    .min(1)
    .describe('Of a baseline only: patterns of the repositories that it covers, by name. Default: every repository.')
    .optional(),
  branches: list(word('branch'))
    .min(1)
    .describe('Patterns of the base branches that the policy covers, with `*`, `**` and `?`. Default: every branch.')
    .optional(),
  paths: list(pathRule)
    .min(1)
    .describe('Which class the parts of the repository have. Default: every path has that of `safety_class`.')
    .optional(),
  labels: z.record(word('label'), label).describe('Labels that rules use, besides those of the preset.').optional(),
  remove_unentitled_labels: z
    .boolean()
    .describe('Whether a gate’s label is taken off the record when somebody not entitled has set it. Default: false.')
    .optional(),
  checklists: z
    .record(word('checklist'), checklist)
    .describe('Checklists that gates use; one with a name of the preset takes its place.')
    .optional(),
  records: records.optional(),
  gates: writtenGatesSchema.optional(),
  authority: z
    .enum(['required', 'when-present'])
    .describe('Whether signatures count without an authority file, or only with one. Default: `when-present`.')
    .optional(),
  deviations: z
    .strictObject({
      role: word('role or none').describe('The role that records a deviation by `/deviation REASON`, or `none`.'),
    })
    .describe('Who lets a change go on that departed from the procedure. Default: `quality`, where there is that role.')
    .optional(),
  emergency: emergency.optional(),
  release: writtenReleaseSchema.optional(),
  contributors: z
    .strictObject({
      unattributed_emails: list(word('e-mail')).describe(
        'E-mail addresses of commits that may have no GitHub account, such as a build user’s.',
      ),
    })
    .partial()
    .describe('What is known about the people and machines that commit.')
    .optional(),
});

export type WrittenPolicy = z.infer<typeof writtenPolicySchema>;
