import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isSbomName, parseSbom } from '../../src/github/release/sbom.ts';

const toCycloneDx = (specVersion: string, more: object = {}) => ({
  bomFormat: 'CycloneDX',
  specVersion,
  version: 1,
  metadata: { component: { type: 'firmware', name: 'pump', version: '1.1.0' } },
  components: [
    { type: 'library', name: 'zlib', version: '1.3.1' },
    { type: 'library', name: 'lwip', version: '2.2.0' },
  ],
  ...more,
});

const toSpdx = (spdxVersion: string, more: object = {}) => ({
  spdxVersion,
  dataLicense: 'CC0-1.0',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'pump',
  documentNamespace: 'https://acme.example/pump',
  creationInfo: { created: '2026-11-05T09:00:00Z', creators: ['Tool: t'] },
  packages: [
    { SPDXID: 'SPDXRef-pump', name: 'pump', versionInfo: '1.1.0', downloadLocation: 'NOASSERTION' },
    { SPDXID: 'SPDXRef-zlib', name: 'zlib', versionInfo: '1.3.1', downloadLocation: 'NOASSERTION' },
  ],
  ...more,
});

const describes = (to: string, from = 'SPDXRef-DOCUMENT', relationshipType = 'DESCRIBES') => ({
  spdxElementId: from,
  relationshipType,
  relatedSpdxElement: to,
});

const toHex = (index: number): string => index.toString(16).padStart(40, '0');
const toFile = (index: number) => ({ type: 'file', name: `file-${index}` });
const parse = (value: unknown) => parseSbom(JSON.stringify(value));
const unread = (reason: unknown) => ({ known: false, reason });

describe('F45: a bill of materials in CycloneDX', () => {
  test.each(['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'])('of version %s says what it is about', async (specVersion) => {
    expect(await parse(toCycloneDx(specVersion))).toEqual({
      known: true,
      value: { format: 'CycloneDX', specVersion, version: '1.1.0', components: 2 },
    });
  });

  test.each(['1.4', '1.5', '1.6', '1.7'])(
    'of version %s that is none by its schema is not known',
    async (specVersion) => {
      const bad = toCycloneDx(specVersion, { components: [{ type: 'spell', name: 'zlib' }] });
      expect(await parse(bad)).toEqual(unread(expect.stringContaining(`it is no CycloneDX ${specVersion}`)));
      const nameless = toCycloneDx(specVersion, { components: [{ type: 'library' }] });
      expect(await parse(nameless)).toEqual(unread(expect.stringContaining(`it is no CycloneDX ${specVersion}`)));
    },
  );

  test.each([
    ['without metadata', { metadata: undefined }],
    ['without a component that it is about', { metadata: {} }],
    ['about a component without a version', { metadata: { component: { type: 'firmware', name: 'pump' } } }],
  ])('%s says no version', async (_, more) => {
    expect(await parse(toCycloneDx('1.6', more))).toMatchObject({ known: true, value: { version: null } });
  });

  test('without components has none', async () => {
    expect(await parse(toCycloneDx('1.6', { components: undefined }))).toMatchObject({ value: { components: 0 } });
  });

  test.each(['1.0', '1.1', '2.0', '9.9', '', 'latest'])('of version %p is not known here', async (specVersion) => {
    expect((await parse(toCycloneDx(specVersion))).known).toBe(false);
  });

  test('a reason does not repeat a text at length', async () => {
    const answer = await parse(toCycloneDx('x'.repeat(10_000)));
    if (answer.known) throw new Error('It is none.');
    expect(answer.reason.length).toBeLessThan(300);
  });
});

describe('F45: a bill of materials in SPDX', () => {
  test.each([
    ['by documentDescribes', { documentDescribes: ['SPDXRef-pump'] }],
    ['by a relationship', { relationships: [describes('SPDXRef-pump')] }],
    ['by both', { documentDescribes: ['SPDXRef-pump'], relationships: [describes('SPDXRef-pump')] }],
  ])('of versions 2.2 and 2.3 says what it is about %s', async (_, more) => {
    for (const version of ['2.2', '2.3']) {
      expect(await parse(toSpdx(`SPDX-${version}`, more))).toEqual({
        known: true,
        value: { format: 'SPDX', specVersion: version, version: '1.1.0', components: 1 },
      });
    }
  });

  test.each([
    ['nothing', {}],
    ['several packages', { documentDescribes: ['SPDXRef-pump', 'SPDXRef-zlib'] }],
    [
      'several packages, in two ways',
      { documentDescribes: ['SPDXRef-pump'], relationships: [describes('SPDXRef-zlib')] },
    ],
    ['a package that is not there', { documentDescribes: ['SPDXRef-valve'] }],
    ['a package, says another element', { relationships: [describes('SPDXRef-pump', 'SPDXRef-zlib')] }],
    ['a package that it only contains', { relationships: [describes('SPDXRef-pump', undefined, 'CONTAINS')] }],
    [
      'a package without a version',
      { packages: [{ SPDXID: 'SPDXRef-pump', name: 'pump' }], documentDescribes: ['SPDXRef-pump'] },
    ],
    [
      'two packages of one name for it',
      {
        packages: [
          { SPDXID: 'SPDXRef-pump', name: 'pump', versionInfo: '1.1.0' },
          { SPDXID: 'SPDXRef-pump', name: 'pump', versionInfo: '1.0.0' },
        ],
        documentDescribes: ['SPDXRef-pump'],
      },
    ],
    ['no packages', { packages: undefined, documentDescribes: ['SPDXRef-pump'] }],
  ])('that describes %s says no version', async (_, more) => {
    expect(await parse(toSpdx('SPDX-2.3', more))).toMatchObject({ known: true, value: { version: null } });
  });

  test.each([
    ['3.0, which is another format', toSpdx('SPDX-3.0')],
    ['none', { ...toSpdx('SPDX-2.3'), spdxVersion: undefined }],
    ['2.3 with packages of another shape', toSpdx('SPDX-2.3', { packages: [{ name: 7 }] })],
  ])('of version %s is not known', async (_, value) => {
    expect(await parse(value)).toEqual(unread('it is neither CycloneDX nor SPDX 2 in JSON'));
  });
});

describe('F45: what is no bill of materials', () => {
  test.each(['', 'no', '{', '<bom/>', '\u0000', '{"bomFormat": "CycloneDX",}', `{"a": ${'['.repeat(10)}`])(
    '%p is not JSON',
    async (text) => {
      expect(await parseSbom(text)).toEqual(unread('it is not JSON'));
    },
  );

  test.each([null, 7, 'CycloneDX', [], {}, [toCycloneDx('1.6')], { bomFormat: 'cyclonedx', specVersion: '1.6' }])(
    '%p is neither of the two',
    async (value) => {
      expect(await parse(value)).toEqual(unread('it is neither CycloneDX nor SPDX 2 in JSON'));
    },
  );

  test('never throws, whatever a file holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        expect(typeof (await parseSbom(text)).known).toBe('boolean');
      }),
    );
  });

  const toParts = (length: number, toPart: (index: number) => object) =>
    Array.from({ length }, (_, index) => ({ type: 'library', name: 'part', ...toPart(index) }));

  test.each<[string, (index: number) => object]>([
    ['that differ', (index) => ({ 'bom-ref': `part-${index}`, hashes: [{ alg: 'SHA-1', content: toHex(index) }] })],
    ['that differ in a part of them only', (index) => ({ hashes: [{ alg: 'SHA-1', content: toHex(index) }] })],
    ['that differ far in', (index) => ({ components: [{ type: 'file', name: 'a', components: [toFile(index)] }] })],
  ])(
    'one of 15,000 components %s is read, and stops nothing else',
    async (_, toPart) => {
      const components = toParts(15_000, toPart);
      const dependencies = [{ ref: 'all', dependsOn: components.map((_, index) => `part-${index}`) }];
      const answer = await parse(toCycloneDx('1.6', { components, dependencies }));
      expect(answer).toMatchObject({ known: true, value: { components: 15_000 } });
      const twice = await parse(toCycloneDx('1.6', { components: [...components, components[7]] }));
      expect(twice).toEqual(unread(expect.stringContaining('/components must NOT have duplicate items')));
    },
    60_000,
  );

  test('two parts that are the same are too many, in whatever order they are written, and no others', async () => {
    const hash = fc.record(
      { alg: fc.constantFrom('MD5', 'SHA-1'), content: fc.constantFrom(toHex(1), toHex(2)) },
      { noNullPrototype: true },
    );
    const part = fc.record(
      {
        type: fc.constant('file'),
        name: fc.constantFrom('a', 'b'),
        version: fc.constantFrom('', '1'),
        hashes: fc.array(hash, { maxLength: 2 }),
      },
      { requiredKeys: ['type', 'name'], noNullPrototype: true },
    );
    const turned = (one: object): object => Object.fromEntries(Object.entries(one).reverse());
    const outcomes = new Set<boolean>();
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 2, maxLength: 4 }), async (some) => {
        const components = some.map((one, index) => (index % 2 === 0 ? one : turned(one)));
        const isTwice = components.some((one, index) =>
          components.slice(index + 1).some((other) => isDeepStrictEqual(one, other)),
        );
        outcomes.add(isTwice);
        expect((await parse(toCycloneDx('1.6', { components }))).known).toBe(!isTwice);
      }),
    );
    expect(outcomes.size).toBe(2);
  });

  test('one that is nested deeply is not known', async () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    expect((await parseSbom(deep)).known).toBe(false);
  });
});

test.each([
  ['sbom.cdx.json', true],
  ['pump-1.1.0.cdx.json', true],
  ['pump_spdx.json', true],
  ['PUMP.SPDX.JSON', true],
  ['bom.json', true],
  ['sbom.json', true],
  ['sbom.xml', false],
  ['sbom.json.sig', false],
  ['pumpcdx.json', false],
  ['my-bom.json', false],
  ['bom.json\n', false],
])('F45: %p is named like a bill of materials: %p', (name, isOne) => {
  expect(isSbomName(name)).toBe(isOne);
});
