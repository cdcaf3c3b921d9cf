/** The shape of the gates as people write them. */

import { z } from 'zod';
import { meanings } from './policy.ts';
import { flag, heading, list, text, word } from './written-words.ts';

/** Gates that take `/sign` and labels, as the language names them; the emergency path has a place of its own. */
export const signedGateIds = ['safety-impact', 'approval'] as const;
/** Gates of the preset: each of them can be switched off. */
export const presetGateIds = [
  'problem-resolution',
  'disposition',
  'record-complete',
  'dependencies',
  ...signedGateIds,
] as const;
/** What the emergency path may put off. */
export const owableGateIds = [...presetGateIds, 'review', 'checks'] as const;

export const skip = text(500).describe('Switches the gate off. The reason is shown in every check run.');

const labelReference = word('label reference').describe('A label of the record, or `none` to ask for no label.');

const signOffKeys = {
  role: word('role').describe('The role, one of `roles`, that a signer must hold.'),
  quorum: z.int().min(1).max(100).describe('How many different people must sign.'),
  meaning: z.enum(meanings).describe('What the signature means (21 CFR 11.50).'),
};
/** Where the preset has a sign-off, each key given replaces the preset's. */
const changedSignOff = z.strictObject(signOffKeys).partial();
const ownSignOff = changedSignOff.required({ role: true });

/** So few that it can be worked out whether enough people hold the roles. */
export const mostSignOffs = 8;
const several = z.array(ownSignOff).min(1).max(mostSignOffs);

const signOffMeaning =
  'Who must sign, how many, and with which meaning: one, or a list of them, each of which must sign.';
const changedSignOffs = z.union([changedSignOff, several]).describe(signOffMeaning);
export const ownSignOffs = z.union([ownSignOff, several]).describe(signOffMeaning);

export const amongSeveral = {
  in_order: flag.describe('Whether each sign-off of the list counts only after the one before it is complete.'),
  several_roles_a_person: flag.describe('Whether one person may count for several sign-offs of the list.'),
};

/** Named checks of named Apps. */
export const requiredChecks = z.strictObject({
  required: list(
    z
      .strictObject({
        name: word('check').describe('The name of the check, as it stands on the pull request.'),
        app: word('app').describe('The App that reports it: the last part of its address on GitHub.'),
      })
      .describe('A check, as `{ name: build, app: github-actions }`.'),
  )
    .min(1)
    .describe('Checks that must have succeeded.'),
});

const signedGates = list(z.enum(signedGateIds));

const signedGate = z
  .strictObject({
    skip,
    label: labelReference,
    checklist: word('checklist reference').describe('The checklist to be completed, or `none`.'),
    sign_off: changedSignOffs,
    ...amongSeveral,
    not_signers_of: signedGates.describe('Gates whose signers on the same record may not sign here; `[]` for none.'),
    after: signedGates.describe('Gates that must be fulfilled on the record before a sign-off here counts.'),
    before_implementation: flag.describe('Sign-offs must come before the first sign of implementation.'),
    record_author_may_sign: flag.describe('Whether those who wrote the record may sign it.'),
    ticks_by_role: flag.describe('Whether only ticks of people who hold a role of the sign-offs count.'),
  })
  .partial();

const safetyImpact = signedGate.extend({
  questions: list(heading).min(1).describe('Headings of the questions that must each be answered.').optional(),
  copied_text: z
    .enum(['hold', 'show'])
    .describe('What an answer does that stands in another record word for word: holds, or is shown.')
    .optional(),
});

const sections = list(heading).min(1);

const batch = z
  .strictObject({
    label: word('label').describe('The label by which a change request says that it is one for a batch.'),
    section: heading.describe('The heading under which it names the period, as two dates.'),
    days: z.int().min(1).max(90).describe('The longest period, in days.'),
  })
  .or(z.literal('none'))
  .describe('Lets one change request carry many updates within a period; `none` for no such thing.');

export const writtenGatesSchema = z
  .strictObject({
    'problem-resolution': z
      .strictObject({
        skip,
        sections: sections.describe('Headings that a problem report must answer before any response to it.'),
        response_section: heading.describe(
          'The heading under which it names its change requests, or why there is none.',
        ),
      })
      .partial()
      .describe('The problem reports that a change comes from are evaluated, and name it.'),
    disposition: z
      .strictObject({
        skip,
        section: heading.describe('The heading under which a change request says what is modified.'),
        software: text(200).describe('The answer for a change of the software.'),
        environment: text(200).describe('The answer for a change of the environment of use.'),
      })
      .partial()
      .describe('It is decided that the software is modified, and not the environment of use.'),
    'record-complete': z
      .strictObject({ skip, sections: sections.describe('Headings of the sections that must be filled in.') })
      .partial()
      .describe('The sections of the change request are filled in.'),
    dependencies: z
      .strictObject({
        skip,
        manifests: list(word('path')).min(1).describe('Patterns of dependency manifests and lockfiles.'),
        sections: sections.describe('Headings that must be answered, and not as “not applicable”.'),
        batch,
      })
      .partial()
      .describe('What a bot proposes, or what changes dependencies, has its change request and its SOUP analysed.'),
    'safety-impact': safetyImpact.describe('The safety impact is analysed and signed.'),
    approval: signedGate.describe('The change is approved and signed.'),
    review: z
      .strictObject({ sign_off: ownSignOffs, ...amongSeveral })
      .partial({ in_order: true, several_roles_a_person: true })
      .describe('Reviews on GitHub of the head commit itself are sign-offs. Only asked for when it stands here.'),
    checks: requiredChecks.describe('Named checks of named Apps have succeeded. Only asked for when it stands here.'),
  })
  .partial()
  .meta({ minProperties: 1 })
  .describe('What differs from the preset’s gates. Within a gate, each key that is given replaces the preset’s.');

export type WrittenGates = z.infer<typeof writtenGatesSchema>;
export type WrittenSignedGateId = (typeof signedGateIds)[number];
export type WrittenSignOffs = z.infer<typeof changedSignOffs>;
