import { expect, test } from '@jest/globals';
import { kindsOfWeather, tellInBadWeather } from './weather.ts';

test('F34, F38, F47, F50: while every fifth request or delivery fails, the stories end as they end in calm weather', async () => {
  // Side by side: most of the time a pause is waited for.
  const halves = [0, 1].map((half) => kindsOfWeather.filter((_, index) => index % 2 === half));
  const outcomes = await Promise.all(halves.map((kinds) => tellInBadWeather(kinds)));
  expect(outcomes.flatMap(({ problems }) => problems)).toEqual([]);
  expect(outcomes.flatMap(({ seconds }) => Object.keys(seconds)).toSorted()).toEqual(kindsOfWeather.toSorted());
}, 900_000);
