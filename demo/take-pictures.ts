import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CheckRun, Commit, Expected } from '../stage/check-run.ts';
import { setStage } from '../stage/stage.ts';
import { world } from '../stage/world.ts';
import { type Chromium, findChromium, startChromium } from './chromium.ts';
import { Narrator, type Picture } from './narrator.ts';
import { playFirstChange } from './pull-request-story.ts';
import { Terminal } from './terminal.ts';

/** Plays the demo's first story and takes the pictures of the README: check runs as the simulator's pages show them. */
const folder = join(resolve(import.meta.dirname, '..'), 'docs/images');

/** Tells the story as ever, and takes a picture where the story says that one is worth taking. */
class Photographer extends Narrator {
  readonly #chromium: Chromium;

  constructor(chromium: Chromium, ...telling: ConstructorParameters<typeof Narrator>) {
    super(...telling);
    this.#chromium = chromium;
  }

  override async expectCheck(at: Commit, expected: Expected, picture?: Picture): Promise<CheckRun> {
    const run = await super.expectCheck(at, expected, picture);
    if (picture !== undefined) {
      const file = join(folder, `${picture}.png`);
      await this.#chromium.photograph(run.html_url ?? '', '.checks > div', 1280, file);
      this.says(`picture: ${file}, ${Math.ceil((await stat(file)).size / 1024)} KiB`);
    }
    return run;
  }
}

const takePictures = async (): Promise<void> => {
  const chromium = await startChromium(findChromium());
  const terminal = new Terminal();
  try {
    await mkdir(folder, { recursive: true });
    const stage = await setStage({ world, onProgress: (what) => terminal.progress(what) });
    try {
      await playFirstChange(stage, new Photographer(chromium, stage, terminal));
    } finally {
      await stage.stop();
    }
  } finally {
    await chromium.end();
    terminal.end();
  }
};

await takePictures().catch((error: unknown) => {
  console.error(`✗ no pictures: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
