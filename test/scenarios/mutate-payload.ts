/** Mulberry32: the same seed gives the same mutants. */
export const toRandom = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** What a field may hold that its reader did not think of. */
const oddities: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  1e308,
  '',
  ' ',
  '\0',
  '\ud800',
  '\u202e\u200b',
  '../../etc/passwd',
  "'; DROP TABLE deliveries; --",
  '$1',
  'x'.repeat(70_000),
  '9999-99-99T99:99:99Z',
  [],
  [null],
  {},
  { __proto__: null, constructor: { prototype: {} } },
];

/** A payload with one to three of its values, anywhere in it, removed or replaced by something odd. */
export const toMutant = (payload: Record<string, unknown>, random: () => number): Record<string, unknown> => {
  const mutant = structuredClone(payload);
  for (let count = 1 + Math.floor(random() * 3); count > 0; count -= 1) mutate(mutant, random);
  return mutant;
};

const pick = <T>(all: readonly T[], random: () => number): T | undefined => all[Math.floor(random() * all.length)];

/** Goes down a random way, and stops more often near the top, where the fields that are read lie. */
const mutate = (start: Record<string, unknown>, random: () => number): void => {
  let holder = start;
  for (;;) {
    const key = pick(Object.keys(holder), random);
    if (key === undefined) return;
    const below = holder[key];
    if (typeof below === 'object' && below !== null && random() < 0.7) {
      holder = below as Record<string, unknown>;
      continue;
    }
    if (random() < 0.2) delete holder[key];
    else holder[key] = pick(oddities, random);
    return;
  }
};
