import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type TcpRelay = {
  readonly port: number;
  /** Nothing gets through any more, in either direction, and nobody is told: as when a cable is pulled. */
  readonly cut: () => void;
  /** What was held back gets through. */
  readonly heal: () => void;
  readonly close: () => Promise<void>;
};

type Options = {
  readonly target: () => number | null;
  /** Of what a client sends; `false`: it and its connection are lost. */
  readonly onSent?: (bytes: Buffer) => boolean;
};

/** Passes TCP on to a port of this machine. */
export const openTcpRelay = async ({ target, onSent = () => true }: Options): Promise<TcpRelay> => {
  const sockets = new Set<Socket>();
  let isCut = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    if (isCut) socket.pause();
  };
  const server = createServer((client) => {
    keep(client);
    const port = target();
    if (port === null) {
      client.destroy();
      return;
    }
    const upstream = connect(port, '127.0.0.1');
    keep(upstream);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    client.on('data', (bytes: Buffer) => (onSent(bytes) ? upstream.write(bytes) : end()));
    upstream.on('data', (bytes: Buffer) => client.write(bytes));
    client.on('close', end);
    upstream.on('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const setFlow = (cut: boolean) => {
    isCut = cut;
    for (const socket of sockets) cut ? socket.pause() : socket.resume();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => setFlow(true),
    heal: () => setFlow(false),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
};
