import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from './logger.ts';
import { type Handler, sendJson } from './respond.ts';

/** Resolves to null when all is well, otherwise to a few words that anybody may read. A fault counts as not ready. */
type ReadinessCheck = () => Promise<string | null>;
export type ReadinessChecks = Readonly<Record<string, ReadinessCheck>>;

/** The process is alive and answers. */
export const sayAlive: Handler = (_request, response) => sendJson(response, 200, { status: 'alive' });

/**
 * Makes the handler that says whether work can be taken: 200 when every check passed, otherwise 503 naming those that
 * did not. Requests that come while the checks run share their answer, so that asking often costs little. Faults go to
 * the log in full and out as one word, since the address is open to everybody.
 */
export const toReadinessHandler = (checks: ReadinessChecks, logger: Logger, milliseconds: number): Handler => {
  let running: Promise<Record<string, string>> | null = null;

  const check = async ([name, run]: [string, ReadinessCheck]): Promise<[string, string]> => {
    const stop = new AbortController();
    const late = sleep(milliseconds, `no answer within ${milliseconds} ms`, { signal: stop.signal });
    try {
      return [name, (await Promise.race([run(), late])) ?? 'ready'];
    } catch (error) {
      logger.error({ err: error, check: name }, 'a readiness check failed');
      return [name, 'failed'];
    } finally {
      stop.abort();
      await late.catch(() => null);
    }
  };
  const checkAll = async () => Object.fromEntries(await Promise.all(Object.entries(checks).map(check)));

  return async (_request, response) => {
    running ??= checkAll().finally(() => {
      running = null;
    });
    const found = await running;
    const ready = Object.values(found).every((word) => word === 'ready');
    return sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', checks: found });
  };
};
