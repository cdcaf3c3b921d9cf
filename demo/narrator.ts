import { styleText } from 'node:util';
import type { Octokit } from '@octokit/rest';
import { type Stage, until } from '../stage/stage.ts';
import { renderTerminal } from './render-terminal.ts';

export type CheckRun = {
  readonly conclusion: string | null;
  readonly html_url: string | null;
  readonly output: { readonly title: string | null; readonly summary: string | null };
};

/** Tells the story on the terminal and stops it at the first step that did not come out as it should. */
export class Narrator {
  readonly #stage: Stage;
  readonly #reader: Octokit;
  readonly #width = Math.min(Math.max(process.stdout.columns ?? 120, 100), 150);
  #lastSummary = '';

  constructor(stage: Stage, reader: Octokit) {
    this.#stage = stage;
    this.#reader = reader;
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

  /**
   * Waits for Holdpoint's check on a commit to say what is expected, shows it, and fails the demo if it never does.
   *
   * @param mentions texts that the summary must contain, each shown as a fact that the step was about
   */
  async expectCheck(
    at: { owner: string; repo: string; sha: string },
    expected: { conclusion: 'success' | 'failure'; mentions: readonly string[]; without?: readonly string[] },
  ): Promise<CheckRun> {
    await this.#stage.control('POST', 'deliveries/settle');
    let latest: CheckRun | undefined;
    const fits = (run: CheckRun) => {
      const text = `${run.output.title}\n${run.output.summary}`;
      return (
        run.conclusion === expected.conclusion &&
        expected.mentions.every((mention) => text.includes(mention)) &&
        !(expected.without ?? []).some((mention) => text.includes(mention))
      );
    };
    try {
      const run = await until(
        async () => {
          const { data } = await this.#reader.rest.checks.listForRef({
            owner: at.owner,
            repo: at.repo,
            ref: at.sha,
            check_name: 'holdpoint/change-control',
          });
          latest = data.check_runs[0];
          return latest !== undefined && fits(latest) ? latest : null;
        },
        {
          timeoutMs: 20_000,
          onWait: (seconds) => console.log(styleText('gray', `  … waiting for the check run (${seconds} s)`)),
        },
      );
      this.#show(run);
      return run;
    } catch (cause) {
      if (latest !== undefined) this.#show(latest);
      throw new Error(
        `the check run did not become ${expected.conclusion} mentioning ${expected.mentions.map((m) => `«${m}»`).join(', ')}`,
        { cause },
      );
    }
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
