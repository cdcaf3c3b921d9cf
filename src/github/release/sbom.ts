import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { z } from 'zod';
import { type Fact, known, unknown } from '../../decision/facts.ts';
import type { Sbom } from '../../decision/release/release-facts.ts';

/** Files that are software bills of materials by their name: `sbom.cdx.json`, `bom.json`, `pump.spdx.json`. */
export const isSbomName = (name: string): boolean => /(?:^|[._-])(?:cdx|spdx)\.json$|^s?bom\.json$/i.test(name);

const cycloneDx = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string(),
  metadata: z.looseObject({ component: z.looseObject({ version: z.string().optional() }).optional() }).optional(),
  components: z.array(z.unknown()).optional(),
});

const spdx = z.looseObject({
  spdxVersion: z.string().startsWith('SPDX-2.'),
  SPDXID: z.string(),
  documentDescribes: z.array(z.string()).optional(),
  packages: z
    .array(z.looseObject({ SPDXID: z.string(), name: z.string(), versionInfo: z.string().optional() }))
    .default([]),
  relationships: z
    .array(z.looseObject({ spdxElementId: z.string(), relationshipType: z.string(), relatedSpdxElement: z.string() }))
    .default([]),
});

/**
 * What a software bill of materials is about (F45): CycloneDX 1.2 to 1.7, held against its own schema, or SPDX 2.x, in
 * JSON. Unknown with the reason for anything else.
 */
export const parseSbom = async (text: string): Promise<Fact<Sbom>> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return unknown('it is not JSON');
  }
  const cyclone = cycloneDx.safeParse(value);
  if (cyclone.success) {
    return toPairs(value) > mostPairs
      ? unknown('it lists more than can be checked in reasonable time')
      : toCycloneDx(cyclone.data, text);
  }
  const other = spdx.safeParse(value);
  return other.success ? known(toSpdx(other.data)) : unknown('it is neither CycloneDX nor SPDX 2 in JSON');
};

/** The schema wants the parts of a list to differ: each is held against each, a hundred million pairs in two seconds. */
const mostPairs = 2e8;

/** Of all lists in it, the square of their lengths. */
const toPairs = (value: unknown): number => {
  let pairs = 0;
  const open: unknown[] = [value];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one !== 'object' || one === null) continue;
    if (Array.isArray(one)) pairs += one.length ** 2;
    for (const inner of Object.values(one)) if (typeof inner === 'object') open.push(inner);
  }
  return pairs;
};

const toCycloneDx = async (bom: z.infer<typeof cycloneDx>, text: string): Promise<Fact<Sbom>> => {
  const version = z.enum(Spec.Version).safeParse(bom.specVersion).data;
  if (version === undefined) return unknown(`CycloneDX ${bom.specVersion.slice(0, 20)} is not known here`);
  const problem = await validate(version, text);
  if (problem !== null) return unknown(problem);
  return known({
    format: 'CycloneDX',
    specVersion: bom.specVersion,
    version: bom.metadata?.component?.version ?? null,
    components: bom.components?.length ?? 0,
  });
};

const problems = z.array(z.looseObject({ instancePath: z.string().optional(), message: z.string().optional() }));

const validate = async (version: Spec.Version, text: string): Promise<string | null> => {
  try {
    const found = await new Validation.JsonValidator(version).validate(text);
    if (found === null) return null;
    const [first] = problems.safeParse(found).data ?? [];
    return `it is no CycloneDX ${version}: ${(first?.instancePath ?? '').slice(0, 100)} ${(first?.message ?? '').slice(0, 100)}`;
  } catch {
    return `CycloneDX ${version} in JSON cannot be checked`;
  }
};

/** The package that the document is about; null when it says of none, or of several, that it is. */
const toSpdx = ({
  spdxVersion,
  SPDXID,
  documentDescribes = [],
  packages,
  relationships,
}: z.infer<typeof spdx>): Sbom => {
  const described = new Set([
    ...documentDescribes,
    ...relationships
      .filter((one) => one.relationshipType === 'DESCRIBES' && one.spdxElementId === SPDXID)
      .map((one) => one.relatedSpdxElement),
  ]);
  const meant = packages.filter((one) => described.has(one.SPDXID));
  const [only] = meant;
  return {
    format: 'SPDX',
    specVersion: spdxVersion.replace('SPDX-', ''),
    version: meant.length === 1 ? (only?.versionInfo ?? null) : null,
    components: packages.length - meant.length,
  };
};
