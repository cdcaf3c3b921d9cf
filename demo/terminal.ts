import { styleText } from 'node:util';

/** Prints lines, and while none comes for a second, once a second that something is still going on. */
export class Terminal {
  readonly width = Math.min(Math.max(process.stdout.columns ?? 120, 100), 150);
  readonly #pulse: NodeJS.Timeout;
  #quietSince = Date.now();
  #told = 0;

  constructor() {
    this.#pulse = setInterval(() => this.#tell(), 100);
  }

  line(text: string): void {
    console.log(text);
    this.#quietSince = Date.now();
    this.#told = 0;
  }

  /** What begins now and may take a while. */
  progress(what: string): void {
    this.line(styleText('gray', `… ${what}`));
  }

  /** From here on silence is meant. */
  end(): void {
    clearInterval(this.#pulse);
  }

  #tell(): void {
    const seconds = Math.floor((Date.now() - this.#quietSince) / 1000);
    if (seconds <= this.#told) return;
    this.#told = seconds;
    console.log(styleText('gray', `… waiting (${seconds} s)`));
  }
}
