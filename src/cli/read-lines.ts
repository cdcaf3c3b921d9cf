import { createReadStream } from 'node:fs';

/** A line beyond this is not an export's: GitHub's texts are shorter, and a reader's memory is not for sale. */
const mostBytes = 256_000_000;

/** A file's lines as bytes, each with its newline; the last one without, when there is none. Throws on a longer line. */
export async function* readLines(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let length = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1_048_576 })) {
    let bytes = chunk as Buffer;
    for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a)) {
      yield Buffer.concat([...rest, bytes.subarray(0, end + 1)]);
      [rest, length] = [[], 0];
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > 0) rest.push(bytes);
    length += bytes.length;
    if (length > mostBytes) throw new Error(`a line of ${file} is longer than ${mostBytes} bytes`);
  }
  if (length > 0) yield Buffer.concat(rest);
}
