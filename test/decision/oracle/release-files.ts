/** Whether what is delivered is what was signed: from docs/gates/artifacts.md. */

import type { IssueFacts } from '../../../src/decision/facts.ts';
import type { ReleaseFacts } from '../../../src/decision/release/release-facts.ts';
import type { ReleasePolicy } from '../../../src/policy/policy.ts';
import { answer, applicability, isAnswered, lower, sections } from './texts.ts';

export const areFilesGood = (facts: ReleaseFacts, { artifacts }: ReleasePolicy, record: IssueFacts): boolean => {
  if (!artifacts.required) return true;
  const { sbom, signed, attested } = artifacts.config;
  const { page, tagged, range } = facts;
  if (!page.known || !isAnswered(record.body, 'Artifact digests')) return false;
  const files = page.value?.files ?? [];
  const listed = toListed(record);
  const bills = (answer(record.body, 'SBOM') ?? '').match(/\b[0-9a-f]{64}\b/gi) ?? [];
  const bill = bills.length === 1 && isAnswered(record.body, 'SBOM') ? `sha256:${lower(bills[0] ?? '')}` : null;
  if (listed === null) return false;
  const isSame =
    listed.every(([digest, name]) => files.some((file) => file.name === name && file.digest === `sha256:${digest}`)) &&
    files.every(({ name, digest }) => listed.some(([, one]) => one === name) || (bill !== null && digest === bill));
  const found = files.find(({ digest }) => digest === bill);
  const version = answer(record.body, 'Version');
  const hasBill =
    !sbom || (bill !== null && found?.sbom?.known === true && found.sbom.value.version === version && version !== null);
  const isTagSigned =
    !signed.includes('tag') || (tagged.known && (tagged.value === null || tagged.value.signature?.isVerified === true));
  const areCommitsSigned =
    !signed.includes('commits') || (range.known && range.value.commits.every(({ signature }) => signature.isVerified));
  const areAttested = attested.every((pattern) => {
    const [before = '', after = ''] = pattern.split('*');
    const meant = files.filter(({ name }) => name.startsWith(before) && name.endsWith(after));
    return meant.length > 0 && meant.every((file) => file.attested.known && file.attested.value);
  });
  return isSame && hasBill && isTagSigned && areCommitsSigned && areAttested;
};

/** Digests and names; null when a line is neither; none when the record says that nothing is delivered as files. */
const toListed = ({ body }: IssueFacts): readonly (readonly [digest: string, name: string])[] | null => {
  if (applicability(answer(body, 'Artifact digests') ?? '') !== 'applies') return [];
  const lines = (sections(body, 'Artifact digests')[0] ?? []).filter(
    (one) => one.trim() !== '' && !one.startsWith('```'),
  );
  const read = lines.map((line) => /^(?:sha256:)?([0-9a-f]{64}) [ *](.+)$/i.exec(line));
  return read.every((one) => one !== null) ? read.map((one) => [lower(one?.[1] ?? ''), one?.[2] ?? ''] as const) : null;
};
