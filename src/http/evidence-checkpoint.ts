import type { Logger } from './logger.ts';
import { type Handler, send, sendError } from './respond.ts';

export type LatestCheckpoint = (repository: {
  readonly owner: string;
  readonly name: string;
}) => Promise<string | null>;

const repositoryName = /^([\w.-]{1,100})\/([\w.-]{1,100})$/;

/** Makes the handler that serves the newest checkpoint of the repository that is named in full. */
export const toCheckpointHandler =
  (latest: LatestCheckpoint, logger: Logger): Handler =>
  async (request, response) => {
    const query = new URLSearchParams(request.url?.split('?')[1]);
    const [, owner, name] = repositoryName.exec(query.get('repository') ?? '') ?? [];
    try {
      const note = owner === undefined || name === undefined ? null : await latest({ owner, name });
      if (note === null) return sendError(response, 404, 'There is no checkpoint of that repository.');
      return send(response, 200, 'text/plain; charset=utf-8', note);
    } catch (error) {
      logger.error({ err: error }, 'a checkpoint cannot be read');
      return sendError(response, 503, 'The checkpoint cannot be read now.');
    }
  };
