import { parseArgs, styleText } from 'node:util';
import { type Stage, setStage } from '../stage/stage.ts';
import { world } from '../stage/world.ts';
import { Narrator } from './narrator.ts';
import { playFirstChange, playSecondChange, playThirdChange } from './pull-request-story.ts';

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });

const play = async (stage: Stage): Promise<void> => {
  const narrator = new Narrator(stage);
  await playFirstChange(stage, narrator);
  await playSecondChange(stage, narrator);
  await playThirdChange(stage, narrator);
};

/** Leaves everything running for whoever wants to look around, until Ctrl-C. */
const keepOpen = async (stage: Stage): Promise<void> => {
  console.log(`\nEverything is still running; press Ctrl-C to end it.
  GitHub (simulated)   ${stage.github}
  Holdpoint            ${stage.service}  (log: ${stage.logFile})
  act as somebody      curl -H "Authorization: Bearer ${stage.tokenOf('dana')}" ${stage.github}/api/v3/repos/acme/pump-firmware/pulls
                       (simulator/README.md lists the paths; tokens: ${['mallory', 'sam', 'quinn'].map((login) => `${login} ${stage.tokenOf(login)}`).join(', ')})`);
  await new Promise<void>((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });
};

const stage = await setStage({ world, onProgress: (what) => console.log(styleText('gray', `… ${what}`)) });
try {
  await play(stage);
  console.log(`\n${styleText('green', '✓ every step came out as it should')}`);
  if (values.keep) await keepOpen(stage);
} catch (error) {
  console.error(
    `\n${styleText('red', '✗ the demo stopped')}: ${error instanceof Error ? error.message : String(error)}`,
  );
  if (error instanceof Error && error.cause !== undefined)
    console.error(styleText('gray', error.cause instanceof Error ? error.cause.message : 'no further cause'));
  if (values.keep) await keepOpen(stage);
  process.exitCode = 1;
} finally {
  await stage.stop();
}
