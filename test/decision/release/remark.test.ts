import { describe, expect, test } from '@jest/globals';
import { explainRemark, toTagRemark, toTargetRemark } from '../../../src/decision/release/remark.ts';
import { parseCommand } from '../../../src/records/command.ts';
import { notKnown, rewrite } from '../../cases/case.ts';
import { addReleaseBaseline, type ReleaseGiven, toReleaseGiven, toReleasePolicies } from '../../cases/release-case.ts';
import { sha } from '../../cases/release-parts.ts';

type Change = (given: ReleaseGiven) => void;

const write =
  (from: string, to: string): Change =>
  ({ record }) =>
    rewrite(record, (body) => body.replace(from, to));

const nowhere: Change = ({ facts }) => {
  facts.target = { known: true, value: null };
};

const addRecord =
  (isWithdrawn = false): Change =>
  (given) => {
    const other = { ...structuredClone(given.record), isWithdrawn };
    other.ref.number = 51;
    rewrite(other, (body) => body.replace('a'.repeat(40), sha('bb')));
    if (given.facts.records.known) given.facts.records.value.push(other);
  };

const all =
  (...changes: readonly Change[]): Change =>
  (given) => {
    for (const change of changes) change(given);
  };

const said = (remark: ReturnType<typeof toTargetRemark>): readonly [key: string, text: string] | null =>
  remark && [remark.key, explainRemark(remark, 'https://github.com/acme/pump')];

describe('F38: a release record that names no commit on which its check could be shown', () => {
  const judge = (change: Change) => said(toTargetRemark(toReleaseGiven(change).facts));

  test.each<[name: string, change: Change, key: string, ...words: string[]]>([
    [
      'names a short commit',
      all(nowhere, write('a'.repeat(40), 'aaaaaaa')),
      'no commit',
      'Under `Commit` it names no commit by its 40 characters.',
      'Edit this issue',
    ],
    ['names none', all(nowhere, write('a'.repeat(40), '_No response_')), 'no commit', 'it names no commit'],
    [
      'names one that is not there',
      nowhere,
      `commit ${'a'.repeat(40)}`,
      `it names \`${'a'.repeat(40)}\`, which is not in this repository`,
      'name a commit that is there',
    ],
    [
      'is one of two that name different commits',
      all(nowhere, addRecord()),
      'several records',
      'The tag `v1.1.0` is named by several release records',
      '[`#50`](https://github.com/acme/pump/issues/50) and [`#51`](https://github.com/acme/pump/issues/51)',
      'close the others as not planned',
    ],
    [
      'has another beside it that was withdrawn',
      all(nowhere, addRecord(true)),
      `commit ${'a'.repeat(40)}`,
      'is not in',
    ],
  ])('%s is told what it lacks', (_, change, key, ...words) => {
    const [told, text] = judge(change) ?? [];
    expect(told).toBe(key);
    for (const each of [...words, '`holdpoint/release` stands on the commit']) expect(text).toContain(each);
  });

  test.each<[name: string, change: Change]>([
    ['names one that is there', () => {}],
    ['names one that cannot be read', ({ facts }) => Object.assign(facts, { target: notKnown })],
    ['is of records that cannot be read', all(nowhere, ({ facts }) => Object.assign(facts, { records: notKnown }))],
    [
      'was withdrawn',
      all(nowhere, ({ record }) => {
        record.isWithdrawn = true;
      }),
    ],
  ])('%s is told nothing', (_, change) => {
    expect(judge(change)).toBeNull();
  });
});

describe('F38: a release record that names no tag of a release', () => {
  const judge = (change: Change) => {
    const given = toReleaseGiven(change);
    return said(toTagRemark(given.record, toReleasePolicies(given), given.facts.repository));
  };

  test.each<[name: string, change: Change, key: string, ...words: string[]]>([
    ['names none', write('### Tag\n\nv1.1.0', '### Tag\n\n_No response_'), 'no tag', 'Under `Tag` it names no tag.'],
    ['names two', write('### Tag\n\nv1.1.0', '### Tag\n\nv1.1.0 v1.1.1'), 'no tag', 'it names no tag'],
    [
      'names one that is none of a release',
      write('### Tag\n\nv1.1.0', '### Tag\n\n1.1.0'),
      'tag 1.1.0',
      'it names `1.1.0`, which the policy does not take for a release',
      'name a tag like `v*`',
    ],
  ])('%s is told what it lacks', (_, change, key, ...words) => {
    const [told, text] = judge(change) ?? [];
    expect(told).toBe(key);
    for (const each of words) expect(text).toContain(each);
  });

  const nameless = write('### Tag\n\nv1.1.0', '### Tag\n\n1.1.0');
  test.each<[name: string, change: Change]>([
    ['names one', () => {}],
    ['is closed', all(nameless, ({ record }) => Object.assign(record, { state: 'closed' }))],
    ['bears no mark', all(nameless, ({ record }) => Object.assign(record, { labels: [] }))],
    [
      'stands where nothing is asked of releases',
      all(nameless, ({ policy }) => {
        policy.release = null;
      }),
    ],
    [
      'names one that the baseline takes for a release',
      all(nameless, (given) => {
        addReleaseBaseline(given).asks.tags = ['1.*'];
      }),
    ],
  ])('%s is told nothing', (_, change) => {
    expect(judge(change)).toBeNull();
  });

  test('what it says in between is shown as what it is', () => {
    const text = judge(write('### Tag\n\nv1.1.0', '### Tag\n\n`@ada#12_x_|<b>`'))?.[1] ?? '';
    expect(text).toContain('`@ada#12_x_|<b>`');
    expect(text.replaceAll(/`[^`]*`/g, '')).not.toMatch(/@|#|</);
    expect(parseCommand(text).kind).toBe('none');
  });
});
