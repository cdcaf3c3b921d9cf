import { findLookalikes, findSections, type IssueForm, type Section } from '../../records/issue-form.ts';
import type { IssueFacts } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import type { Reading } from '../reading.ts';
import { toActor, toCodes } from '../sentence.ts';
import type { Lack } from './gate.ts';

/** Whether an answer may say that the question does not apply: with a reason, not at all, or as it likes. */
type Denial = 'with-reason' | 'never' | 'as-it-likes';

/**
 * What lacks to the answers that a gate asks for under `headings` on a record: each section stands there once, says
 * something, and does not leave it at “not applicable”. One lack for each kind of fault, so that a form that is empty
 * makes one of them and not twenty.
 */
export const toMissingAnswers = (
  issue: IssueFacts,
  reading: Reading,
  headings: readonly string[],
  denial: Denial = 'with-reason',
): readonly Lack[] => {
  const form = reading.toForm(issue.body);
  if (form.unreadable !== null) {
    const what: Sentence = ['The form of ', { issue: issue.ref }, ' cannot be read: ', form.unreadable, '.'];
    return [toRecordLack(issue, what, ['Write the record anew, by its form.'])];
  }
  const states = headings.map((heading) => ({ heading, state: toState(form, heading, denial) }));
  return faults.flatMap(({ state, one, many, how }) => {
    const concerned = states.filter((entry) => entry.state === state).map(({ heading }) => heading);
    if (concerned.length === 0) return [];
    const subject: Sentence = [concerned.length === 1 ? 'The section ' : 'The sections '];
    const names = toCodes(concerned, 'and', concerned.length);
    const says = ` ${concerned.length === 1 ? one : many}.`;
    return [toRecordLack(issue, [...subject, ...names, ' of ', { issue: issue.ref }, says], how)];
  });
};

/** The one section that answers under a heading; null when none does, as `toMissingAnswers` then says. */
export const toAnswer = (
  { body }: IssueFacts,
  reading: Reading,
  heading: string,
  denial: Denial = 'with-reason',
): Section | null => {
  const form = reading.toForm(body);
  return toState(form, heading, denial) === 'answered' ? (findSections(form, heading)[0] ?? null) : null;
};

/** Something that lacks on a record and that whoever may edit it can put right. */
export const toRecordLack = (issue: IssueFacts, what: Sentence, how: Sentence): Lack => ({
  status: 'failed',
  missing: {
    what,
    who: [toActor(issue.author, 'The author of the issue'), ' or anybody who may edit the issue'],
    how,
    link: issue.url,
  },
});

type State = 'answered' | 'blank' | 'absent' | 'repeated' | 'disguised' | 'bare' | 'denied';

const toState = (form: IssueForm, heading: string, denial: Denial): State => {
  const [section, ...others] = findSections(form, heading);
  if (findLookalikes(form, heading).length > 0 || section?.suspicious === true) return 'disguised';
  if (section === undefined) return 'absent';
  if (others.length > 0) return 'repeated';
  if (section.blank) return 'blank';
  if (section.notApplicable === 'no' || denial === 'as-it-likes') return 'answered';
  if (denial === 'never') return 'denied';
  return section.notApplicable === 'bare' ? 'bare' : 'answered';
};

const faults: readonly {
  readonly state: State;
  readonly one: string;
  readonly many: string;
  readonly how: Sentence;
}[] = [
  {
    state: 'blank',
    one: 'is blank',
    many: 'are blank',
    how: ['Edit the issue and write under each heading; where it does not apply, write why.'],
  },
  {
    state: 'bare',
    one: 'says only that it does not apply',
    many: 'say only that they do not apply',
    how: ['Edit the issue and write under each heading why it does not apply, in a sentence.'],
  },
  {
    state: 'denied',
    one: 'says that it does not apply, and it does',
    many: 'say that they do not apply, and they do',
    how: ['Edit the issue and write under each heading what changes: what it is, from which version to which.'],
  },
  {
    state: 'absent',
    one: 'is not there',
    many: 'are not there',
    how: ['Edit the issue, add each heading on a line of its own after ', { code: '###' }, ', and write under it.'],
  },
  {
    state: 'repeated',
    one: 'stands there more than once',
    many: 'stand there more than once',
    how: ['Edit the issue so that each heading stands there once.'],
  },
  {
    state: 'disguised',
    one: 'has a heading with characters that cannot be seen',
    many: 'have headings with characters that cannot be seen',
    how: ['Edit the issue and write each heading anew, by hand.'],
  },
];
