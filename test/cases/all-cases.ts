import { authorityCases } from './authority.ts';
import type { Case } from './case.ts';
import { checkCases } from './checks.ts';
import { commentCases } from './comments.ts';
import { contentAndOrderCases } from './content-and-order.ts';
import { copiedTextCases } from './copied-text.ts';
import { dependencyCases } from './dependencies.ts';
import { depthCases } from './depth.ts';
import { deviationCases } from './deviations.ts';
import { dispositionCases } from './disposition.ts';
import { emergencyCases } from './emergencies.ts';
import { independenceCases } from './independence.ts';
import { labelCases } from './labels.ts';
import { linkedChangeCases } from './linked-change.ts';
import { owedCases } from './owed.ts';
import { problemReportCases } from './problem-reports.ts';
import { recordCompleteCases } from './record-complete.ts';
import { reviewCases } from './reviews.ts';
import { severalRolesCases } from './several-roles.ts';
import { tickCases } from './ticks.ts';

export const casesByTopic: readonly (readonly [topic: string, cases: readonly Case[]])[] = [
  ['linked-change', linkedChangeCases],
  ['problem reports', problemReportCases],
  ['disposition', dispositionCases],
  ['depth', depthCases],
  ['record-complete', recordCompleteCases],
  ['dependencies', dependencyCases],
  ['checks', checkCases],
  ['owed', owedCases],
  ['copied text', copiedTextCases],
  ['checklists and ticks', tickCases],
  ['labels', labelCases],
  ['comments', commentCases],
  ['independence', independenceCases],
  ['content and order', contentAndOrderCases],
  ['several roles and gates', severalRolesCases],
  ['role held then', authorityCases],
  ['reviews', reviewCases],
  ['deviations', deviationCases],
  ['emergencies', emergencyCases],
];

export const allCases: readonly Case[] = casesByTopic.flatMap(([, cases]) => cases);
