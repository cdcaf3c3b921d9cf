import type { Finding, Missing, Sentence } from '../../src/decision/finding.ts';

/** A sentence as a reader sees it, without markup. */
export const toText = (sentence: Sentence): string =>
  sentence
    .map((run) => {
      if (typeof run === 'string') return run;
      if ('code' in run) return run.code;
      if ('person' in run) return `@${run.person.login}`;
      if ('issue' in run) return `${run.issue.owner}/${run.issue.name}#${run.issue.number}`;
      return `${run.text} (${run.link})`;
    })
    .join('');

/** Everything that a finding says, one part a line. */
export const toFindingText = (finding: Finding): string =>
  finding.status === 'passed' || finding.status === 'not-applicable'
    ? toText(finding.because)
    : finding.missing.map(toMissingText).join('\n');

const toMissingText = ({ what, who, how, link }: Missing): string =>
  [toText(what), toText(who), toText(how), link].join('\n');
