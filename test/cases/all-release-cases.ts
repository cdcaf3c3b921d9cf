import { releaseApprovalCases } from './release-approvals.ts';
import { fileCases } from './release-artifacts.ts';
import type { ReleaseCase } from './release-case.ts';
import { rangeDeviationCases } from './release-deviations.ts';
import { layerCases } from './release-layers.ts';
import { changesCases, openMatterCases } from './release-matters.ts';
import { previousCases } from './release-previous.ts';
import { anomalyCases, verificationCases } from './release-quality.ts';
import { rangeCases } from './release-range.ts';
import { releaseRecordCases } from './release-records.ts';
import { billCases, signatureCases } from './release-signatures.ts';

export const releaseCasesByTopic: readonly (readonly [topic: string, cases: readonly ReleaseCase[]])[] = [
  ['release-record', releaseRecordCases],
  ['range', rangeCases],
  ['previous release', previousCases],
  ['deviations', rangeDeviationCases],
  ['changes', changesCases],
  ['open-matters', openMatterCases],
  ['verification', verificationCases],
  ['anomalies', anomalyCases],
  ['files', fileCases],
  ['bills of materials', billCases],
  ['signatures and attestations', signatureCases],
  ['release', releaseApprovalCases],
  ['two policies', layerCases],
];

export const allReleaseCases: readonly ReleaseCase[] = releaseCasesByTopic.flatMap(([, cases]) => cases);
