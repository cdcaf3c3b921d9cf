/** The shape of what a policy asks of releases, as people write it. */

import { z } from 'zod';
import { environmentModes } from './policy.ts';
import { amongSeveral, ownSignOffs, requiredChecks, skip } from './written-gates.ts';
import { flag, heading, list, word } from './written-words.ts';

const approval = z
  .strictObject({
    checklist: word('checklist reference').describe('The checklist of the record to be completed, or `none`.'),
    sign_off: ownSignOffs,
    ...amongSeveral,
    record_author_may_sign: flag.describe('Whether those who wrote the record may sign it. Default: true.'),
    ticks_by_role: flag.describe('Whether only ticks of people who hold a role of the sign-offs count.'),
  })
  .partial()
  .describe('Who signs the release: by default the roles `release`, meaning responsibility, and `quality`, approval.');

const artifacts = z
  .strictObject({
    skip,
    sbom: z
      .enum(['required', 'none'])
      .describe('Whether a software bill of materials must be among the files. Default: `required`.'),
    signed: list(z.enum(['tag', 'commits'])).describe('Whose signatures GitHub must have verified. Default: `[]`.'),
    attested: list(word('path')).describe('Patterns of the files that must have an attestation. Default: `[]`.'),
  })
  .partial()
  .describe('What is delivered: its digests are those of the record, and more where the policy asks for it.');

const environments = z
  .record(
    word('environment'),
    z
      .enum(environmentModes)
      .describe(
        'What may be deployed: `released`, a released commit with its tag; `verdict`, a released one, tag or not; `any`.',
      ),
  )
  .meta({ minProperties: 1 })
  .describe(
    'What may be deployed where: patterns of environments, the first that fits counts. One that none names takes `released`.',
  );

export const writtenReleaseSchema = z
  .strictObject({
    tags: list(word('tag')).min(1).describe('Patterns of the tags that are releases, with `*`, `**` and `?`.'),
    record: z
      .strictObject({ sections: list(heading).min(1).describe('Headings of the record that must be answered.') })
      .partial()
      .describe('The release record is filled in.')
      .optional(),
    verification: requiredChecks
      .describe('Checks that must have succeeded on the released commit. Only asked for when it stands here.')
      .optional(),
    anomalies: z
      .strictObject({
        skip,
        section: heading.describe('The heading under which the record names open problem reports.'),
      })
      .partial()
      .describe('Every open problem report is named, and why it is acceptable.')
      .optional(),
    artifacts: artifacts.optional(),
    approval: approval.optional(),
    environments: environments.optional(),
    retract: flag
      .describe('Whether a release that was published too early is put back to a draft. Default: false.')
      .optional(),
  })
  .describe('What a release must carry before its tag may be there. Default: releases are not looked at.');
