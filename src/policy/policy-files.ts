/** Where a repository keeps its policy, on its default branch. */
export const policyPath = '.github/holdpoint.yml';

/** Where an organisation keeps its baseline: in its repository `.github`, on the default branch (F74). */
export const baselinePath = 'holdpoint-baseline.yml';
