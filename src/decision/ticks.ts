import type { Checklist } from '../policy/policy.ts';
import { findSections } from '../records/issue-form.ts';
import { toComparable } from '../records/plain-text.ts';
import { toActKey } from './act-key.ts';
import { judgeRole } from './authority.ts';
import { type Account, type Fact, type Instant, known, type Revision, unknown } from './facts.ts';
import type { Tick } from './finding.ts';
import { byTime } from './instant.ts';
import { type Judgement, refused, undetermined } from './judgement.ts';
import type { Reading } from './reading.ts';
import type { Ground } from './sign-off-conditions.ts';

/**
 * Who ticked which box under the gate's heading, and when: the editor of the revision since which it has been ticked; of
 * a box that was ticked in the first text, its author (F30, F71). Unknown where that revision, or one that may have been
 * it, is gone. Boxes that are not ticked, and checklists that are not there once, have none.
 */
export const toTicks = ({ gate, config, issue, reading }: Ground): readonly Tick[] => {
  const { checklist } = config;
  if (checklist === null) return [];
  const { revisions } = issue;
  const newestFirst = revisions.known ? [...revisions.value].sort(byTime).reverse() : [];
  return [...toTicked(issue.body, checklist, reading)].map(([key, item]): Tick => {
    const found = revisions.known
      ? findTick(newestFirst, (body) => toTicked(body, checklist, reading).has(key))
      : revisions;
    const [by, at]: [Fact<Account>, Fact<Instant>] = found.known
      ? [found.value.editor, known(found.value.at)]
      : [found, found];
    return { gate, record: issue.ref, item, by, at };
  });
};

/** The items under the heading all of whose boxes are ticked, as they are compared and as the record words them. */
const toTicked = (body: string, { heading }: Checklist, { toForm }: Reading): ReadonlyMap<string, string> => {
  const [section, ...others] = findSections(toForm(body), heading);
  if (section === undefined || others.length > 0) return new Map();
  const tasks = section.checklist.map(({ text, ticked }) => ({ key: toComparable(text), text, ticked }));
  const open = new Set(tasks.filter(({ ticked }) => !ticked).map(({ key }) => key));
  return new Map(tasks.filter(({ key }) => !open.has(key)).map(({ key, text }) => [key, text]));
};

/** Walks back from the newest revision while the box is ticked. */
const findTick = (newestFirst: readonly Revision[], isTicked: (body: string) => boolean): Fact<Revision> => {
  let since: Revision | null = null;
  for (const revision of newestFirst) {
    if (!revision.body.known) return unknown('the revision that ticked it may be gone from the history');
    if (!isTicked(revision.body.value)) break;
    since = revision;
  }
  return since === null ? unknown('it was changed while it was being read') : known(since);
};

/** Why a tick does not count where only those of the gate's roles do; null when it does. */
export const judgeTick = ({ by, at }: Tick, { config, issue, roles, contributors }: Ground): Judgement | null => {
  if (!at.known) return undetermined({ code: at.reason });
  if (!by.known) return undetermined('GitHub does not name who ticked it');
  const person = by.value;
  if (person.kind !== 'person') return refused({ person }, ' is not a person');
  const did = contributors.excluded.get(person.id);
  if (did !== undefined) return refused({ person }, ' ', ...did, ' and so is not independent of it');
  const deed = { person, key: toActKey(issue, 'tick', at.value, person), at: at.value };
  const holdings = config.signOffs.map(({ role }) => judgeRole(roles, role, deed));
  if (!holdings.some(({ held }) => held === 'yes')) {
    const doubt = holdings.find((holding) => holding.held === 'unknown');
    if (doubt?.held === 'unknown') return undetermined(...doubt.because);
    const [reason] = holdings.flatMap((holding) => (holding.held === 'no' ? [holding.because] : []));
    return refused(...(reason ?? []));
  }
  return contributors.unknown.length > 0 ? undetermined('not everybody who had a part in it is known') : null;
};
