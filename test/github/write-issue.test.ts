import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type nock from 'nock';
import { closeIssue, removeLabel, reopenIssue, writeIssue } from '../../src/github/write-issue.ts';
import { failing, setUp, tearDown } from './reading.ts';
import { api, type Data, toClient } from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

const pump = { owner: 'acme', name: 'pump' };
const ref = { ...pump, number: 12 };
const since = '2026-11-03T00:00:00Z';
/** By GitHub's clock, which may be behind ours: an issue that was opened a moment ago may bear a time of before. */
const earliest = '2026-11-01T00:00:00.000Z';
const opened = {
  title: 'Merged without release',
  body: 'What is known.',
  labels: ['deviation'],
  marker: 'merge:7@abc',
  since,
};
const mark = '<!-- holdpoint:merge:7@abc -->';

const standing = (over: Data = {}): Data => ({
  number: 40,
  html_url: 'https://github.test/acme/pump/issues/40',
  body: `Edited since.\n\n${mark}`,
  user: { type: 'Bot' },
  performed_via_github_app: { id: 77 },
  ...over,
});
const list = (issues: readonly Data[]) =>
  api()
    .get('/api/v3/repos/acme/pump/issues')
    .query({ state: 'all', since: earliest, per_page: 100 })
    .reply(200, issues as nock.Body);
const post = (status = 201) => {
  const bodies: unknown[] = [];
  api()
    .post('/api/v3/repos/acme/pump/issues', (body) => {
      bodies.push(body);
      return true;
    })
    .reply(status, { number: 41, html_url: 'https://github.test/acme/pump/issues/41', message: 'no' });
  return bodies;
};
const write = () => writeIssue(toClient(), pump, opened);

describe('F37: an issue of our own', () => {
  test('is opened with its marker where nobody sees it', async () => {
    list([]);
    const bodies = post();
    expect(await write()).toEqual({ number: 41, url: 'https://github.test/acme/pump/issues/41' });
    expect(bodies).toEqual([{ title: opened.title, body: `What is known.\n\n${mark}`, labels: ['deviation'] }]);
  });

  test('is opened once: the first with its marker stands', async () => {
    list([standing({ number: 44, html_url: 'u44' }), standing({ performed_via_github_app: null })]);
    expect(await write()).toEqual({ number: 40, url: 'https://github.test/acme/pump/issues/40' });
  });

  test.each<[string, Data]>([
    ['that a person wrote', { user: { type: 'User' } }],
    ['of another App', { performed_via_github_app: { id: 5 } }],
    ['that is a pull request', { pull_request: { url: 'u' } }],
    ['of another marker', { body: mark.replace('abc', 'abcd') }],
    ['without a text', { body: null }],
    ['of nobody', { user: null }],
  ])('one %s is not it', async (_name, over) => {
    list([standing(over)]);
    post();
    expect(await write()).toMatchObject({ number: 41 });
  });

  test('nothing in a marker ends the comment that it stands in', async () => {
    list([]);
    const bodies = post();
    await writeIssue(toClient(), pump, { ...opened, marker: 'a -->\n@everyone' });
    expect(bodies).toEqual([
      expect.objectContaining({ body: expect.stringMatching(/<!-- holdpoint:a--@everyone -->$/) }),
    ]);
  });

  test.each([
    [502, { code: 'unavailable', retryable: true }],
    [403, { code: 'forbidden', retryable: false }],
    [410, { code: 'not-found' }],
  ])('%i: it is not tried again here', async (status, fault) => {
    list([]);
    const bodies = post(status);
    expect(await failing(write())).toMatchObject({ what: 'opening an issue in acme/pump', ...fault });
    expect(bodies).toHaveLength(1);
  });

  test.each<[string, () => Promise<void>, Data]>([
    ['closed', () => closeIssue(toClient(), ref, 'completed'), { state: 'closed', state_reason: 'completed' }],
    ['refused', () => closeIssue(toClient(), ref, 'not_planned'), { state: 'closed', state_reason: 'not_planned' }],
    ['opened again', () => reopenIssue(toClient(), ref), { state: 'open', state_reason: 'reopened' }],
  ])('is %s', async (_name, act, body) => {
    const scope = api()
      .patch('/api/v3/repos/acme/pump/issues/12', body as nock.DataMatcherMap)
      .reply(200, {});
    await act();
    expect(scope.isDone()).toBe(true);
  });

  test('that cannot be closed', async () => {
    api().patch('/api/v3/repos/acme/pump/issues/12').reply(403, { message: 'no' });
    expect(await failing(closeIssue(toClient(), ref, 'completed'))).toMatchObject({
      code: 'forbidden',
      what: 'closing acme/pump#12',
    });
  });
});

describe('F30: a label that somebody not entitled has set', () => {
  const path = '/api/v3/repos/acme/pump/issues/12/labels/safety%20%2F%20ok';
  const remove = () => removeLabel(toClient(), ref, 'safety / ok');

  test.each<[number, 'removed' | 'absent']>([
    [200, 'removed'],
    [404, 'absent'],
    [410, 'absent'],
  ])('%i: it is %s', async (status, outcome) => {
    api().delete(path).reply(status, []);
    expect(await remove()).toBe(outcome);
  });

  test('that the App may not take off', async () => {
    api().delete(path).reply(403, { message: 'no' });
    expect(await failing(remove())).toMatchObject({ code: 'forbidden', what: 'taking a label off acme/pump#12' });
  });
});
