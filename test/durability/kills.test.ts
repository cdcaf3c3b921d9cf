import { expect, test } from '@jest/globals';
import { runCampaign } from './campaign.ts';

test('F34 F38 F47 F51: after two hundred kills of the service, of PostgreSQL and of both, all is as if there had been none', async () => {
  const victims = ['service', 'service', 'database', 'both'] as const;
  const { kills, problems, bySteps } = await runCampaign({ kills: 200, seed: 21, victims });
  expect(problems).toEqual([]);
  expect(kills.service + kills.database + kills.both).toBe(200);
  // Not only at random: at steps that have a name, too.
  expect(Object.keys(bySteps).length).toBeGreaterThan(30);
}, 1_500_000);
