/** The shape of the policy file as people write it. Everything that may be left out comes from the class's preset. */

import { z } from 'zod';
import { hasHidden, saysSomething } from '../records/plain-text.ts';
import { type FormatName, formats, toOneLine } from './formats.ts';
import { meanings } from './policy.ts';

/** One line of text; line breaks and runs of spaces count as one space, as they do in Markdown. */
const text = (longest: number) =>
  z
    .string()
    .overwrite(toOneLine)
    .min(1)
    .max(longest)
    .refine((text) => !hasHidden(text), 'visible' satisfies FormatName)
    .refine((text) => text === '' || saysSomething(text), 'words' satisfies FormatName);

/** A list that people can still read; checking it against records takes time that grows faster than its length. */
const list = <T extends z.ZodType>(entry: T) => z.array(entry).max(100);

const word = (format: Exclude<FormatName, 'visible' | 'words'>) => z.string().regex(formats[format].pattern, format);

const labelReference = word('label reference').describe('A label of the record, or `none` to ask for no label.');

const heading = text(200).describe('The heading as it stands in the issue form, without `#`.');

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

const changeRequest = z
  .strictObject({
    label: labelReference,
    issue_type: text(100).describe('The organisation’s issue type of such records, or `none`.'),
    repositories: list(word('repository')).describe(
      'Where such records may live besides the repository of the pull request, as `owner/name`.',
    ),
  })
  .partial()
  .describe('How a change request is recognised: by its label, by its issue type, or by either when both are given.');

const skip = text(500).describe('Switches the gate off. The reason is shown in every check run.');

const signOff = z
  .strictObject({
    role: word('role').describe('The role, one of `roles`, that a signer must hold.'),
    quorum: z.int().min(1).max(100).describe('How many different people must sign.'),
    meaning: z.enum(meanings).describe('What the signature means (21 CFR 11.50).'),
  })
  .partial();

const signedGate = z
  .strictObject({
    skip,
    label: labelReference,
    checklist: word('checklist reference').describe('The checklist to be completed, or `none`.'),
    sign_off: signOff.describe('Who must sign, how many, and with which meaning.'),
    before_implementation: z.boolean().describe('Sign-offs must come before the first sign of implementation.'),
    record_author_may_sign: z.boolean().describe('Whether the author of the record may sign it.'),
  })
  .partial();

const recordComplete = z
  .strictObject({
    skip,
    sections: list(heading).min(1).describe('Headings of the sections that must be filled in.'),
  })
  .partial();

export const writtenPolicySchema = z.strictObject({
  product: text(200).describe('The name of the product under change control.'),
  safety_class: z
    .enum(['A', 'B', 'C'])
    .describe('Software safety class by IEC 62304:2006+A1:2015, 4.3: A, B or C. Picks the preset.'),
  roles: z
    .record(word('role'), role)
    .meta({ minProperties: 1 })
    .describe('The roles that gates name, and who holds them. The presets name `safety` and `quality`.'),
  branches: list(word('branch'))
    .min(1)
    .describe('Patterns of the base branches that the policy covers, with `*`, `**` and `?`. Default: every branch.')
    .optional(),
  labels: z.record(word('label'), label).describe('Labels that rules use, besides those of the preset.').optional(),
  checklists: z
    .record(word('checklist'), checklist)
    .describe('Checklists that gates use; one with a name of the preset takes its place.')
    .optional(),
  records: z
    .strictObject({ 'change-request': changeRequest })
    .partial()
    .describe('How records are recognised, and where they may live.')
    .optional(),
  gates: z
    .strictObject({
      'record-complete': recordComplete.describe('The sections of the change request are filled in.'),
      'safety-impact': signedGate.describe('The safety impact is analysed and signed.'),
      approval: signedGate.describe('The change is approved and signed.'),
    })
    .partial()
    .meta({ minProperties: 1 })
    .describe('What differs from the preset’s gates. Within a gate, each key that is given replaces the preset’s.')
    .optional(),
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

export const signedGateIds = ['safety-impact', 'approval'] as const;
export const gateIds = ['record-complete', ...signedGateIds] as const;
