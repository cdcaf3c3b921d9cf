import type { IncomingMessage } from 'node:http';

export type BodyLimits = {
  /** Most bytes of one body. */
  readonly bytes: number;
  /** Most bytes of all bodies that are held at the same time: they are not verified yet, so anybody can send them. */
  readonly bytesAtOnce: number;
  /** Milliseconds that a body may take. */
  readonly milliseconds: number;
};

/** GitHub caps payloads at 25 MB and gives a delivery up after 10 s, so waiting longer serves only somebody else. */
export const defaultBodyLimits: BodyLimits = {
  bytes: 25 * 1024 * 1024,
  bytesAtOnce: 128 * 1024 * 1024,
  milliseconds: 10_000,
};

/** `release` gives the held bytes back; call it once when the body is no longer needed. */
export type Body =
  | { readonly ok: true; readonly bytes: Buffer; readonly release: () => void }
  | { readonly ok: false; readonly status: 400 | 408 | 413 | 503; readonly error: string };

/**
 * Makes a reader of request bodies that holds no more than `limits` allow. A body that is refused while it still
 * arrives is thrown away as it comes, so that the client gets to read the answer, and cut off at the time limit.
 */
export const toBodyReader = (limits: BodyLimits): ((request: IncomingMessage) => Promise<Body>) => {
  let held = 0;
  const tooLarge = `The body is larger than ${limits.bytes} bytes, which is more than GitHub sends.`;

  return (request) =>
    new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let settled = false;

      const settle = (body: Body) => {
        if (settled) return;
        settled = true;
        request.off('data', take).resume();
        if (!body.ok) release();
        resolve(body);
      };
      const release = () => {
        held -= size;
        size = 0;
      };
      const refuse = (status: 400 | 408 | 413 | 503, error: string) => settle({ ok: false, status, error });
      const take = (chunk: Buffer) => {
        if (size + chunk.length > limits.bytes) return refuse(413, tooLarge);
        if (held + chunk.length > limits.bytesAtOnce)
          return refuse(503, 'Too much is arriving at once; send it again.');
        size += chunk.length;
        held += chunk.length;
        chunks.push(chunk);
      };
      const timer = setTimeout(() => {
        if (!settled) refuse(408, `The body did not arrive within ${limits.milliseconds} ms.`);
        else if (!request.complete) request.destroy();
      }, limits.milliseconds).unref();

      request
        .once('end', () => {
          clearTimeout(timer);
          settle({ ok: true, bytes: Buffer.concat(chunks), release });
        })
        .once('error', () => refuse(400, 'The connection broke off.'))
        .once('close', () => {
          clearTimeout(timer);
          refuse(400, 'The connection broke off.');
        });
      // Announced sizes are believed only when they refuse: the count above is what protects.
      if (Number(request.headers['content-length'] ?? 0) > limits.bytes) refuse(413, tooLarge);
      else request.on('data', take);
    });
};
