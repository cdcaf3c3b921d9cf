import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { parseAppFile } from './http/app-manifest.ts';
import { toLogger } from './http/logger.ts';
import { startSetupServer } from './http/setup.ts';
import { writeCredentials } from './http/write-credentials.ts';
import { startService } from './service.ts';
import { parseSettings, readEnvironment, type Settings } from './settings.ts';

const root = resolve(import.meta.dirname, '..');

const start = async (settings: Settings, logger: Logger): Promise<() => Promise<void>> => {
  if (settings.mode === 'setup') {
    const setup = await startSetupServer({
      settings,
      logger,
      app: parseAppFile(await readFile(join(root, 'app.yml'), 'utf8')),
      onCredentials: (credentials) => writeCredentials('.env', credentials),
    });
    logger.info(`there are no credentials yet; register the App at ${setup.setupUrl}, then start again`);
    return () => setup.drain();
  }
  const service = await startService(settings, logger);
  logger.info(`listening on ${service.url}`);
  return service.stop;
};

const parsed = parseSettings(readEnvironment());
if (!parsed.ok) {
  console.error(`Holdpoint cannot start:\n${parsed.problems.map((problem) => `- ${problem}`).join('\n')}`);
  process.exit(1);
}

const logger = toLogger(parsed.settings);
const stop = await start(parsed.settings, logger).catch((error: unknown) => {
  logger.fatal({ err: error }, 'Holdpoint cannot start');
  process.exit(1);
});

/** The first signal drains; a second one ends at once what is left, which the queue takes up again at the next start. */
const end = async (signal: NodeJS.Signals): Promise<void> => {
  process.once(signal, () => process.exit(1));
  logger.info({ signal }, 'draining');
  try {
    await stop();
    process.exit(0);
  } catch (error) {
    logger.error({ err: error }, 'the drain failed');
    process.exit(1);
  }
};
process.once('SIGTERM', (signal) => void end(signal));
process.once('SIGINT', (signal) => void end(signal));
