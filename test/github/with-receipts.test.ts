import { describe, expect, test } from '@jest/globals';
import type { Account, Comment, Fact, Revision } from '../../src/decision/facts.ts';
import { known, unknown } from '../../src/decision/facts.ts';
import type { CommentReceipt, RevisionReceipt } from '../../src/github/memory.ts';
import { toReceiptedComments, toReceiptedRevisions } from '../../src/github/with-receipts.ts';

const person = (id: number): Fact<Account> => known({ id, login: `p${id}`, kind: 'person', name: null });
const [ada, bob] = [person(1), person(2)];
const gone = unknown('the account no longer exists');
const deleted = unknown('this revision was deleted from the edit history');
const at = (second: number): string => new Date(Date.UTC(2026, 10, 1, 0, 0, second)).toISOString().replace('.000', '');

const revision = (second: number, body: string | null, editor: Fact<Account> = ada): Revision => ({
  at: at(second),
  editor,
  body: body === null ? deleted : known(body),
  source: 'history',
});
const told = (second: number, body: string, over: Partial<RevisionReceipt> = {}): RevisionReceipt => ({
  at: at(second),
  editor: ada,
  body,
  from: null,
  ...over,
});

/** Texts and sources, `?` for an unknown text: `a history`. */
const shown = (fact: ReturnType<typeof toReceiptedRevisions>): readonly string[] | string =>
  fact.known ? fact.value.map(({ body, source }) => `${body.known ? body.value : '?'} ${source}`) : 'unknown';

describe('F27: revisions that GitHub keeps no copy of', () => {
  test.each<[string, Revision[], RevisionReceipt[], string, readonly string[] | string]>([
    ['no receipts', [revision(0, 'a')], [], 'a', ['a history']],
    [
      'all are in the history',
      [revision(0, 'a'), revision(9, 'b')],
      [told(0, 'a'), told(9, 'b')],
      'b',
      ['a history', 'b history'],
    ],
    [
      'a revision that was deleted',
      [revision(0, null), revision(60, 'b')],
      [told(0, 'a')],
      'b',
      ['a receipt', 'b history'],
    ],
    [
      '… with a delivery some seconds later',
      [revision(0, null), revision(60, 'b')],
      [told(8, 'a')],
      'b',
      ['a receipt', 'b history'],
    ],
    [
      '… told only as what an edit replaced',
      [revision(0, null), revision(60, 'b')],
      [told(60, 'b', { from: 'a' })],
      'b',
      ['a receipt', 'b history'],
    ],
    [
      '… by somebody else',
      [revision(0, null, bob), revision(60, 'b')],
      [told(0, 'b')],
      'b',
      ['? history', 'b receipt', 'b history'],
    ],
    [
      '… much later',
      [revision(0, null), revision(60, 'b')],
      [told(30, 'x')],
      'b',
      ['? history', 'x receipt', 'b history'],
    ],
    [
      'two in one second, one receipt',
      [revision(0, null), revision(0, null), revision(60, 'b')],
      [told(0, 'a')],
      'b',
      ['? history', '? history', 'b history'],
    ],
    [
      'two seconds apart, each with its receipt',
      [revision(0, null), revision(2, null), revision(60, 'b')],
      [told(0, 'x'), told(2, 'y')],
      'b',
      ['x receipt', 'y receipt', 'b history'],
    ],
    [
      'one that the history lacks',
      [revision(0, 'a'), revision(60, 'c')],
      [told(0, 'a'), told(30, 'b')],
      'c',
      ['a history', 'b receipt', 'c history'],
    ],
    [
      'there and back',
      [revision(0, 'a')],
      [told(0, 'a'), told(30, 'b'), told(60, 'a')],
      'a',
      ['a history', 'b receipt', 'a receipt'],
    ],
    [
      'a delivery written after the next edit',
      [revision(0, 'a'), revision(20, 'b', bob), revision(22, 'c')],
      [told(22, 'c', { editor: bob })],
      'c',
      ['a history', 'b history', 'c history'],
    ],
    [
      'a delivery written after something else had happened',
      [revision(0, 'a'), revision(20, 'b')],
      [told(50, 'b')],
      'b',
      ['a history', 'b history'],
    ],
    ['line ends', [revision(0, 'a\r\nb')], [told(0, 'a\nb')], 'a\nb', ['a\r\nb history']],
    ['an edit that GitHub does not show yet', [revision(0, 'a')], [told(0, 'a'), told(60, 'b')], 'a', 'unknown'],
  ])('%s', (_name, history, receipts, present, expected) => {
    expect(shown(toReceiptedRevisions(known(history), receipts, present))).toEqual(expected);
  });

  test('an editor whose account is gone is known from the receipt', () => {
    const [one] = [toReceiptedRevisions(known([revision(0, 'a', gone)]), [told(0, 'a', { editor: bob })], 'a')];
    expect(one).toMatchObject({ known: true, value: [{ editor: bob, source: 'receipt' }] });
  });

  test('a history that could not be read stays unknown', () => {
    expect(toReceiptedRevisions(unknown('cut off'), [told(0, 'a')], 'a')).toEqual(unknown('cut off'));
  });
});

const url = (number: number, repository = 'acme/pump'): string =>
  `https://github.test/${repository}/issues/1#issuecomment-${number}`;
const standing = (number: number, body: string, over: Partial<Comment> = {}): Comment => ({
  url: url(number),
  author: ada,
  createdAt: at(number),
  editedAt: null,
  deleted: null,
  body,
  firstBody: null,
  ...over,
});
const receipt = (number: number, over: Partial<CommentReceipt> = {}): CommentReceipt => ({
  url: url(number),
  author: ada,
  createdAt: at(number),
  editedAt: null,
  firstBody: '/revoke approval',
  lastBody: '/revoke approval',
  deleted: null,
  receivedAt: at(number),
  ...over,
});
const complete = (comments: Comment[], receipts: CommentReceipt[], observedAt = at(1000)) =>
  toReceiptedComments('reading', known(comments), receipts, observedAt);

describe('F26: comments that were edited or deleted', () => {
  test('what an edited one said at first', () => {
    const comments = [standing(1, 'never mind', { editedAt: at(5) }), standing(2, 'a\r\nb'), standing(3, 'c')];
    const receipts = [receipt(1), receipt(2, { firstBody: 'a\nb', lastBody: 'a\nb' })];
    expect(complete(comments, receipts)).toMatchObject({
      known: true,
      value: [{ body: 'never mind', firstBody: '/revoke approval' }, { firstBody: null }, { firstBody: null }],
    });
  });

  test('one is the same in a repository that was renamed', () => {
    expect(complete([standing(1, 'x')], [receipt(1, { url: url(1, 'acme/old') })])).toMatchObject({
      value: [{ url: url(1), firstBody: '/revoke approval' }],
    });
  });

  test('a deleted command is among them, with who deleted it', () => {
    const by = { at: at(9), by: bob };
    const receipts = [receipt(1, { deleted: by, lastBody: 'oh', editedAt: at(5) })];
    expect(complete([standing(2, 'x')], receipts)).toEqual(
      known([standing(1, 'oh', { deleted: by, firstBody: '/revoke approval', editedAt: at(5) }), standing(2, 'x')]),
    );
  });

  test('one that GitHub still shows is deleted when the delivery says so', () => {
    const by = { at: at(9), by: bob };
    expect(complete([standing(1, '/revoke approval')], [receipt(1, { deleted: by })])).toMatchObject({
      value: [{ deleted: by, firstBody: null }],
    });
  });

  test('what was deleted and never was a command is not kept', () => {
    const chat = { firstBody: 'Lunch?', lastBody: 'Dinner?' };
    expect(complete([], [receipt(1, chat), receipt(2, { ...chat, receivedAt: at(1000) })])).toEqual(known([]));
  });

  test('one that vanished without a word is deleted by nobody knows whom', () => {
    expect(complete([], [receipt(1)])).toMatchObject({
      value: [{ deleted: { at: at(1), by: { known: false } }, body: '/revoke approval' }],
    });
  });

  test.each([
    [60, false],
    [59, true],
  ])('one received %i seconds ago that GitHub does not show', (seconds, isFault) => {
    const run = () => complete([], [receipt(1, { receivedAt: at(100) })], at(100 + seconds));
    if (isFault) expect(run).toThrow(expect.objectContaining({ code: 'changed-meanwhile', retryable: true }));
    else expect(run()).toMatchObject({ known: true });
  });

  test('a list that could not be read stays unknown', () => {
    expect(toReceiptedComments('reading', unknown('cut off'), [receipt(1)], at(0))).toEqual(unknown('cut off'));
  });
});
