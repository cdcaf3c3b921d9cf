import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

// As little as a receiver of webhooks can do: reads the body, parses it, answers. Tells its port, and ends when killed.
const server = createServer((request, response) => {
  void json(request).finally(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
