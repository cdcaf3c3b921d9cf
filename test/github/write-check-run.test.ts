import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import type { ExistingCheckRun } from '../../src/github/check-run.ts';
import { type CheckRunOutput, toExternalId, writeCheckRun } from '../../src/github/write-check-run.ts';
import { writeComment } from '../../src/github/write-comment.ts';
import { api, type Data, grantToken, sha, toClient } from './stand-in.ts';

const repository = { owner: 'acme', name: 'pump' };
const head = sha(2);
const runs = '/api/v3/repos/acme/pump/check-runs';
const output: CheckRunOutput = {
  conclusion: 'failure',
  title: '2 hold points open',
  summary: '| gate |',
  detailsUrl: 'https://h.test/e/1',
};
const externalId = toExternalId(output);
const existing: ExistingCheckRun = { id: 40, url: 'u40', externalId, conclusion: 'failure', title: 't' };
const answer = (id: number) => ({ id, html_url: `h${id}`, url: `u${id}` });
const sent = {
  name: 'holdpoint/change-control',
  status: 'completed',
  conclusion: 'failure',
  external_id: externalId,
  output: { title: '2 hold points open', summary: '| gate |' },
  details_url: 'https://h.test/e/1',
};
const standing = (over: Data = {}) => ({
  ...answer(41),
  external_id: externalId,
  conclusion: 'failure',
  output: { title: 't' },
  ...over,
});
const look = (...found: Data[]) =>
  api()
    .get(`/api/v3/repos/acme/pump/commits/${head}/check-runs`)
    .query({ check_name: sent.name, app_id: 77, filter: 'latest', per_page: 100 })
    .reply(200, { total_count: found.length, check_runs: found });
const turn = async () => new AbortController().signal;
const write = (present: ExistingCheckRun | null, shown = output) =>
  writeCheckRun(toClient(), repository, { headSha: head, name: 'holdpoint/change-control' }, present, shown, turn);

beforeEach(() => {
  nock.disableNetConnect();
  grantToken();
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('F32: the check run on the head commit', () => {
  test('is created, completed, when none stands there', async () => {
    api()
      .post(runs, { ...sent, head_sha: head })
      .reply(201, answer(40));
    expect(await write(null)).toEqual({ id: 40, url: 'h40' });
  });

  test.each<[string, Partial<ExistingCheckRun>]>([
    ['shows something else', { externalId: 'sha256:other' }],
    ['was written by something that kept no digest', { externalId: null }],
    ['was asked to run again', { conclusion: null }],
    ['has another conclusion under the same digest', { conclusion: 'success' }],
  ])('is renewed when the present one %s', async (_name, over) => {
    api().patch(`${runs}/40`, sent).reply(200, answer(40));
    expect(await write({ ...existing, ...over })).toEqual({ id: 40, url: 'h40' });
  });

  test('F77: nothing is written when the same stands there', async () => {
    expect(await write(existing)).toBe('unchanged');
  });

  test.each<[string, Partial<CheckRunOutput>]>([
    ['conclusion', { conclusion: 'success' }],
    ['title', { title: 'x' }],
    ['summary', { summary: 'x' }],
    ['text', { text: '' }],
    ['details', { detailsUrl: 'x' }],
  ])('the digest covers the %s', (_name, over) => {
    expect(toExternalId({ ...output, ...over })).not.toBe(externalId);
    expect(toExternalId({ ...output })).toBe(externalId);
  });

  test.each([500, 502])('a creation that answers %i but got through is found, not repeated', async (status) => {
    api().post(runs).reply(status, { message: 'no' });
    const second = api().post(runs).reply(201, answer(50));
    look(standing());
    expect(await write(null)).toEqual({ id: 41, url: 'h41' });
    expect(second.isDone()).toBe(false);
  });

  test('a creation that did not get through is repeated once', async () => {
    api().post(runs).reply(502);
    look();
    api().post(runs).reply(201, answer(42));
    expect(await write(null)).toEqual({ id: 42, url: 'h42' });
  });

  test('what another worker put there meanwhile is renewed, the newest of several', async () => {
    api().post(runs).reply(502);
    look(standing({ id: 43, external_id: 'sha256:other' }), standing({ id: 42 }));
    api().patch(`${runs}/43`, sent).reply(200, answer(43));
    expect(await write(null)).toEqual({ id: 43, url: 'h43' });
  });

  test('a run that has vanished is created anew', async () => {
    api().patch(`${runs}/40`).reply(404, { message: 'Not Found' });
    look();
    api().post(runs).reply(201, answer(44));
    expect(await write({ ...existing, externalId: null })).toEqual({ id: 44, url: 'h44' });
  });

  test('twice in vain is a fault to retry', async () => {
    api().post(runs).times(2).reply(502);
    look();
    await expect(write(null)).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
      what: 'writing the check run on acme/pump@0000000',
    });
  });

  test.each([
    [403, 'forbidden'],
    [404, 'not-found'],
    [422, 'refused'],
  ])('%i is told at once: it would be refused again', async (status, code) => {
    api().post(runs).reply(status, { message: 'no' });
    await expect(write(null)).rejects.toMatchObject({ code, retryable: false });
  });
});

describe('a comment', () => {
  const path = '/api/v3/repos/acme/pump/issues/1/comments';
  const since = '2026-11-21T10:00:00Z';
  const comment = () => writeComment(toClient(), { ...repository, number: 1 }, 'No.', since);
  const shows = (...comments: Data[]) => api().get(path).query({ since, per_page: 100 }).reply(200, comments);

  test('is written', async () => {
    shows({ body: 'No.', user: { type: 'User' } }, { body: 'Yes.', user: { type: 'Bot' } }, { body: null, user: null });
    const scope = api().post(path, { body: 'No.' }).reply(201, { html_url: 'h' });
    expect(await comment()).toBe('written');
    expect(scope.isDone()).toBe(true);
  });

  test('F25: is not written again when it stands there, its answer having been lost', async () => {
    shows({ body: 'No.\r\n', user: { type: 'Bot' } });
    expect(await comment()).toBe('standing');
  });

  test('is never repeated by itself: it may stand there already', async () => {
    shows();
    const scope = api().post(path).reply(502).post(path).reply(201, { html_url: 'h' });
    await expect(comment()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(scope.isDone()).toBe(false);
  });
});
