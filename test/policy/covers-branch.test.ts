import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { coversBranch } from '../../src/policy/covers-branch.ts';
import { formats } from '../../src/policy/formats.ts';

const covers = (pattern: string, branch: string) => coversBranch({ branches: [pattern] }, branch);

test.each([
  ['main', 'main', true],
  ['main', 'Main', false],
  ['main', 'mainline', false],
  ['main', 'x/main', false],
  ['*', 'main', true],
  ['*', '.hidden', true],
  ['*', 'a/b', false],
  ['release/*', 'release/1', true],
  ['release/*', 'release/1/2', false],
  ['release/*', 'release', false],
  ['release/**', 'release/1/2', true],
  ['release/**', 'release', false],
  ['release/**', 'released', false],
  ['**/hotfix', 'hotfix', true],
  ['**/hotfix', 'a/b/hotfix', true],
  ['v?.?', 'v1.2', true],
  ['v?.?', 'v12', false],
  ['v1.2', 'v1x2', false],
  ['a+b', 'aab', false],
  ['feature/@x', 'feature/@x', true],
  ['release/**', 'release/a\u2028b', true],
] as const)('%s on %s: %s', (pattern, branch, covered) => {
  expect(formats.branch.pattern.test(pattern)).toBe(true);
  expect(covers(pattern, branch)).toBe(covered);
});

test('one pattern that covers is enough', () => {
  expect(coversBranch({ branches: ['main', 'release/*'] }, 'release/2')).toBe(true);
  expect(coversBranch({ branches: ['main', 'release/*'] }, 'develop')).toBe(false);
});

/** Branches and patterns alike, near enough to one another to meet. */
const text = (alphabet: string) =>
  fc
    .string({ unit: fc.constantFrom(...alphabet.split('')), minLength: 1, maxLength: 12 })
    .filter((text) => formats.branch.pattern.test(text));

/** What the wildcards mean, said in the plainest way. */
const matches = (pattern: string, branch: string): boolean => {
  const [segment, ...morePattern] = pattern.split('/');
  const [first, ...moreBranch] = branch.split('/');
  const rest = (segments: string[]) => (segments.length === 0 ? null : segments.join('/'));
  const [after, below] = [rest(morePattern), rest(moreBranch)];
  if (segment === '**') {
    const here = after === null ? true : matches(after, branch);
    return here || (below !== null && matches(pattern, below));
  }
  if (!matchesSegment(segment ?? '', first ?? '')) return false;
  if (after === null || below === null) return after === below;
  return matches(after, below);
};

const matchesSegment = (pattern: string, text: string): boolean => {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*'))
    return matchesSegment(pattern.slice(1), text) || (text !== '' && matchesSegment(pattern, text.slice(1)));
  return (
    text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && matchesSegment(pattern.slice(1), text.slice(1))
  );
};

describe('every pattern that the language takes', () => {
  test('means the branch of its name when it has no wildcard', () => {
    fc.assert(
      fc.property(text('ab./+$#=,;&%é-_@\'"<>`'), text('ab./+$#=,;&%é-_@\'"<>`'), (pattern, branch) => {
        expect(covers(pattern, pattern)).toBe(true);
        expect(covers(pattern, branch)).toBe(pattern === branch);
      }),
      { numRuns: 2000 },
    );
  });

  test('has the plain meaning of its wildcards', () => {
    fc.assert(
      fc.property(text('aab/*?.+$'), text('aab/.+$'), (pattern, branch) => {
        expect([pattern, branch, covers(pattern, branch)]).toEqual([pattern, branch, matches(pattern, branch)]);
      }),
      { numRuns: 5_000 },
    );
  });

  test('F35: ** covers whatever anybody may call a branch', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (branch) => expect(covers('**', branch)).toBe(true)));
  });

  test('answers any branch name without throwing', () => {
    fc.assert(
      fc.property(text('ab/*?'), fc.string({ unit: 'binary' }), (pattern, branch) => {
        expect(typeof covers(pattern, branch)).toBe('boolean');
      }),
    );
  });
});
