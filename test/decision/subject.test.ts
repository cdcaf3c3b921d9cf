import { describe, expect, test } from '@jest/globals';
import { toSubjectKey } from '../../src/decision/subject.ts';

describe('toSubjectKey', () => {
  test('names a pull request without regard to the case of owner and repository', () => {
    const ref = { owner: 'Acme', name: 'Pump', number: 7 };
    expect(toSubjectKey({ kind: 'pull_request', installationId: 1, ref })).toBe('pull_request:acme/pump#7');
  });
});
