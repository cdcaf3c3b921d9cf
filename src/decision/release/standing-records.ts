import { type Fact, known } from '../facts.ts';
import type { ReleaseFacts, ReleaseRecordFacts } from './release-facts.ts';

/** The release records that nobody has withdrawn. */
export const toStandingRecords = ({ records }: Pick<ReleaseFacts, 'records'>): Fact<readonly ReleaseRecordFacts[]> =>
  records.known ? known(records.value.filter(({ isWithdrawn }) => !isWithdrawn)) : records;
