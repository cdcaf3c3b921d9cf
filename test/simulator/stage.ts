import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Simulator, startSimulator } from '../../simulator/server.ts';

/** What a request came back with. `body` is whatever JSON it was: tests state what they expect of it. */
export type Answer = { status: number; headers: Headers; body: ReturnType<typeof JSON.parse> };
export type Received = {
  event: string;
  headers: Record<string, string>;
  raw: string;
  payload: ReturnType<typeof JSON.parse>;
};

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

export { privateKey };
export const WEBHOOK_SECRET = 'a secret for tests';

const EVENTS = [
  'check_run',
  'check_suite',
  'create',
  'delete',
  'issue_comment',
  'issues',
  'label',
  'member',
  'membership',
  'organization',
  'pull_request',
  'pull_request_review',
  'push',
  'release',
  'team',
];

/** An organisation `acme` with a repository `pump`, people of every role, and an App installed on all of it. */
export const SEED = {
  users: ['owner', 'ada', 'ben', 'cleo', 'dora', 'eve', 'outsider'].map((login) => ({
    login,
    email: `${login}@acme.example`,
  })),
  organizations: [
    {
      login: 'acme',
      base_permission: 'none',
      members: [{ login: 'owner', role: 'admin' }, 'ada', 'ben', 'cleo', 'dora'],
      teams: [
        {
          name: 'Quality',
          members: ['cleo'],
          teams: [{ name: 'Safety', members: ['dora'], repositories: { pump: 'triage' } }],
        },
      ],
      issue_types: [{ name: 'Bug' }, { name: 'Change' }],
    },
  ],
  repositories: [
    {
      owner: 'acme',
      name: 'pump',
      private: true,
      files: { 'README.md': '# Pump\n', 'src/pump.c': 'int main;\n', '.github/holdpoint.yml': 'version: 1\n' },
      labels: ['approved', { name: 'safety', color: 'ff0000' }],
      collaborators: [
        { login: 'ada', permission: 'write' },
        { login: 'ben', permission: 'maintain' },
        { login: 'cleo', permission: 'triage' },
        { login: 'eve', permission: 'read' },
      ],
    },
    { owner: 'acme', name: 'records' },
  ],
  app: {
    id: 4711,
    slug: 'holdpoint',
    name: 'Holdpoint',
    public_key: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    permissions: {
      metadata: 'read',
      contents: 'read',
      members: 'read',
      pull_requests: 'read',
      checks: 'write',
      issues: 'write',
    },
    events: EVENTS,
  },
  installations: [{ account: 'acme', repositories: 'all' }],
};

export const encode = (text: string): string => Buffer.from(text).toString('base64');

/** The App's JWT; its times can be shifted to make a bad one. */
export function signJwt(shiftSeconds = 0, issuer: number | string = SEED.app.id): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000) + shiftSeconds;
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: now - 30, exp: now + 300, iss: issuer })}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}

/** A simulator with `SEED` in it, an endpoint that receives its webhooks, and ways to call both. */
export class Stage {
  readonly simulator: Simulator;
  readonly received: Received[] = [];
  readonly #server: Server;
  installation = 0;
  appToken = '';

  constructor(simulator: Simulator, server: Server) {
    this.simulator = simulator;
    this.#server = server;
  }

  static async start(): Promise<Stage> {
    const server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const raw = Buffer.concat(chunks).toString();
        const headers = incoming.headers as Record<string, string>;
        stage.received.push({ event: headers['x-github-event'] ?? '', headers, raw, payload: JSON.parse(raw) });
        outgoing.writeHead(stage.endpointStatus).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const stage = new Stage(await startSimulator(), server);
    await stage.#prepare();
    return stage;
  }

  /** What the webhook endpoint answers. */
  endpointStatus = 200;

  async #prepare(): Promise<void> {
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
    const seed = { ...SEED, app: { ...SEED.app, webhook: { url, secret: WEBHOOK_SECRET } } };
    const answer = await this.control('POST /seed', seed);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    this.installation = answer.body.installations[0].id;
    const token = await this.call(signJwt(), `POST /app/installations/${this.installation}/access_tokens`);
    this.appToken = token.body.token;
  }

  /** `call('token-ada', 'POST /repos/acme/pump/issues', {…})`. */
  async call(
    token: string | null,
    operation: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.#send('/api/v3', operation, body, {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    });
  }

  /** As `call`, for a person by login. */
  as(login: string, operation: string, body?: unknown): Promise<Answer> {
    return this.call(`token-${login}`, operation, body);
  }

  asApp(operation: string, body?: unknown): Promise<Answer> {
    return this.call(this.appToken, operation, body);
  }

  /** A GraphQL request of a person; fails on errors. */
  async graphql(login: string, query: string): Promise<ReturnType<typeof JSON.parse>> {
    const answer = await this.#send('/api', 'POST /graphql', { query }, { authorization: `bearer token-${login}` });
    if (answer.body.errors !== undefined) throw new Error(JSON.stringify(answer.body.errors));
    return answer.body.data;
  }

  control(operation: string, body?: unknown): Promise<Answer> {
    return this.#send('/_control', operation, body, {});
  }

  async #send(prefix: string, operation: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    const [method = 'GET', path = '/'] = operation.split(' ');
    const response = await fetch(`${this.simulator.url}${prefix}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  }

  /** All webhooks so far, once everything under way has arrived. */
  async webhooks(event?: string): Promise<Received[]> {
    await this.control('POST /deliveries/settle');
    return this.received.filter((one) => event === undefined || one.event === event);
  }

  /** A branch with one file changed on it; answers the tip. */
  async branch(name: string, login = 'ada', path = `${name}.txt`): Promise<string> {
    const main = await this.as(login, 'GET /repos/acme/pump/git/ref/heads/main');
    await this.as(login, 'POST /repos/acme/pump/git/refs', { ref: `refs/heads/${name}`, sha: main.body.object.sha });
    const content = { message: `Change ${path}`, content: encode(`${name}\n`), branch: name };
    const answer = await this.as(login, `PUT /repos/acme/pump/contents/${path}`, content);
    return answer.body.commit.sha;
  }

  /** One commit on a branch with these files: text writes, null deletes. Answers its sha. */
  async commit(
    branch: string,
    files: Record<string, string | null>,
    { login = 'ada', ...fields }: { login?: string; message?: string; author?: unknown; committer?: unknown } = {},
  ): Promise<string> {
    const parent = (await this.as(login, `GET /repos/acme/pump/git/ref/heads/${branch}`)).body.object.sha;
    const entries = Object.entries(files).map(([path, text]) => ({
      path,
      mode: '100644',
      type: 'blob',
      ...(text === null ? { sha: null } : { content: text }),
    }));
    const tree = await this.as(login, 'POST /repos/acme/pump/git/trees', { base_tree: parent, tree: entries });
    const commit = await this.as(login, 'POST /repos/acme/pump/git/commits', {
      message: 'Work',
      tree: tree.body.sha,
      parents: [parent],
      ...fields,
    });
    const moved = await this.as(login, `PATCH /repos/acme/pump/git/refs/heads/${branch}`, { sha: commit.body.sha });
    if (moved.status !== 200) throw new Error(JSON.stringify(moved.body));
    return commit.body.sha;
  }

  /** A pull request from a new branch. */
  async pull(
    name: string,
    fields: Record<string, unknown> = {},
    login = 'ada',
  ): Promise<{ number: number; sha: string }> {
    await this.branch(name, login);
    const answer = await this.as(login, 'POST /repos/acme/pump/pulls', {
      title: name,
      head: name,
      base: 'main',
      ...fields,
    });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return { number: answer.body.number, sha: answer.body.head.sha };
  }

  async close(): Promise<void> {
    await this.simulator.close();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
