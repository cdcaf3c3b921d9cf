import type { RootContent } from 'mdast';
import type { Closer } from './closers.ts';
import { heading, type Say, serialise, toSay } from './explain-markdown.ts';
import type { Account, Instant } from './facts.ts';
import type { Run, Sentence } from './finding.ts';
import { toList, toPeople, toTime } from './sentence.ts';

/** How a deviation is closed: who does it, and with what. */
export const toRemedy = (closers: readonly Closer[], say: Say): readonly RootContent[] => [
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
  const say = toSay({ repositoryUrl, sentence: 2_000 });
  const told = say(
    'Closed by ',
    { person: by },
    ', acting as ',
    { code: role },
    ', with ',
    { link: url, text: 'this reason' },
    ' of ',
    toTime(at),
    '. It stands in the evidence.',
  );
  return serialise([told]);
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
  const say = toSay({ repositoryUrl, sentence: 2_000 });
  return serialise([say('Everything that ', pull, ' owed is done. It stands in the evidence.')]);
};
