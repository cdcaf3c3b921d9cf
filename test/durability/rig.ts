import { startSimulator } from '../../simulator/server.ts';
import { readTier, toReleaseWorld } from '../../stage/release.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { openHttpRelay } from './http-relay.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { keepSpare } from './spare.ts';
import type { Heard } from './steps.ts';
import { openTcpRelay } from './tcp-relay.ts';

/** The service between relays: whatever goes to GitHub, from GitHub, or to the database passes through this process. */
export type Rig = {
  readonly stage: Stage;
  readonly postgres: Postgres;
  /** Told of everything that passes; `false`: it gets lost. */
  listen: (listener: (heard: Heard) => boolean) => void;
  /** Where webhooks go next; GitHub's one address stands for a load balancer. */
  setReceivers: (addresses: readonly string[]) => void;
  readonly stop: () => Promise<void>;
};

type Options = { readonly env?: Readonly<Record<string, string>> };

export const setRig = async ({ env = {} }: Options = {}): Promise<Rig> => {
  let listener: (heard: Heard) => boolean = () => true;
  let receivers: readonly string[] = [];
  let turn = 0;
  const simulator = await startSimulator();
  const postgres = await startPostgres();
  const github = await openHttpRelay({
    target: () => simulator.url,
    onMoment: (moment, call) => listener({ way: 'github', moment, call }),
  });
  // GitHub's own address, by which it names itself and wants to be answered.
  simulator.world.url = github.url;
  const webhooks = await openHttpRelay({
    target: () => receivers[turn++ % receivers.length] ?? null,
    onMoment: (moment, call) => listener({ way: 'webhook', moment, call }),
  });
  const database = await openTcpRelay({
    target: postgres.port,
    onSent: (bytes) => listener({ way: 'database', text: bytes.toString('latin1') }),
  });
  const databaseUrl = () => withPort(postgres.url(), database.port);
  const spare = keepSpare();
  const stage = await setStage({
    world: toReleaseWorld([]),
    permissions: await readTier({ contents: 'write' }),
    github: simulator.url,
    env: { DATABASE_URL: databaseUrl(), GHE_HOST: new URL(github.url).host, SWEEP_SECONDS: '5', ...env },
    spawnService: spare.spawnService,
  });
  receivers = [stage.service];
  await stage.control('PUT', 'app', {
    webhook: { url: `${webhooks.url}/api/github/webhooks`, secret: stage.webhookSecret },
  });
  return {
    stage,
    postgres,
    listen: (next) => {
      listener = next;
    },
    setReceivers: (addresses) => {
      receivers = addresses;
    },
    stop: async () => {
      listener = () => true;
      spare.end();
      await stage.stop();
      await Promise.all([github.close(), webhooks.close(), database.close()]);
      await postgres.stop();
      await simulator.close();
    },
  };
};

export const withPort = (address: string, port: number): string => {
  const url = new URL(address);
  url.port = String(port);
  return url.href;
};
