import type { Case } from './case.ts';
import { commentCases } from './comments.ts';
import { contentAndOrderCases } from './content-and-order.ts';
import { independenceCases } from './independence.ts';
import { labelCases } from './labels.ts';
import { linkedChangeCases } from './linked-change.ts';
import { recordCompleteCases } from './record-complete.ts';

export const casesByTopic: readonly (readonly [topic: string, cases: readonly Case[]])[] = [
  ['linked-change', linkedChangeCases],
  ['record-complete', recordCompleteCases],
  ['labels', labelCases],
  ['comments', commentCases],
  ['independence', independenceCases],
  ['content and order', contentAndOrderCases],
];

export const allCases: readonly Case[] = casesByTopic.flatMap(([, cases]) => cases);
