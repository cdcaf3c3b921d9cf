import { expect, test } from '@jest/globals';
import { runCampaign } from './campaign.ts';

test('F34, F50, F51: PostgreSQL, or it and the service, killed at named steps and at random, lose nothing', async () => {
  const { problems, kills } = await runCampaign({ kills: 100, seed: 102, victims: ['database', 'both'] });
  expect(problems).toEqual([]);
  expect(kills.database + kills.both).toBe(100);
}, 900_000);
