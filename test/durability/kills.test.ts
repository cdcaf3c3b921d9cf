import { expect, test } from '@jest/globals';
import { runCampaign } from './campaign.ts';

// The CI's share; docs/reliability.md has the figures of longer runs. A failure shows the seed and every kill.
test.each([
  ['the service', 101, ['service'] as const],
  ['the database, or both', 102, ['database', 'both'] as const],
])(
  'F34, F50, F51: %s, killed at named steps and at random, loses nothing and does nothing twice',
  async (_, seed, victims) => {
    const outcome = await runCampaign({ kills: 105, seed, victims });
    expect(outcome.problems).toEqual([]);
    const total = Object.values(outcome.kills).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(105);
    expect(Object.keys(outcome.bySteps).length).toBeGreaterThan(20);
    expect(outcome.stories).toBeGreaterThan(1);
  },
  600_000,
);
