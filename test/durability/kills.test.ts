import { expect, test } from '@jest/globals';
import { runCampaign } from './campaign.ts';

// Half of the CI's share; the other stands in `kills-of-the-database.test.ts`, so that both run side by side.
test('F34, F50, F51: the service, killed at named steps and at random, loses nothing and does nothing twice', async () => {
  const { problems, kills } = await runCampaign({ kills: 100, seed: 101, victims: ['service'] });
  expect(problems).toEqual([]);
  expect(kills.service).toBe(100);
}, 900_000);
