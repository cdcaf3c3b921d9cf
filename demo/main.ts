import { parseArgs, styleText } from 'node:util';
import { type Stage, setStage } from '../stage/stage.ts';
import { world } from '../stage/world.ts';
import { Narrator } from './narrator.ts';
import { playFirstChange, playSecondChange, playThirdChange } from './pull-request-story.ts';
import { playReleaseDay, setUp } from './release-story.ts';
import { Terminal } from './terminal.ts';

/** What is told: the story of a pull request, or by its name another. */
const stories = {
  'pull-request': {
    setUp: async () => ({ world }),
    play: async (stage: Stage, narrator: Narrator) => {
      await playFirstChange(stage, narrator);
      await playSecondChange(stage, narrator);
      await playThirdChange(stage, narrator);
    },
    more: 'npm run demo -- release  plays a release: a tag that is refused, what is in it, evidence, deployments',
  },
  release: { setUp, play: playReleaseDay, more: 'npm run demo  plays a pull request' },
} as const;

const { values, positionals } = parseArgs({
  options: { keep: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [name = 'pull-request', ...others] = positionals;
if (!(name in stories) || others.length > 0) {
  console.error(`there is no story «${positionals.join(' ')}»; there are: ${Object.keys(stories).join(', ')}`);
  process.exit(2);
}
const story = stories[name as keyof typeof stories];

const terminal = new Terminal();

/** Ctrl-C, once or more: what was started is ended in order. */
const interruption = new AbortController();
const interrupted = new Promise<void>((done) => {
  interruption.signal.addEventListener('abort', () => done());
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

const tellFailure = (error: unknown): void => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  terminal.line(`\n${styleText('red', '✗ the demo stopped')}: ${message}`);
  if (cause instanceof Error) terminal.line(styleText('gray', cause.message));
};

/** Leaves everything running for whoever wants to look around, until Ctrl-C. */
const keepOpen = async (stage: Stage): Promise<void> => {
  const tokens = ['mallory', 'sam', 'quinn'].map((login) => `${login} ${stage.tokenOf(login)}`).join(', ');
  terminal.line(`\nEverything is still running; press Ctrl-C to end it.
  GitHub (simulated)   ${stage.github}
  Holdpoint            ${stage.service}  (log: ${stage.logFile})
  act as somebody      curl -H "Authorization: Bearer ${stage.tokenOf('dana')}" ${stage.github}/api/v3/repos/acme/pump-firmware/pulls
                       (simulator/README.md lists the paths; tokens: ${tokens})`);
  terminal.end();
  await interrupted;
};

/** Plays the story on a stage and clears it away; answers with the exit code. */
const run = async (): Promise<number> => {
  const stage = await setStage({ ...(await story.setUp()), onProgress: (what) => terminal.progress(what) });
  try {
    await Promise.race([story.play(stage, new Narrator(stage, terminal)), interrupted]);
    if (interruption.signal.aborted) return 130;
    terminal.line(`\n${styleText('green', '✓ every step came out as it should')}\n  ${story.more}`);
    if (values.keep) await keepOpen(stage);
    return 0;
  } catch (error) {
    tellFailure(error);
    if (values.keep) await keepOpen(stage);
    return 1;
  } finally {
    terminal.progress('ending what was started');
    await stage.stop();
  }
};

const exitCode = await run().catch((error: unknown) => {
  if (interruption.signal.aborted) return 130;
  tellFailure(error);
  return 1;
});
process.exit(exitCode);
