import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');

/** Plays the demo as `npm run demo` does; a demo that hangs is ended, and then has no exit code. */
const playDemo = async (...story: string[]) => {
  const child = spawn(process.execPath, ['demo/main.ts', ...story], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 100_000,
  });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  const [shown, complaints, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { shown, complaints, exitCode };
};

describe('npm run demo', () => {
  test('plays three changes through, shows what a person would see, and exits 0', async () => {
    const { shown, complaints, exitCode } = await playDemo();
    expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: '' });

    const verdicts = [...shown.matchAll(/ {2}holdpoint\/change-control {2}. (held|released)/g)].map(([, word]) => word);
    const held = 'held';
    const released = 'released';
    expect(verdicts).toEqual([held, held, held, held, held, held, released, released, held, held, held]);
    expect(shown.match(/http:\/\/127\.0\.0\.1:\d+\/acme\/[a-z-]+\/runs\/\d+/g)).toHaveLength(verdicts.length);
    expect(shown.match(/GitHub answers 405: .*"holdpoint\/change-control" is failing/g)).toHaveLength(2);

    for (const line of [
      'Change-Request: #N',
      'GitHub answers 405',
      'Mallory Maintainer',
      'Refused',
      'holdpoint answers on #2',
      'Sam Safety (sam)',
      'Quinn',
      'merged as',
      'Lapsed',
      'as before: ',
      'every step came out as it should',
      'npm run demo -- release',
    ]) {
      expect(shown).toContain(line);
    }
  }, 120_000);

  test('F38, F39, F41, F47, F54: -- release plays a release until it is tagged, proved and deployed, and exits 0', async () => {
    const { shown, complaints, exitCode } = await playDemo('release');
    expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: '' });
    const verdicts = [...shown.matchAll(/ {2}holdpoint\/release {2}. (held|released)/g)].map(([, word]) => word);
    expect(verdicts).toEqual(['held', 'held', 'held', 'held', 'released']);
    for (const line of [
      'GitHub answers 422',
      '4 of 7 hold points open: What is in it, Residual anomalies, Artifacts, Release approval',
      '3 of 7 hold points open: What is in it, Artifacts, Release approval',
      'v1.1.0 is ',
      'release: Rita Release (rita',
      'signed statements about acme/pump-firmware',
      'the deployment is rejected',
      'no release record names it',
      'the deployment is approved',
      'every step came out as it should',
    ]) {
      expect(shown).toContain(line);
    }
  }, 120_000);

  test('a story that there is not ends with the names of those that there are', async () => {
    const { complaints, exitCode } = await playDemo('relaese');
    expect({ exitCode, complaints }).toEqual({
      exitCode: 2,
      complaints: 'there is no story «relaese»; there are: pull-request, release\n',
    });
  });
});
