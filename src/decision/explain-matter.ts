import type { RootContent } from 'mdast';
import { heading, type Manner, paragraph, serialise, table, toPhrasing } from './explain-markdown.ts';
import { toGateTitle } from './explain-view.ts';
import type { Account, Contributor, Fact, Instant } from './facts.ts';
import type { Finding, Run, Sentence } from './finding.ts';
import { type DeploymentReport, toDeploymentName, toDeploymentSentences } from './release/deployment-report.ts';
import { toActor, toList, toPeople, toTime } from './sentence.ts';
import { shorten, toVisible } from './show-text.ts';
import type { Verdict } from './verdict.ts';

/** A commit that no pull request brought. */
type StrayCommit = {
  readonly sha: string;
  /** First line; untrusted. */
  readonly message: string;
  readonly author: Contributor;
};

/** Who may close a matter: the role that a policy names, and who holds it now. */
export type Closer = {
  readonly role: string;
  readonly of: 'policy' | 'baseline';
  readonly holders: Fact<readonly Account[]>;
};

/** Everything that is known of a departure from the procedure when it is found. */
export type MatterReport = {
  readonly repositoryUrl: string;
  readonly branch: string;
  readonly commit: string;
  readonly at: Instant;
} & (
  | {
      readonly kind: 'merge';
      readonly number: number;
      /** Ours: `was merged while it was held`. */
      readonly what: string;
      readonly mergedBy: Fact<Account>;
      /** Decided as of the merge. */
      readonly verdict: Verdict;
      readonly closers: readonly Closer[];
    }
  | {
      readonly kind: 'push';
      /** Null: what the push brought could not be read, for `reason`. */
      readonly commits: Fact<readonly StrayCommit[]>;
      readonly pushers: readonly Account[];
      readonly closers: readonly Closer[];
    }
  | {
      readonly kind: 'release';
      readonly tag: string;
      /** Ours: `was tagged while it was held`. */
      readonly what: string;
      /** Null: nothing can be said of it. */
      readonly verdict: Verdict | null;
      readonly closers: readonly Closer[];
    }
  | DeploymentReport
  | {
      readonly kind: 'owed';
      readonly number: number;
      readonly dueAt: Instant;
      /** Those that are owed. */
      readonly findings: readonly Finding[];
    }
);

/** An issue as it is opened: title in plain text, body in Markdown. */
export type MatterIssue = { readonly title: string; readonly body: string };

/** GitHub takes 65,536 characters in an issue; what is too long is written again with less in it. */
const mostCharacters = 60_000;
const levels = [
  { rows: 30, sentence: 1_000 },
  { rows: 20, sentence: 300 },
  { rows: 5, sentence: 150 },
] as const;

/** How it is written: where links lead, how long a sentence and a table may be. */
type View = { readonly manner: Manner; readonly rows: number };

/** One line that says what happened; shown with every later verdict. Quotes a branch's name, which is untrusted. */
export const toMatterName = (report: MatterReport): string => {
  switch (report.kind) {
    case 'merge':
      return `#${report.number} ${report.what}`;
    case 'push':
      return `${toCount(report.commits)} to ${shorten(toVisible(report.branch), 100)} without a pull request`;
    case 'release':
      return `${shorten(toVisible(report.tag), 100)} ${report.what}`;
    case 'deployment':
      return toDeploymentName(report);
    case 'owed':
      return `#${report.number} was merged in an emergency and owes ${report.findings.map(({ gate }) => toGateTitle(gate)).join(', ')}`;
  }
};

const toCount = (commits: Fact<readonly StrayCommit[]>): string => {
  if (!commits.known) return 'something may have come';
  return commits.value.length === 1 ? 'a commit came' : `${commits.value.length} commits came`;
};

/** The issue on which a departure is tracked: what is known, what was missing, who can close it and how. Pure. */
export const explainMatter = (report: MatterReport): MatterIssue => {
  const bodies = levels.map(({ rows, sentence }) => () => {
    const view: View = { manner: { repositoryUrl: report.repositoryUrl, sentence }, rows };
    return serialise(toParts(report, toSay(view.manner), view));
  });
  const title = `${report.kind === 'owed' ? 'Owed' : 'Deviation'}: ${toMatterName(report)}`;
  return { title: shorten(title, 250), body: toFirstFitting(bodies) };
};

const toFirstFitting = (texts: readonly (() => string)[]): string => {
  for (const write of texts) {
    const text = write();
    if (text.length <= mostCharacters) return text;
  }
  return 'What is known does not fit into an issue; the evidence holds it all.';
};

const toSay =
  (manner: Manner) =>
  (...sentence: Sentence): RootContent =>
    paragraph(...toPhrasing(sentence, manner));

type Say = (...sentence: Sentence) => RootContent;

const toParts = (report: MatterReport, say: Say, view: View): readonly RootContent[] => {
  const { repositoryUrl, branch, commit, at } = report;
  const toCommit = (sha: string): Run => ({ link: `${repositoryUrl}/commit/${sha}`, text: sha.slice(0, 7) });
  const toPull = (number: number): Run => ({ link: `${repositoryUrl}/pull/${number}`, text: `#${number}` });
  switch (report.kind) {
    case 'merge':
      return [
        say(
          toPull(report.number),
          ` ${report.what}. It went into `,
          { code: branch },
          ' at ',
          toTime(at),
          ' with the commit ',
          toCommit(commit),
          ', merged by ',
          toActor(report.mergedBy),
          '.',
        ),
        ...toMissing(toOpen(report.verdict), then, say, view),
        ...toRemedy(report.closers, say),
      ];
    case 'push':
      return [
        say(
          ...toPushed(report.commits, branch),
          ` ${report.pushers.length === 0 ? 'Who pushed it is not known.' : 'Pushed by '}`,
          ...(report.pushers.length === 0 ? [] : [...toPeople(report.pushers), '.']),
          ' Seen with the head ',
          toCommit(commit),
          ' at ',
          toTime(at),
          '.',
        ),
        ...(report.commits.known ? toCommits(report.commits.value, toCommit, view, say) : []),
        ...toRemedy(report.closers, say),
      ];
    case 'release':
      return [
        say(
          'The release ',
          { code: report.tag },
          ` ${report.what}. Seen on the commit `,
          toCommit(commit),
          ' at ',
          toTime(at),
          '.',
        ),
        ...(report.verdict === null ? [] : toMissing(toOpen(report.verdict), whenSeen, say, view)),
        ...toRemedy(report.closers, say),
      ];
    case 'deployment':
      return [
        ...toDeploymentSentences(report, toCommit(commit), toTime(at)).map((sentence) => say(...sentence)),
        ...toRemedy(report.closers, say),
      ];
    case 'owed':
      return [
        say(
          toPull(report.number),
          ' was merged into ',
          { code: branch },
          ' at ',
          toTime(at),
          ' on the emergency path. What was left out is owed until ',
          toTime(report.dueAt),
          ', and holds the next release until it is done.',
        ),
        ...toMissing(report.findings, now, say, view),
        say('This issue is closed by itself once all of it is done.'),
      ];
  }
};

const toOpen = (verdict: Verdict): readonly Finding[] =>
  verdict.outcome !== 'not-governed' && verdict.cause === 'gates'
    ? verdict.findings.filter(({ status }) => status === 'failed' || status === 'unknown' || status === 'owed')
    : [];

/** Of a merge it is told what was missing then; of what is owed, what is missing now. */
const then = {
  heading: 'What was missing',
  who: 'Who could supply it',
  nothing: 'As of the merge nothing was missing.',
} as const;
const whenSeen = { ...then, nothing: 'When it was seen nothing was missing.' } as const;
const now = {
  heading: 'What is missing',
  who: 'Who can supply it',
  nothing: 'Nothing is missing.',
} as const;

const toMissing = (
  findings: readonly Finding[],
  words: typeof then | typeof whenSeen | typeof now,
  say: Say,
  { manner, rows: most }: View,
): readonly RootContent[] => {
  const rows = findings.flatMap((finding) =>
    'missing' in finding
      ? finding.missing.map(({ what, who, how, link }) => [
          toPhrasing([toGateTitle(finding.gate)], manner),
          toPhrasing(what, manner),
          toPhrasing(who, manner),
          toPhrasing([...how, ' ', { link, text: 'Open it' }], manner),
        ])
      : [],
  );
  if (rows.length === 0) return [say(words.nothing)];
  const rest = rows.length - most;
  return [
    heading(words.heading),
    table(['Gate', 'What', words.who, 'How'], rows.slice(0, most)),
    ...(rest > 0 ? [say(`… and ${rest} more; the evidence holds them all.`)] : []),
  ];
};

const toPushed = (commits: Fact<readonly StrayCommit[]>, branch: string): Sentence => {
  const where: Sentence = [' to ', { code: branch }, ', which the policy covers, without a pull request.'];
  return commits.known
    ? [`${commits.value.length === 1 ? 'A commit' : `${commits.value.length} commits`} came`, ...where]
    : ['Something may have come', ...where, ' What it was could not be read: ', { code: commits.reason }, '.'];
};

const toCommits = (
  commits: readonly StrayCommit[],
  toCommit: (sha: string) => Run,
  { manner, rows: most }: View,
  say: Say,
): readonly RootContent[] => {
  const rest = commits.length - most;
  const rows = commits
    .slice(0, most)
    .map(({ sha, message, author }) => [
      toPhrasing([toCommit(sha)], manner),
      toPhrasing([{ code: shorten(message, 200) }], manner),
      toPhrasing(
        [author.account.known ? { person: author.account.value } : { code: shorten(author.name, 100) }],
        manner,
      ),
    ]);
  return [
    table(['Commit', 'Message', 'Author'], rows),
    ...(rest > 0 ? [say(`… and ${rest} more; the evidence holds them all.`)] : []),
  ];
};

const toRemedy = (closers: readonly Closer[], say: Say): readonly RootContent[] => [
  heading('How to close it'),
  closers.length === 0
    ? say(
        'No policy names a role that records deviations, so nobody can close this yet. Name one on the default branch: ',
        { code: 'deviations: { role: quality }' },
        '.',
      )
    : say(
        'To close it, ',
        ...toList(closers.map(toCloser)),
        ` ${closers.length === 1 ? 'writes' : 'write'} a comment here that begins with `,
        { code: '/deviation REASON' },
        ', with what was found and what is done about it. Nobody who made, merged or deployed the change can. Closing the issue by hand does not close the deviation.',
      ),
  say('Until then it is shown with every verdict in this repository, and holds the next release.'),
];

const toCloser = ({ role, of, holders }: Closer): Sentence => [
  'somebody in the role ',
  { code: role },
  of === 'baseline' ? ' of the baseline' : '',
  ...(holders.known && holders.value.length > 0 ? [' (', ...toPeople(holders.value.slice(0, 10), 'or'), ')'] : []),
];

/** The comment that closes a deviation: who closed it and why. */
export const explainClosing = (
  closing: { readonly by: Account; readonly role: string; readonly at: Instant; readonly url: string },
  repositoryUrl: string,
): string => {
  const { by, role, at, url } = closing;
  const manner = { repositoryUrl, sentence: 2_000 };
  const sentence: Sentence = [
    'Closed by ',
    { person: by },
    ', acting as ',
    { code: role },
    ', with ',
    { link: url, text: 'this reason' },
    ' of ',
    toTime(at),
    '. It stands in the evidence.',
  ];
  return serialise([paragraph(...toPhrasing(sentence, manner))]);
};

/** The comment on an issue that was closed by hand while its matter is open. */
export const explainReopening = (
  kind: 'deviation' | 'owed',
  closers: readonly Closer[],
  repositoryUrl: string,
): string => {
  const say = toSay({ repositoryUrl, sentence: 2_000 });
  const first = say('Opened again: closing the issue does not close what it tracks.');
  return serialise(
    kind === 'owed'
      ? [first, say('It closes by itself once everything that is owed is done.')]
      : [first, ...toRemedy(closers, say)],
  );
};

/** The comment that closes what was owed. */
export const explainSettled = (number: number, repositoryUrl: string): string => {
  const pull: Run = { link: `${repositoryUrl}/pull/${number}`, text: `#${number}` };
  const sentence: Sentence = ['Everything that ', pull, ' owed is done. It stands in the evidence.'];
  return serialise([paragraph(...toPhrasing(sentence, { repositoryUrl, sentence: 2_000 }))]);
};
