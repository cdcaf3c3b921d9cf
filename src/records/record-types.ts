import { changeRequest } from './definitions/change-request.ts';
import { maintenancePlanReview } from './definitions/maintenance-plan-review.ts';
import { problemReport } from './definitions/problem-report.ts';
import { releaseRecord } from './definitions/release-record.ts';
import { retirement } from './definitions/retirement.ts';
import { soupReview } from './definitions/soup-review.ts';
import type { RecordDefinition } from './record-definition.ts';

/** Every kind of record that Holdpoint brings a form for, in the order in which they are offered. */
export const recordTypes: readonly RecordDefinition[] = [
  changeRequest,
  problemReport,
  soupReview,
  releaseRecord,
  maintenancePlanReview,
  retirement,
];
