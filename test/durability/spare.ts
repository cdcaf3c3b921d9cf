import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { SpawnService } from '../../stage/stage.ts';

const root = resolve(import.meta.dirname, '../..');
const standby = resolve(import.meta.dirname, 'standby.ts');

/**
 * Keeps one process of the service loaded that has not begun, so that a start costs what the service does and not what
 * Node does. `end` ends the one that waits.
 */
export const keepSpare = (): { readonly spawnService: SpawnService; readonly end: () => void } => {
  const spares = new Map<string, ChildProcess>();
  const load = (env: NodeJS.ProcessEnv): ChildProcess =>
    spawn(process.execPath, ['--import', standby, 'src/main.ts'], { cwd: root, env, stdio: 'pipe' });
  return {
    spawnService: (env) => {
      const settings = JSON.stringify(env);
      const child = spares.get(settings) ?? load(env);
      spares.set(settings, load(env));
      child.stdin?.end('begin\n');
      return child;
    },
    end: () => {
      for (const spare of spares.values()) spare.kill('SIGKILL');
    },
  };
};
