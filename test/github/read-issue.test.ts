import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fact } from '../../src/decision/facts.ts';
import { readPullRequest } from '../../src/github/read-pull-request.ts';
import { issueOf, read, ref, setUp, tearDown, warm } from './reading.ts';
import { ada, answerFrom, app, bob, connection, type Data, issue, refusal, toClient, world } from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

describe('F30: who set which label, and when', () => {
  const labelEvent = (over: Data = {}) => ({
    __typename: 'LabeledEvent',
    createdAt: '2026-11-02T00:00:00Z',
    actor: ada,
    label: { name: 'approved', createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' },
    ...over,
  });
  const eventsOf = async (...events: unknown[]) => (await issueOf({ timelineItems: connection(events) })).labelEvents;

  test('oldest first, with the actor', async () => {
    expect(
      await eventsOf(
        labelEvent({ __typename: 'UnlabeledEvent', createdAt: '2026-11-04T00:00:00Z', actor: app }),
        labelEvent(),
      ),
    ).toEqual({
      known: true,
      value: [
        {
          action: 'labeled',
          label: 'approved',
          actor: { known: true, value: { id: 1, login: 'ada', kind: 'person', name: 'Ada' } },
          at: '2026-11-02T00:00:00Z',
          labelNamedSince: { known: true, value: '2026-01-01T00:00:00Z' },
        },
        {
          action: 'unlabeled',
          label: 'approved',
          actor: { known: true, value: { id: 3, login: 'renovate', kind: 'bot', name: null } },
          at: '2026-11-04T00:00:00Z',
          labelNamedSince: { known: true, value: '2026-01-01T00:00:00Z' },
        },
      ],
    });
  });

  test.each<[string, Data, Fact<string>]>([
    ['changed later', { updatedAt: '2026-11-03T00:00:00Z' }, { known: true, value: '2026-11-03T00:00:00Z' }],
    [
      'without a time',
      { updatedAt: null },
      { known: false, reason: 'GitHub does not say when the label got its name' },
    ],
  ])('a label %s: since when its name is certain', async (_name, label, since) => {
    const event = labelEvent();
    expect(await eventsOf({ ...event, label: { ...event.label, ...label } })).toMatchObject({
      value: [{ labelNamedSince: since }],
    });
  });

  test('a deleted account is unknown, an account without a number too', async () => {
    expect(
      await eventsOf(labelEvent({ actor: null }), labelEvent({ actor: { ...ada, databaseId: null } })),
    ).toMatchObject({
      value: [{ actor: { known: false, reason: 'the account no longer exists' } }, { actor: { known: false } }],
    });
  });

  test('an organisation is not a person, and a placeholder of an import may be anybody', async () => {
    const events = ['Organization', 'Mannequin'].map((__typename) => labelEvent({ actor: { ...ada, __typename } }));
    expect(await eventsOf(...events)).toMatchObject({
      value: [{ actor: { value: { kind: 'bot' } } }, { actor: { known: false } }],
    });
  });

  test('a hole in the list makes the events unknown', async () => {
    expect(await eventsOf(labelEvent(), null)).toMatchObject({ known: false });
  });

  test('more than a page: 250 events, 250 comments and 60 edits of one issue are read in four requests', async () => {
    const edits = Array.from({ length: 60 }, (_, n) => ({
      editedAt: `2026-11-01T00:${String(59 - n).padStart(2, '0')}:00Z`,
      deletedAt: null,
      diff: n === 0 ? 'text' : `old ${n}`,
      editor: ada,
    }));
    const comments = Array.from({ length: 250 }, (_, n) => ({
      url: `u${n}`,
      createdAt: '2026-11-02T00:00:00Z',
      lastEditedAt: null,
      body: 'b',
      author: ada,
    }));
    const long = issue(1, {
      includesCreatedEdit: true,
      timelineItems: connection(Array.from({ length: 250 }, () => labelEvent())),
      userContentEdits: connection(edits),
      comments: connection(comments),
    });
    const { queries } = answerFrom({ ...world({ closingIssuesReferences: connection([long]) }), node: long });
    const { facts } = await readPullRequest(toClient(), ref, warm());
    if (!facts.links.known || !facts.links.value[0]?.issue.known) throw new Error('unknown');
    const { labelEvents, comments: read, revisions } = facts.links.value[0].issue.value;
    expect([labelEvents, read, revisions].map((fact) => fact.known && fact.value.length)).toEqual([250, 250, 60]);
    expect(queries).toHaveLength(3);
  });

  test('a further page that may not be read makes its list unknown, not short', async () => {
    const comments = connection(
      Array.from({ length: 60 }, (_, n) => ({
        url: `u${n}`,
        createdAt: '2026-11-02T00:00:00Z',
        lastEditedAt: null,
        body: 'b',
        author: ada,
      })),
    );
    const root = {
      ...world({ closingIssuesReferences: connection([issue(1, { comments })]) }),
      node: refusal('FORBIDDEN', 'no'),
    };
    const { facts } = await read(root);
    expect(facts.links).toMatchObject({ value: [{ issue: { known: true, value: { comments: { known: false } } } }] });
  });
});

describe('F27: the revisions of a record', () => {
  const edit = (at: string, diff: string | null, over: Data = {}) => ({
    editedAt: at,
    deletedAt: null,
    diff,
    editor: bob,
    ...over,
  });
  const first = '2026-11-01T00:00:00Z';
  const revisionsOf = async (edits: unknown[], over: Data = {}) =>
    (await issueOf({ includesCreatedEdit: true, userContentEdits: connection(edits), ...over })).revisions;

  test('never edited: the original', async () => {
    expect(await revisionsOf([], { includesCreatedEdit: false })).toMatchObject({
      value: [{ at: first, editor: { value: { login: 'ada' } }, body: { known: true, value: 'text' } }],
    });
  });

  test('GitHub lists them newest first', async () => {
    expect(
      await revisionsOf([edit('2026-11-02T00:00:00Z', 'te\r\nxt'), edit(first, 'old')], { body: 'te\nxt' }),
    ).toMatchObject({
      value: [
        { at: first, body: { value: 'old' } },
        { at: '2026-11-02T00:00:00Z', editor: { value: { login: 'bob' } }, body: { value: 'te\r\nxt' } },
      ],
    });
  });

  test('two edits in one second keep their order', async () => {
    expect(await revisionsOf([edit(first, 'text'), edit(first, 'b'), edit(first, 'a')])).toMatchObject({
      value: [{ body: { value: 'a' } }, { body: { value: 'b' } }, { body: { value: 'text' } }],
    });
  });

  test.each<[string, unknown[], Data]>([
    ['the original is not among them', [edit('2026-11-02T00:00:00Z', 'text')], { includesCreatedEdit: false }],
    [
      'the original was deleted from the history',
      [edit('2026-11-02T00:00:00Z', 'text'), edit(first, null, { deletedAt: '2026-11-03T00:00:00Z' })],
      {},
    ],
    [
      'a deleted revision is not trusted even with its text',
      [edit('2026-11-02T00:00:00Z', 'text'), edit(first, 'x', { deletedAt: '2026-11-03T00:00:00Z' })],
      {},
    ],
  ])('%s: its text is unknown, that it was is known', async (_name, edits, over) => {
    expect(await revisionsOf(edits, over)).toMatchObject({
      known: true,
      value: [{ at: first, body: { known: false } }, { body: { value: 'text' } }],
    });
  });

  test('a history that ends in another text is unknown', async () => {
    expect(await revisionsOf([edit('2026-11-02T00:00:00Z', 'another'), edit(first, 'old')])).toMatchObject({
      known: false,
    });
  });

  test('fewer edits than counted: unknown', async () => {
    expect((await issueOf({ userContentEdits: connection([edit(first, 'text')], 2) })).revisions).toMatchObject({
      known: false,
    });
  });
});
