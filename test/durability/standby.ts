import { once } from 'node:events';
import '../../src/service.ts';
import '../../src/http/setup.ts';

// Loaded before `src/main.ts` in a process that is to take over at once: everything is read and compiled, nothing has
// run. It begins when it is told to.
await once(process.stdin, 'data');
process.stdin.destroy();
