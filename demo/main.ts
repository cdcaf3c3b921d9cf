import { parseArgs, styleText } from 'node:util';
import { type Stage, setStage } from '../stage/stage.ts';
import { world } from '../stage/world.ts';
import { Narrator } from './narrator.ts';
import { playFirstChange, playSecondChange, playThirdChange } from './pull-request-story.ts';
import { Terminal } from './terminal.ts';

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });

const terminal = new Terminal();

/** Ctrl-C, once or more: what was started is ended in order. */
const interruption = new AbortController();
const interrupted = new Promise<void>((done) => {
  interruption.signal.addEventListener('abort', () => done());
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

const play = async (stage: Stage): Promise<void> => {
  const narrator = new Narrator(stage, terminal);
  await playFirstChange(stage, narrator);
  await playSecondChange(stage, narrator);
  await playThirdChange(stage, narrator);
};

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
  const stage = await setStage({ world, onProgress: (what) => terminal.progress(what) });
  try {
    await Promise.race([play(stage), interrupted]);
    if (interruption.signal.aborted) return 130;
    terminal.line(`\n${styleText('green', '✓ every step came out as it should')}`);
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
