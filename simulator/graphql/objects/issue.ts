import { listClosingPulls } from '../../actions/closing-references.ts';
import type { Issue } from '../../state.ts';
import { connection } from '../connection.ts';
import { type Fields, field } from '../field.ts';
import { discussedFields } from './discussed.ts';
import { issueTimelineOf, timelineItems } from './timeline.ts';

export const issueFields: Fields<Issue> = {
  ...discussedFields<Issue>(),
  state: field((issue) => issue.state.toUpperCase()),
  stateReason: field(({ stateReason: reason }, args) => {
    const isHidden = reason === 'duplicate' && args.enableDuplicate !== true;
    return isHidden ? null : (reason?.toUpperCase() ?? null);
  }, 'enableDuplicate'),
  issueType: field((issue) => issue.type),
  timelineItems: timelineItems(issueTimelineOf),
  closedByPullRequestsReferences: connection(
    (issue, args, { world }) =>
      listClosingPulls(world, issue)
        .filter((pull) => args.includeClosedPrs === true || pull.state === 'open' || pull.merged)
        .filter(
          (pull) =>
            args.userLinkedOnly !== true || pull.closingIssues.some((link) => link.manual && link.issue === issue),
        ),
    'includeClosedPrs',
    'userLinkedOnly',
  ),
};
