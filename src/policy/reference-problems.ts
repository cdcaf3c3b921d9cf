/**
 * What is wrong between the parts of a written policy. Reads the raw value, so that a mistake in one part hides none in
 * another; what is malformed has been reported already and is passed over here.
 */

import { toPresetOf } from './asked.ts';
import { toGateProblems } from './gate-problems.ts';
import { toHeadingProblems } from './heading-problems.ts';
import { toNameProblems } from './name-problems.ts';
import { type PolicyKind, toPlaceProblems } from './place-problems.ts';
import type { Problem } from './problem.ts';
import { toRecordProblems } from './record-problems.ts';
import { toRoleProblems } from './role-problems.ts';
import type { Source } from './source.ts';

/**
 * @param whole whether records and gates have a good shape; only then can it be said what nothing uses.
 */
export const toReferenceProblems = (source: Source, kind: PolicyKind, whole: boolean): Problem[] => {
  const preset = toPresetOf(source.value);
  return [
    ...toPlaceProblems(source, kind),
    ...toGateProblems(source, preset),
    ...toRoleProblems(source, preset),
    ...toNameProblems(source, preset, whole),
    ...toHeadingProblems(source, preset),
    ...toRecordProblems(source, preset),
  ];
};
