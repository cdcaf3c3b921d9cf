import { expect, test } from '@jest/globals';
import { toLogger } from '../../src/http/logger.ts';
import { Secret } from '../../src/secret.ts';

const write = (log: (logger: ReturnType<typeof toLogger>) => void): string => {
  const lines: string[] = [];
  log(toLogger({ logLevel: 'info' }, { write: (line) => void lines.push(line) }));
  return lines.join('');
};

test('F81: a line is JSON with its level in words, its time in UTC and the delivery that it belongs to', () => {
  const line = write((logger) =>
    logger.child({ delivery: 'd-1' }).info({ subject: 'pull_request:a/b#1' }, 'evaluated'),
  );
  expect(JSON.parse(line)).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    delivery: 'd-1',
    subject: 'pull_request:a/b#1',
    msg: 'evaluated',
  });
});

test.each([
  ['a token', { token: 'ghs_hidden' }],
  ['a token one level down', { installation: { token: 'ghs_hidden' } }],
  ['an authorization header', { headers: { authorization: 'ghs_hidden' } }],
  ['the headers of a request', { req: { headers: { 'x-hub-signature-256': 'ghs_hidden' } } }],
  ['the headers in an error', { err: Object.assign(new Error('x'), { request: { headers: { a: 'ghs_hidden' } } }) }],
  ['a secret of the settings', { webhook: new Secret('ghs_hidden') }],
])('%s is not written', (_what, fields) => {
  const line = write((logger) => logger.info(fields));
  expect(line).toContain('[secret]');
  expect(line).not.toContain('ghs_hidden');
});
