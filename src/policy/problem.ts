/** Something wrong in a text that a person wrote, with the place where it stands and what would be right. */
export type Problem = {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
  /** What is wrong; may quote the text, so it is untrusted. */
  readonly message: string;
  /** What to write instead, with the names that would be right; null when the message says it all. */
  readonly hint: string | null;
};
