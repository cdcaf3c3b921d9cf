/** What we attach to a release ourselves; no record lists it. */
export const evidenceFileName = 'holdpoint-evidence.jsonl';
