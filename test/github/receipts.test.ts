import { describe, expect, test } from '@jest/globals';
import { example, observationsOf, type Payload, read, subjectsOf } from './payloads.ts';

describe('F71: the text of an issue is kept, from its opening and from every edit', () => {
  const edited = (changes: unknown): Payload => ({ ...example('issues', 'edited'), changes });
  const written = {
    kind: 'body',
    nodeId: 'MDU6SXNzdWU0NDQ1MDAwNDE=',
    at: '2019-05-15T15:20:18Z',
    editor: { id: 21031067, login: 'Codertocat', kind: 'person', name: null },
    body: "It looks like you accidently spelled 'commit' with two 't's.",
  };
  const issueOf = (payload: Payload): Payload => payload['issue'] as Payload;

  test('opened: by its author, at its creation', () => {
    expect(observationsOf('issues', example('issues', 'opened'))).toEqual([{ ...written, from: null }]);
  });

  test('edited: by the sender, at the edit, with the text before', () => {
    const payload = edited({ body: { from: 'before' } });
    payload['sender'] = { id: 9, login: 'ada', type: 'User' };
    issueOf(payload)['updated_at'] = '2026-11-21T02:30:23Z';
    expect(observationsOf('issues', payload)).toEqual([
      {
        ...written,
        at: '2026-11-21T02:30:23Z',
        editor: { id: 9, login: 'ada', kind: 'person', name: null },
        from: 'before',
      },
    ]);
  });

  test('a body that was empty, or is', () => {
    const payload = edited({ body: {} });
    issueOf(payload)['body'] = null;
    expect(observationsOf('issues', payload)).toEqual([{ ...written, body: '', from: null }]);
  });

  test('an author who is gone is nobody', () => {
    const payload = example('issues', 'opened');
    issueOf(payload)['user'] = null;
    expect(observationsOf('issues', payload)).toEqual([{ ...written, editor: null, from: null }]);
  });

  test.each<[string, Payload]>([
    ['an edited title', edited({ title: { from: 'Old title' } })],
    ['an issue that was moved here, which has a past', { ...example('issues', 'opened'), changes: { old_issue: {} } }],
    ['a label', example('issues', 'labeled')],
  ])('nothing of %s', (_name, payload) => {
    expect(read('issues', payload)).toMatchObject({ subjects: [{ kind: 'record' }], observations: [] });
  });
});

describe('F28: a comment on an issue is observed', () => {
  const comment = (action: string, over: Payload = {}, from?: string): Payload => {
    const payload: Payload = { ...example('issue_comment', 'created'), action };
    Object.assign(payload['comment'] as Payload, over);
    return from === undefined ? payload : { ...payload, changes: { body: { from } } };
  };
  const seen = {
    kind: 'comment',
    commentId: 492700400,
    nodeId: 'MDU6SXNzdWU0NDQ1MDAwNDE=',
    url: 'https://github.com/Codertocat/Hello-World/issues/1#issuecomment-492700400',
    author: { id: 21031067, login: 'Codertocat', kind: 'person', name: null },
    actor: { id: 21031067, login: 'Codertocat', kind: 'person', name: null },
    createdAt: '2019-05-15T15:20:21Z',
    updatedAt: '2019-05-15T15:20:21Z',
    from: null,
  };
  const sign = '/sign approval approval';

  test.each<[string, Payload, Payload]>([
    ['created', comment('created', { body: sign }), { action: 'created', body: sign, isCommand: true }],
    [
      'edited away',
      comment('edited', { body: 'never mind', updated_at: '2019-05-16T00:00:00Z' }, '/revoke approval'),
      {
        action: 'edited',
        body: 'never mind',
        from: '/revoke approval',
        isCommand: true,
        updatedAt: '2019-05-16T00:00:00Z',
      },
    ],
    [
      'edited into one',
      comment('edited', { body: '/emergency the pump stops' }, 'hello'),
      { action: 'edited', body: '/emergency the pump stops', from: 'hello', isCommand: true },
    ],
    [
      'deleted by somebody else',
      { ...comment('deleted', { body: sign, user: null }), sender: { id: 9, login: 'ada', type: 'User' } },
      {
        action: 'deleted',
        body: sign,
        isCommand: true,
        author: null,
        actor: { id: 9, login: 'ada', kind: 'person', name: null },
      },
    ],
    ['without a text', comment('created', { body: null }), { action: 'created', body: '', isCommand: false }],
  ])('%s', (_name, payload, expected) => {
    expect(observationsOf('issue_comment', payload)).toEqual([{ ...seen, ...expected }]);
  });

  test.each([
    ['/deviation the analysis came late', true],
    ['/SIGN approval', true],
    ['please\n/revoke approval', true],
    ['I would /sign approval approval', false],
    ['> /sign approval approval', false],
    ['```\n/sign approval approval\n```', false],
    ['lunch?', false],
  ])('whether it gives a command, so that it is worth keeping: %j', (body, isCommand) => {
    expect(observationsOf('issue_comment', comment('created', { body }))).toEqual([
      expect.objectContaining({ body, isCommand }),
    ]);
  });

  test('on a pull request too, so that a command is answered where it does not count; no record is named', () => {
    const payload = comment('created', { body: sign });
    payload['issue'] = { number: 1, node_id: 'PR_1', pull_request: {} };
    expect(observationsOf('issue_comment', payload)).toEqual([
      expect.objectContaining({ nodeId: 'PR_1', body: sign, isCommand: true }),
    ]);
    expect(subjectsOf('issue_comment', payload)).toEqual([expect.stringMatching(/^pull_request:/)]);
  });
});
