import type { Logger } from './logger.ts';
import { type Handler, sendError, sendJson } from './respond.ts';

type PublicKey = { readonly keyId: string; readonly publicKey: string; readonly firstUsedAt: string };
type ReadKeys = () => Promise<readonly PublicKey[]>;

const keptMilliseconds = 10_000;

/** Makes the handler that serves the public keys to everybody; the database is asked once in ten seconds at most. */
export const toKeysHandler = (readKeys: ReadKeys, logger: Logger): Handler => {
  let kept: { readonly keys: Promise<readonly PublicKey[]>; readonly until: number } | null = null;
  return async (_request, response) => {
    if (kept === null || kept.until < performance.now())
      kept = { keys: readKeys(), until: performance.now() + keptMilliseconds };
    try {
      return sendJson(response, 200, { keys: await kept.keys });
    } catch (error) {
      kept = null;
      logger.error({ err: error }, 'the evidence keys cannot be read');
      return sendError(response, 503, 'The keys cannot be read now.');
    }
  };
};
