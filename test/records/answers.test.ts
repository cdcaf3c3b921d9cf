import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { toAnswerDigests } from '../../src/records/answers.ts';
import { recordTypes } from '../../src/records/record-types.ts';
import { fillForm } from '../../stage/fill-form.ts';

const words = 'the alarm sounds two seconds earlier';
const digest = `sha256:${createHash('sha256').update(words, 'utf8').digest('hex')}`;
const of = (answer: string) => toAnswerDigests(`### Impact\n\n${answer}\n\n### Next\n\n_No response_\n`);

describe('an answer in own words', () => {
  test.each([
    ['as it is', 'The alarm sounds two seconds earlier.'],
    ['in other letter case', 'THE ALARM sounds two seconds earlier'],
    ['with other white space', 'The  alarm\n\nsounds\ttwo\u00A0seconds\r\nearlier'],
    ['with other punctuation', '“The alarm sounds, two seconds earlier” …'],
    ['with markup', '**The** _alarm_ `sounds` [two](https://example.com) ~~three~~ seconds earlier<!-- x -->'],
    ['in a list', '- The alarm\n- sounds two seconds\n- earlier'],
    ['in a quote', '> The alarm sounds\n> two seconds earlier'],
    ['in a fence', '```\nThe alarm sounds two seconds earlier\n```'],
    ['with characters that cannot be seen', 'The al\u200Barm sounds\u00AD two seconds earlier'],
    ['in another width', 'Ｔｈｅ ａｌａｒｍ sounds two seconds earlier'],
    ['under the help text, pasted', `${recordTypes[0]?.fields[0]?.help}\n\nThe alarm sounds two seconds earlier`],
    ['beside boxes', 'The alarm sounds two seconds earlier\n\n- [x] Analysed by the bench team of the firmware'],
    ['under a sub-heading', 'The alarm sounds\n\n#### and so on and so forth\n\ntwo seconds earlier'],
  ])('F20: gives one digest %s', (_, answer) => {
    expect(of(answer)[0]).toEqual({ heading: 'impact', digest });
  });

  test('F20: is named by its heading as headings are compared', () => {
    expect(toAnswerDigests(`###  **New**  CAUSES\n\n${words}`)).toEqual([{ heading: 'new causes', digest }]);
  });

  test('F20: has another digest when a word differs, or their order', () => {
    const other = of('The alarm sounds two seconds later');
    expect(other).toHaveLength(1);
    expect(other).not.toEqual(of(words));
    expect(of('sounds the alarm two seconds earlier')).not.toEqual(of(words));
  });
});

describe('what is no answer in own words', () => {
  test.each([
    ['nothing', ''],
    ['_No response_', '_No response_'],
    ['four words', 'The alarm sounds earlier'],
    ['a bare refusal, however long', 'Not applicable because it is not applicable to this change'],
    ['a tick', '- [x] The alarm sounds two seconds earlier than before'],
    ['an open box', '- [ ] The alarm sounds two seconds earlier than before'],
    ['a comment', '<!-- The alarm sounds two seconds earlier -->'],
    ['a picture', '<img src="https://example.com/the-alarm-sounds-two-seconds-earlier.png">'],
    ['what is struck out', '~~The alarm sounds two seconds earlier~~'],
  ])('F20: %s', (_, answer) => {
    expect(of(answer)).toEqual([]);
  });

  test.each(recordTypes.map((record) => [record.id, record] as const))(
    'F20: nothing that the form of a %s says itself',
    (_, { introduction, fields }) => {
      const wording = fields.flatMap(({ heading, help, answer }) => [
        heading,
        help,
        help.toUpperCase(),
        ...(answer.kind === 'choice' ? [...answer.options, answer.options.join(', ')] : []),
        ...(answer.kind === 'checklist' ? answer.items.map(({ text }) => text) : []),
        ...(answer.kind === 'line' && answer.placeholder !== null ? [answer.placeholder] : []),
      ]);
      for (const said of [...wording, ...introduction.split('\n')]) expect([said, of(said)]).toEqual([said, []]);
      expect(of(fields.map(({ help }) => help).join('\n\n'))).toEqual([]);
    },
  );

  test('F20: a form that cannot be read', () => {
    expect(toAnswerDigests(`<details>\n\n### Impact\n\n${words}\n\n</details>`)).toEqual([]);
  });
});

describe('two records', () => {
  const form = '.github/ISSUE_TEMPLATE/change-request.yml';
  const digests = (answers: Readonly<Record<string, string>> | 'all', about?: string): readonly string[] =>
    toAnswerDigests(fillForm(form, answers, ['Approval checklist'], about)).map(({ digest }) => digest);

  test('F20: share nothing by being filled in on the same form', () => {
    const [one, other] = [digests('all', 'Louder alarm'), digests('all', 'Longer battery life')];
    expect(one.length).toBeGreaterThan(15);
    expect(one.filter((digest) => other.includes(digest))).toEqual([]);
    expect(digests({ 'Type of change': 'corrective', Disposition: 'software' })).toEqual([]);
  });

  test('F20: share what one took from the other, under whatever heading', () => {
    const answers = { Security: `It is so that ${words}.` };
    expect(digests({ SOUP: `it is so – that ${words}` })).toEqual(digests(answers));
    expect(digests({ SOUP: 'it is not so that the alarm sounds' })).not.toEqual(digests(answers));
  });
});

test('F20: the same words give the same digest, others another', () => {
  const word = fc.stringMatching(/^[a-z]{4,9}$/);
  const sentence = fc.array(word, { minLength: 5, maxLength: 12 }).map((words) => ['alarm', ...words]);
  const joint = fc.constantFrom(' ', '\n', ', ', '  ', '\n\n', '. ');
  fc.assert(
    fc.property(sentence, sentence, fc.infiniteStream(joint), (one, other, joints) => {
      const written = one.map((word) => word + joints.next().value).join('');
      expect(of(written)).toEqual(of(one.join(' ').toUpperCase()));
      fc.pre(one.join(' ') !== other.join(' '));
      expect(of(written)).not.toEqual(of(other.join(' ')));
    }),
  );
});
