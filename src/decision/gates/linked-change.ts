import type { Gates, Policy } from '../../policy/policy.ts';
import type { ChangeRequests } from '../change-requests.ts';
import { toMarks, toOtherRepositories } from '../change-requests.ts';
import type { IssueFacts, PullRequestFacts } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import { toActor, toList, toParagraph } from '../sentence.ts';
import type { Gate, GateContext, Lack } from './gate.ts';
import { toFinding } from './gate.ts';

/** Every change comes from a change request, and every change request that a pull request names can be read. */
export const linkedChange: Gate = {
  id: 'linked-change',
  title: 'Linked change request',
  clauses: [
    'IEC 62304 6.2.3',
    'IEC 62304 8.2.1',
    'IEC 62304 8.2.4',
    'ISO 13485 7.3.9',
    'ISO 27001 A.8.32',
    'NIST 800-53 CM-3',
    'SOC 2 CC8.1',
    'CSF ID.RA-07',
  ],
  evaluate: (context) => {
    const { facts, changeRequests } = context;
    if (!changeRequests.known) return toFinding('linked-change', [lackOfList(facts, changeRequests.reason)], nothing);
    const { linked, reports, ignored, unreadable } = changeRequests.value;
    const lacks = [
      ...(linked.length === 0 && unreadable.length === 0 ? [lackOfChangeRequest(context, changeRequests.value)] : []),
      ...unreadable.map((entry) => lackOfReading(facts, entry)),
      ...linked.filter((issue) => isSpent(issue, facts)).map((issue) => lackOfOpenness(issue, facts)),
    ];
    return toFinding('linked-change', lacks, {
      gate: 'linked-change',
      status: 'passed',
      because: toParagraph([
        ['Linked to ', ...toIssues(linked), '.'],
        ...reports.map(({ ref }): Sentence => ['Not counted: ', { issue: ref }, ', which is a problem report.']),
        ...ignored.map(
          ({ issue, because }): Sentence => ['Not counted: ', { issue: issue.ref }, ', ', ...because, '.'],
        ),
      ]),
    });
  },
};

const nothing = { gate: 'linked-change', status: 'passed', because: [] } as const;

const toIssues = (issues: readonly IssueFacts[]): Sentence => toList(issues.map(({ ref }) => [{ issue: ref }]));

/**
 * A closed change request is done or turned down and starts no new work; only merging closes it rightly. A pull request
 * that was closed with it may be opened again, and must not have earned a verdict meanwhile.
 */
const isSpent = (issue: IssueFacts, { pullRequest }: PullRequestFacts): boolean =>
  issue.state === 'closed' && pullRequest.state !== 'merged';

const lackOfList = (facts: PullRequestFacts, reason: string): Lack => ({
  status: 'unknown',
  missing: {
    what: ['The list of linked issues is not known to be whole: ', { code: reason }, '.'],
    who: [toActor(facts.pullRequest.author, 'The author of the pull request')],
    how: ['Link fewer issues if there are very many; otherwise press ', { code: 'Re-run' }, ' on the check.'],
    link: facts.pullRequest.url,
  },
});

const lackOfChangeRequest = ({ facts, policy, gates }: GateContext, { reports, ignored }: ChangeRequests): Lack => ({
  status: 'failed',
  missing: {
    what: toParagraph([
      ['No change request is linked.'],
      ...reports.map(
        ({ ref }): Sentence => [
          { issue: ref },
          ' is a problem report: it leads to a change request, or to a reasoned refusal, and releases nothing by itself.',
        ],
      ),
      ...ignored.map(({ issue, because }): Sentence => [{ issue: issue.ref }, ' is none: ', ...because, '.']),
    ]),
    who: [
      toActor(facts.pullRequest.author, 'The author of the pull request'),
      ' or anybody who may edit the pull request',
    ],
    how: [
      'Write ',
      // GitHub takes a closing keyword for a link only in pull requests to the default branch.
      ...(facts.pullRequest.baseBranch === facts.repository.defaultBranch ? [{ code: 'Closes #N' }, ' or '] : []),
      'a line ',
      { code: 'Change-Request: #N' },
      ' (',
      { code: 'owner/name#N' },
      ' for another repository) in the description of the pull request, where N is an issue with ',
      ...toMarks(policy.changeRequest),
      ' in this repository',
      ...toOtherRepositories(policy.changeRequest),
      '. If there is none yet, ',
      { link: `${facts.repository.url}/issues/new/choose`, text: 'open a change request' },
      '.',
      ...(reports.length === 0 ? [] : [' ', ...toWayFrom(reports, policy, gates)]),
    ],
    link: facts.pullRequest.url,
  },
});

/** What becomes of a problem report: a change request that names it and is named by it, or the reason for none. */
const toWayFrom = (
  reports: readonly IssueFacts[],
  { changeRequest }: Policy,
  { problemResolution }: Gates,
): Sentence => {
  const there: Sentence = problemResolution.required
    ? [' under ', { code: problemResolution.config.responseSection }]
    : [];
  return [
    'Name ',
    ...toIssues(reports),
    ' there under ',
    { code: changeRequest.originSection },
    ', and name the change request on ',
    ...toIssues(reports),
    ...there,
    '. If nothing is to be changed, write the reason for it on ',
    ...toIssues(reports),
    ...there,
    ', and close this pull request.',
  ];
};

const lackOfReading = (facts: PullRequestFacts, { link, reason }: ChangeRequests['unreadable'][number]): Lack => ({
  status: 'unknown',
  missing: {
    what: ['The linked issue ', { issue: link.ref }, ' cannot be read: ', { code: reason }, '.'],
    who: [
      toActor(facts.pullRequest.author, 'The author of the pull request'),
      ', or whoever installs Holdpoint on that repository',
    ],
    how:
      link.how === 'trailer'
        ? [
            'Take its ',
            { code: 'Change-Request:' },
            ' line out of the pull request, or give Holdpoint access to its repository.',
          ]
        : ['Remove the link or the closing keyword from the pull request, or give Holdpoint access to its repository.'],
    link: facts.pullRequest.url,
  },
});

const lackOfOpenness = (issue: IssueFacts, facts: PullRequestFacts): Lack => ({
  status: 'failed',
  missing: {
    what: [
      'The change request ',
      { issue: issue.ref },
      ' is closed: it is done or turned down, and starts no new work.',
    ],
    who: [toActor(facts.pullRequest.author, 'The author of the pull request'), ' or anybody who may reopen the issue'],
    how: ['Reopen it if this work belongs to it; otherwise link the change request that it belongs to.'],
    link: issue.url,
  },
});
