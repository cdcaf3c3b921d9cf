import type { Case } from './case.ts';
import { commentCases } from './comments.ts';
import { contentAndOrderCases } from './content-and-order.ts';
import { independenceCases } from './independence.ts';
import { labelCases } from './labels.ts';
import { linkedChangeCases } from './linked-change.ts';
import { recordCompleteCases } from './record-complete.ts';

export const allCases: readonly Case[] = [
  ...linkedChangeCases,
  ...recordCompleteCases,
  ...labelCases,
  ...commentCases,
  ...independenceCases,
  ...contentAndOrderCases,
];
