import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import type { Tool } from '../evidence/statement.ts';
import type { GitHubClients } from '../github/clients.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Inbox } from '../queue/inbox.ts';
import type { Queue } from '../queue/queue.ts';

/** What every story needs; put together once by the composition root. */
export type House = {
  readonly database: Database;
  readonly queue: Queue;
  readonly inbox: Inbox;
  readonly ledger: Ledger;
  readonly github: GitHubClients;
  readonly logger: Logger;
  /** GitHub as people see it, without a slash at its end. */
  readonly webUrl: string;
  /** What decides here, named in every statement. */
  readonly tool: Tool;
};
