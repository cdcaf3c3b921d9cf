import type { Policy } from '../../policy/policy.ts';
import { releaseFields } from '../../records/definitions/release-record.ts';
import type { RepositoryRef } from '../../records/reference.ts';
import { parseReleaseAnswers } from '../../records/release-answers.ts';
import { whyNoRecord } from '../change-requests.ts';
import { toGoverningPolicies } from '../closers.ts';
import { paragraph, serialise, toPhrasing } from '../explain-markdown.ts';
import type { IssueFacts } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import type { Policies } from '../policy-outcome.ts';
import { toCodes, toList } from '../sentence.ts';
import { coversTag } from './covers-tag.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { toStandingRecords } from './standing-records.ts';

/** Why no check can be shown for a release record, to be said on the record itself. */
export type ReleaseRemark = {
  /** Tells what lacks from what else may lack; the same for as long as nothing but its wording changes. */
  readonly key: string;
  readonly what: Sentence;
  readonly how: Sentence;
};

const toEdit = (says: string): Sentence => [`Edit this issue and write ${says} there in one word, and nothing else.`];

/** What lacks to an open release record that is of no release that anything is asked of; null: it is, or it is none. */
export const toTagRemark = (issue: IssueFacts, policies: Policies, home: RepositoryRef): ReleaseRemark | null => {
  const asking = toGoverningPolicies(policies, home.name).flatMap(({ policy }) =>
    policy.release !== null && whyNoRecord(issue, policy.release.record, home) === null ? [policy] : [],
  );
  if (asking.length === 0 || issue.state === 'closed') return null;
  const { tag } = parseReleaseAnswers(issue.body);
  const heading = { code: releaseFields.tag };
  if (tag === null) return { key: 'no tag', what: ['Under ', heading, ' it names no tag.'], how: toEdit('the tag') };
  return asking.some((policy) => coversTag(policy, tag)) ? null : toUncovered(tag, asking);
};

const toUncovered = (tag: string, asking: readonly Policy[]): ReleaseRemark => ({
  key: `tag ${tag}`,
  what: [
    'Under ',
    { code: releaseFields.tag },
    ' it names ',
    { code: tag },
    ', which the policy does not take for a release.',
  ],
  how: [
    'Edit this issue and name a tag like ',
    ...toCodes([...new Set(asking.flatMap(({ release }) => release?.tags ?? []))], 'or'),
    '; or close it as not planned.',
  ],
});

/** What lacks to standing records that name no commit on which a check could be shown; null: they name one. */
export const toTargetRemark = (facts: Pick<ReleaseFacts, 'records' | 'target' | 'tag'>): ReleaseRemark | null => {
  const records = toStandingRecords(facts);
  if (!records.known || !facts.target.known || facts.target.value !== null) return null;
  const [only, ...others] = records.value;
  if (only === undefined) return null;
  if (others.length > 0) return toSeveral(facts.tag, [only, ...others]);
  const { commit } = parseReleaseAnswers(only.body);
  return commit === null
    ? {
        key: 'no commit',
        what: ['Under ', { code: releaseFields.commit }, ' it names no commit by its 40 characters.'],
        how: toEdit('them'),
      }
    : {
        key: `commit ${commit}`,
        what: [
          'Under ',
          { code: releaseFields.commit },
          ' it names ',
          { code: commit },
          ', which is not in this repository.',
        ],
        how: ['Edit this issue and name a commit that is there; or push it.'],
      };
};

const toSeveral = (tag: string, records: readonly IssueFacts[]): ReleaseRemark => ({
  key: 'several records',
  what: [
    'The tag ',
    { code: tag },
    ' is named by several release records, and they do not name one commit that is there: ',
    ...toList(records.map(({ ref }): Sentence => [{ issue: ref }])),
    '.',
  ],
  how: [
    'Keep one; close the others as not planned, or correct what stands in them under ',
    { code: releaseFields.tag },
    '.',
  ],
});

/** The comment that says so, in Markdown. It mentions nobody and cannot be read as a command. */
export const explainRemark = ({ what, how }: ReleaseRemark, repositoryUrl: string): string => {
  const manner = { repositoryUrl, sentence: 2_000 };
  const why: Sentence = [
    'No check can be shown for this release record: ',
    { code: 'holdpoint/release' },
    ' stands on the commit of a release, and there is none to put it on.',
  ];
  return serialise([why, what, how].map((sentence) => paragraph(...toPhrasing(sentence, manner))));
};
