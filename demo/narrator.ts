import { styleText } from 'node:util';
import { type CheckRun, type Commit, type Expected, untilCheckRun } from '../stage/check-run.ts';
import { type Stage, until } from '../stage/stage.ts';
import { renderTerminal } from './render-terminal.ts';
import type { Terminal } from './terminal.ts';

/** A moment of the story of which `npm run pictures` takes a picture. */
export type Picture = 'held' | 'released';

/** Tells the story on the terminal and stops it at the first step that did not come out as it should. */
export class Narrator {
  readonly #stage: Stage;
  readonly #terminal: Terminal;
  #last: CheckRun | null = null;

  constructor(stage: Stage, terminal: Terminal) {
    this.#stage = stage;
    this.#terminal = terminal;
  }

  chapter(title: string): void {
    const rule = '━'.repeat(Math.max(0, this.#terminal.width - title.length - 4));
    this.#terminal.line(`\n${styleText('bold', `━━ ${title} ${rule}`)}`);
  }

  step(who: string, what: string): void {
    this.#terminal.line(`\n${styleText('cyan', '▸')} ${styleText('bold', who)} ${what}`);
  }

  says(text: string): void {
    this.#terminal.line(`  ${text.replaceAll('\n', '\n  ')}`);
  }

  /**
   * Waits for Holdpoint's check on a commit to say what is expected, and something else than when it was last shown;
   * shows it, and ends the demo if it never does.
   */
  async expectCheck(at: Commit, expected: Expected, _picture?: Picture): Promise<CheckRun> {
    const run = await untilCheckRun(this.#stage, at, { ...expected, unlike: this.#last?.output.summary ?? '' });
    this.#show(run, at.check ?? 'holdpoint/change-control');
    this.#last = run;
    return run;
  }

  async expectRefusal(status: number, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const { status: got, message = '' } = error as { status?: number; message?: string };
      if (got !== status) throw error;
      const words = (message.split(' - https')[0] ?? '').split('\n').filter((line) => line.trim() !== '');
      this.says(`${styleText('red', `GitHub answers ${status}`)}: ${words.join('. ')}`);
      return;
    }
    throw new Error(`GitHub allowed what it should have answered with ${status}`);
  }

  /** Waits for the App's comment on an issue, and shows the newest. */
  async expectAnswer(issue: Readonly<{ owner: string; repo: string; issue_number: number }>, mention: string) {
    const body = await until(async () => {
      const { data } = await this.#stage.as('dana').rest.issues.listComments(issue);
      const last = data.at(-1);
      return last?.user?.type === 'Bot' && last.body?.includes(mention) === true ? last.body : null;
    });
    this.shows(`answers on #${issue.issue_number}`, body);
  }

  /** Text of the App's own, as GitHub would render it. */
  shows(where: string, markdown: string): void {
    this.#terminal.line('');
    this.says(`${styleText('bold', 'holdpoint')} ${where}:`);
    this.says(renderTerminal(markdown, this.#terminal.width - 2));
  }

  /** Whole the first time and when it turns; in between only what changed. */
  #show(run: CheckRun, check: string): void {
    const last = this.#last;
    const whole = last === null || last.id !== run.id || last.conclusion !== run.conclusion;
    const released = run.conclusion === 'success';
    const mark = released ? styleText('green', '✓ released') : styleText('red', '✗ held');
    this.#terminal.line(`\n  ${check}  ${mark}  ${styleText('bold', run.output.title ?? '')}`);
    this.#terminal.line(styleText('gray', `  ${run.html_url ?? ''}`));
    const before = whole ? '' : (last.output.summary ?? '');
    this.#terminal.line(renderTerminal(run.output.summary ?? '', this.#terminal.width, before));
  }
}
