import { z } from 'zod';
import { type Fact, known, unknown } from '../../decision/facts.ts';
import type { Sbom } from '../../decision/release/release-facts.ts';
import { cycloneDxVersions, findDeparture } from './cyclone-dx.ts';

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
  if (cyclone.success) return toCycloneDx(cyclone.data, value);
  const other = spdx.safeParse(value);
  return other.success ? known(toSpdx(other.data)) : unknown('it is neither CycloneDX nor SPDX 2 in JSON');
};

const toCycloneDx = async (bom: z.infer<typeof cycloneDx>, value: unknown): Promise<Fact<Sbom>> => {
  const version = z.enum(cycloneDxVersions).safeParse(bom.specVersion).data;
  if (version === undefined) return unknown(`CycloneDX ${bom.specVersion.slice(0, 20)} is not known here`);
  const problem = await findProblem(version, value);
  if (problem !== null) return unknown(problem);
  return known({
    format: 'CycloneDX',
    specVersion: bom.specVersion,
    version: bom.metadata?.component?.version ?? null,
    components: bom.components?.length ?? 0,
  });
};

const findProblem = async (version: (typeof cycloneDxVersions)[number], value: unknown): Promise<string | null> => {
  try {
    const found = await findDeparture(version, value);
    if (found === null) return null;
    return `it is no CycloneDX ${version}: ${found.path.slice(0, 100)} ${found.message.slice(0, 100)}`;
  } catch {
    // Nested so deeply that it cannot be followed.
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
