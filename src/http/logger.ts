import { type DestinationStream, type Logger, pino } from 'pino';
import type { Settings } from '../settings.ts';

export type { Logger } from 'pino';

/** What never reaches a log, wherever a library puts it; settings guard themselves with `Secret`. */
const secretPaths = [
  'authorization',
  'cookie',
  'password',
  'privateKey',
  'secret',
  'token',
  '*.authorization',
  '*.cookie',
  '*.password',
  '*.privateKey',
  '*.secret',
  '*.token',
  'req.headers',
  'request.headers',
  'err.request.headers',
  'err.response.headers',
  'error.request.headers',
];

/**
 * The service's logger: JSON lines with RFC 3339 times in UTC, to standard output unless told otherwise. Whoever works
 * on a delivery takes `logger.child({ delivery: id })`, so that each of its lines carries the delivery's id.
 */
export const toLogger = (settings: Pick<Settings, 'logLevel'>, destination?: DestinationStream): Logger => {
  const options = {
    level: settings.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secretPaths, censor: '[secret]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
};
