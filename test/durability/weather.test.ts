import { expect, test } from '@jest/globals';
import { tellInBadWeather } from './weather.ts';

test('F34, F50: while every fifth request or delivery fails, the stories end as they end in calm weather', async () => {
  const { problems, seconds } = await tellInBadWeather();
  expect(problems).toEqual([]);
  expect(Object.keys(seconds)).toHaveLength(8);
}, 900_000);
