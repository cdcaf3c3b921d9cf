import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openReleasedChange, settle } from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';
const changes = 8;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ world: toWorld([toRepository('killed'), toRepository('told')]) });
}, 60_000);
afterAll(() => stage.stop());

// Probot alone drops what runs at SIGTERM, and what a killed peer had acknowledged was never done: peers.md.
describe('what was acknowledged is done', () => {
  test.each([
    ['SIGKILL', 'killed'],
    ['SIGTERM', 'told'],
  ] as const)(
    'F34: after %s and a restart every pull request has its verdict',
    async (signal, repo) => {
      // Slow enough that the end comes while evaluations are under way and others wait.
      const opened = [];
      for (let index = 0; index < changes; index++) {
        if (index === changes - 3) await stage.control('PUT', 'faults', { latencyMs: 300 });
        opened.push(await openReleasedChange(stage, owner, repo, `${repo}-${index}`));
      }
      await stage.kill(signal);
      await stage.control('PUT', 'faults', {});

      await stage.restart();
      // What came while nobody listened is asked for again by the service itself.
      for (const change of opened) await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
      await settle(stage);
      const runs = await Promise.all(opened.map((change) => readCheckRun(stage, { owner, repo, sha: change.sha })));
      expect(new Set(runs.map((run) => run?.id)).size).toBe(changes);
    },
    90_000,
  );
});
