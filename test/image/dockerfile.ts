export type Instruction = { readonly name: string; readonly text: string };

/** Dockerfile text → its instructions in order, with continued lines joined. Enough for our own file; not a parser of all. */
export const parseDockerfile = (text: string): Instruction[] =>
  text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const parts = /^([A-Z]+) (.+)$/.exec(line.trim());
      return parts === null ? [] : [{ name: parts[1] ?? '', text: parts[2] ?? '' }];
    });

/** What a COPY takes from the folder in which the image is built; nothing when it copies from another stage. */
export const toCopied = ({ name, text }: Instruction): string[] =>
  name === 'COPY' && !text.startsWith('--from=') ? text.split(' ').slice(0, -1) : [];
