import type { RootContent } from 'mdast';
import { toRemedy } from './explain-closing.ts';
import { heading, type Manner, type Say, serialise, table, toPhrasing, toSay } from './explain-markdown.ts';
import { toGateTitle } from './explain-view.ts';
import type { Fact } from './facts.ts';
import type { Finding, Run, Sentence } from './finding.ts';
import { type MatterReport, type StrayCommit, toMatterName } from './matter-report.ts';
import { toDeploymentSentences } from './release/deployment-report.ts';
import { toActor, toPeople, toTime } from './sentence.ts';
import { shorten } from './show-text.ts';
import type { Verdict } from './verdict.ts';

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
