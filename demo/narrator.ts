import { styleText } from 'node:util';
import { type CheckRun, type Commit, type Expected, untilCheckRun } from '../stage/check-run.ts';
import type { Stage } from '../stage/stage.ts';
import { renderTerminal } from './render-terminal.ts';

/** Tells the story on the terminal and stops it at the first step that did not come out as it should. */
export class Narrator {
  readonly #stage: Stage;
  readonly #width = Math.min(Math.max(process.stdout.columns ?? 120, 100), 150);
  #lastSummary = '';

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  chapter(title: string): void {
    console.log(`\n${styleText('bold', `━━ ${title} ${'━'.repeat(Math.max(0, this.#width - title.length - 4))}`)}`);
  }

  step(who: string, what: string): void {
    console.log(`\n${styleText('cyan', '▸')} ${styleText('bold', who)} ${what}`);
  }

  says(text: string): void {
    console.log(`  ${text.replaceAll('\n', '\n  ')}`);
  }

  /** Waits for Holdpoint's check on a commit to say what is expected, shows it, and ends the demo if it never does. */
  async expectCheck(at: Commit, expected: Expected): Promise<void> {
    const onWait = (seconds: number) => console.log(styleText('gray', `  … waiting for the check run (${seconds} s)`));
    this.#show(await untilCheckRun(this.#stage, at, expected, { onWait }));
  }

  async expectRefusal(status: number, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const { status: got, message } = error as { status?: number; message?: string };
      if (got !== status) throw error;
      this.says(`${styleText('red', `GitHub answers ${status}`)}: ${message?.split(' - https')[0] ?? ''}`);
      return;
    }
    throw new Error(`GitHub allowed what it should have answered with ${status}`);
  }

  #show(run: CheckRun): void {
    const released = run.conclusion === 'success';
    const mark = released ? styleText('green', '✓ released') : styleText('red', '✗ held');
    console.log(`\n  holdpoint/change-control  ${mark}  ${styleText('bold', run.output.title ?? '')}`);
    console.log(styleText('gray', `  ${run.html_url ?? ''}`));
    const summary = renderTerminal(run.output.summary ?? '', this.#width);
    if (summary !== this.#lastSummary) console.log(summary);
    this.#lastSummary = summary;
  }
}
