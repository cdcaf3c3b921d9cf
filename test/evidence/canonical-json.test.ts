import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { canonicalJson, digestOf } from '../../src/evidence/canonical-json.ts';

describe('canonicalJson', () => {
  test('writes the example of RFC 8785, 3.2.2 to 3.2.4', () => {
    const value: unknown = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`);
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('sorts by UTF-16 code units, as RFC 8785 3.2.3 does', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    expect(Object.keys(JSON.parse(canonicalJson(value)) as object)).toEqual([
      '1',
      '\r',
      '\u0080',
      '\u00f6',
      '\u20ac',
      '\ud83d\ude00',
      '\ufb33',
    ]);
  });

  test('gives one text whatever the order of keys, and that text means the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const shuffled: unknown = JSON.parse(JSON.stringify(value), (_key, entry: unknown) =>
          typeof entry === 'object' && entry !== null && !Array.isArray(entry)
            ? Object.fromEntries(Object.entries(entry).reverse())
            : entry,
        );
        expect(canonicalJson(shuffled)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('records half a surrogate pair as U+FFFD instead of failing, in keys too', () => {
    expect(canonicalJson({ 'a\ud800': ['\udc00b', '😀'] })).toBe('{"a\ufffd":["\ufffdb","😀"]}');
  });

  test('leaves absent fields out and refuses what is no JSON', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined]) expect(() => canonicalJson(value)).toThrow();
  });

  test('F52: a digest is the SHA-256 of the canonical text in UTF-8', () => {
    const expected = createHash('sha256').update('{"a":"ü"}', 'utf8').digest('hex');
    expect(digestOf({ a: 'ü' })).toBe(`sha256:${expected}`);
  });
});
