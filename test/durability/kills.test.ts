import { expect, test } from '@jest/globals';
import { runCampaign } from './campaign.ts';

test('F34 F38 F47 F51: after two hundred kills of the service, of PostgreSQL and of both, all is as if there had been none', async () => {
  const victims = ['service', 'service', 'database', 'both'] as const;
  // Side by side: whoever is killed is waited for most of the time.
  const outcomes = await Promise.all([21, 22].map((seed) => runCampaign({ kills: 100, seed, victims })));
  expect(outcomes.flatMap(({ problems }) => problems)).toEqual([]);
  expect(outcomes.flatMap(({ kills }) => Object.values(kills)).reduce((sum, one) => sum + one)).toBe(200);
  // Not only at random: at steps that have a name, too.
  expect(new Set(outcomes.flatMap(({ bySteps }) => Object.keys(bySteps))).size).toBeGreaterThan(30);
}, 1_500_000);
