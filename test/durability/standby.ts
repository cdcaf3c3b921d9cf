import { once } from 'node:events';

// Loaded before `src/main.ts` in a process that is to take over at once: everything is read and compiled, nothing has
// run. It begins when it is told to.

const seconds = Number(process.env['CLOCK_OFFSET_SECONDS'] ?? 0);
if (seconds !== 0) {
  // A machine whose clock is wrong.
  const Right = Date;
  const now = () => Right.now() + seconds * 1000;
  globalThis.Date = class extends Right {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [now()] : given) as [number]));
    }
    static override now = now;
  } as DateConstructor;
}
await import('../../src/service.ts');
await import('../../src/http/setup.ts');
await once(process.stdin, 'data');
process.stdin.destroy();
