import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readGoverning } from '../../src/github/read-governing.ts';
import { failing, setUp, tearDown, warm } from './reading.ts';
import { answerFrom, policyText, refusal, sha, toClient, world } from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

const at = { owner: 'acme', name: 'pump' };

describe('what governs a repository', () => {
  test('F37: is read without a pull request, in one request', async () => {
    const { queries } = answerFrom(world());
    const { governing, governed, inForce } = await readGoverning(toClient(), at, warm());
    expect(governing).toMatchObject({
      repository: { id: 9, ...at, defaultBranch: 'main' },
      policyFile: { known: true, value: { commit: sha(100), text: policyText } },
      baselineFile: { known: true, value: null },
    });
    expect([governed, inForce.length, queries.length]).toEqual([true, 1, 1]);
  });

  test('F37: a file that may not be read is unknown, and governs', async () => {
    answerFrom(world({}, { policy: refusal('FORBIDDEN', 'no') }));
    const { governing, governed } = await readGoverning(toClient(), at, warm());
    expect([governing.policyFile.known, governed]).toEqual([false, true]);
  });

  test('F37: without a file nothing governs', async () => {
    answerFrom(world({}, { policy: null }));
    expect((await readGoverning(toClient(), at, warm())).governed).toBe(false);
  });

  test('F37: a repository that is gone, and an error that fits nowhere, are faults', async () => {
    answerFrom({ repository: refusal('NOT_FOUND', 'no') });
    expect(await failing(readGoverning(toClient(), at, warm()))).toMatchObject({ code: 'not-found' });
    tearDown();
    setUp();
    answerFrom(world({}, {}, { databaseId: refusal('SOMETHING', 'else') }));
    expect(await failing(readGoverning(toClient(), at, warm()))).toMatchObject({ code: 'invalid-answer' });
  });
});
