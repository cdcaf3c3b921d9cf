/**
 * As much of Jest's globals as the tables of the pure core use, for a runner that stays in one process. What is not here
 * is `undefined`, and a test that uses it fails.
 */

import { expect } from 'expect';

export { expect };

type Body = () => void | Promise<void>;
export type Test = { readonly name: string; readonly body: Body };

const collected: Test[] = [];
const around: string[] = [];

/** Everything that has been declared since the last call. */
export const takeTests = (): readonly Test[] => collected.splice(0);

/** What each test showed when it first ran, which is to be before anything is changed. */
const shown = new Map<string, unknown[]>();
let current = { name: '', shows: 0 };

/** To be called before the body of a test. */
export const begin = (name: string): void => {
  current = { name, shows: 0 };
};

expect.extend({
  toMatchSnapshot(received: unknown) {
    const before = shown.get(current.name) ?? [];
    shown.set(current.name, before);
    const index = current.shows++;
    if (index >= before.length) before.push(received);
    return { pass: this.equals(received, before[index]), message: () => 'what is shown is not what was' };
  },
});

const declare = (name: string, body: Body): void => {
  collected.push({ name: [...around, name].join(' '), body });
};

const group = (name: string, body: () => void): void => {
  around.push(name);
  body();
  around.pop();
};

/** `%s` and `$key` in a title, as far as is needed to tell the rows apart; the index does the rest. */
const toTitle = (title: string, row: readonly unknown[], index: number): string =>
  `${row.reduce<string>((text, value) => text.replace('%s', String(value)), title)} (${index})`;

const forEach =
  (one: (name: string, body: () => void) => void) =>
  (rows: readonly unknown[]) =>
  (title: string, body: (...row: readonly unknown[]) => void): void => {
    for (const [index, row] of rows.entries()) {
      const values = Array.isArray(row) ? row : [row];
      one(toTitle(title, values, index), () => body(...values));
    }
  };

export const test = Object.assign(declare, { each: forEach(declare) });
export const describe = Object.assign(group, { each: forEach(group) });
