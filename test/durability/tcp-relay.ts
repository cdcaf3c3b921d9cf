import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

type TcpRelay = {
  readonly port: number;
  /** Nothing passes any more and nobody is told, as when a cable is pulled; what is sent meanwhile waits. */
  readonly cut: () => void;
  /** What waited passes. */
  readonly mend: () => void;
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
    if (isCut) for (const socket of [client, upstream]) socket.pause();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.pause();
    },
    mend: () => {
      isCut = false;
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
};
