import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call on its way: about to be passed on, carried out and not yet answered, answered. */
export type Moment = 'asked' | 'done' | 'answered';

type Options = {
  /** Where to; null: nobody is there. */
  readonly target: () => string | null;
  /** `false`: the call, or its answer, gets lost here. */
  readonly onMoment: (moment: Moment, call: string) => boolean;
};

/** Passes HTTP on, and tells at each moment of each call. `call` is the method and the path. */
export const openHttpRelay = async ({
  target,
  onMoment,
}: Options): Promise<{ url: string; close: () => Promise<void> }> => {
  const server = createServer((incoming, outgoing) => {
    const call = `${incoming.method} ${new URL(incoming.url ?? '/', 'http://relay').pathname}`;
    const lose = () => incoming.socket.destroy();
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const address = onMoment('asked', call) ? target() : null;
      if (address === null) return lose();
      const headers = { ...incoming.headers, host: new URL(address).host };
      const passed = send(new URL(incoming.url ?? '/', address), { method: incoming.method, headers }, (answer) => {
        const body: Buffer[] = [];
        answer.on('data', (part: Buffer) => body.push(part));
        answer.on('error', lose);
        answer.on('end', () => {
          if (!onMoment('done', call)) return lose();
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          outgoing.end(Buffer.concat(body), () => onMoment('answered', call));
        });
      });
      passed.on('error', lose);
      passed.end(Buffer.concat(parts));
    });
    incoming.on('error', () => undefined);
  });
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
};
