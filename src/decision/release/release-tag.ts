import type { RepositoryRef } from '../../records/reference.ts';
import { parseReleaseAnswers } from '../../records/release-answers.ts';
import { whyNoRecord } from '../change-requests.ts';
import { toGoverningPolicies } from '../closers.ts';
import type { IssueFacts } from '../facts.ts';
import type { Policies } from '../policy-outcome.ts';
import { coversTag } from './covers-tag.ts';

/** The tag of the release whose record an issue is, under a policy that asks for such; null when it is none. */
export const toReleaseTag = (issue: IssueFacts, policies: Policies, home: RepositoryRef): string | null => {
  const { tag } = parseReleaseAnswers(issue.body);
  if (tag === null) return null;
  const isOne = toGoverningPolicies(policies, home.name).some(
    ({ policy }) =>
      policy.release !== null && coversTag(policy, tag) && whyNoRecord(issue, policy.release.record, home) === null,
  );
  return isOne ? tag : null;
};
