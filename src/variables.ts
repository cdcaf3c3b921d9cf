import * as z from 'zod';

const count = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `must be ${least} or more`).max(most, `must be ${most} or less`));
const hasProtocol = (text: string, protocols: readonly string[]) =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol);

const postgresUrl = z.string().refine((text) => hasProtocol(text, ['postgres:', 'postgresql:']), {
  error: 'must be an address such as postgres://user:password@host:5432/holdpoint',
});

/** Every variable that is read, with its meaning; docs/operations.md and .env.example are checked against it. */
export const variables = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'], 'must be production, development or test')
    .default('development')
    .describe('`production` makes the rules below strict and switches the set-up page off'),
  APP_ID: count(1, 999_999_999).optional().describe('The App’s number, from its settings page'),
  PRIVATE_KEY: z.string().optional().describe('The App’s private key as PEM text; base64 of it is taken too'),
  PRIVATE_KEY_PATH: z.string().optional().describe('Instead of `PRIVATE_KEY`: the file that holds it'),
  WEBHOOK_SECRET: z
    .string()
    .optional()
    .describe('The App’s webhook secret; at least 16 characters in production, never `development`'),
  WEBHOOK_SECRET_PREVIOUS: z
    .string()
    .optional()
    .describe('The secret before a rotation, accepted beside the new one until you remove it'),
  GHE_HOST: z
    .string()
    .regex(
      /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/i,
      'must be a host name, without https:// and without a path',
    )
    .optional()
    .describe('Host of GitHub Enterprise Server, or of your `ghe.com` domain; github.com when absent'),
  GHE_PROTOCOL: z
    .enum(['https', 'http'], 'must be https or http')
    .default('https')
    .describe('`http` only for a stand-in on your own machine; refused in production'),
  GH_ORG: z
    .string()
    .regex(/^[a-z0-9-]{1,39}$/i, 'must be the login of an organisation')
    .optional()
    .describe('Set-up only: the organisation that will own the App'),
  HOST: z
    .string()
    .optional()
    .describe('Address to listen on; all addresses in production, otherwise this machine alone (127.0.0.1)'),
  PORT: count(0, 65_535).default(3000).describe('Port to listen on; 0 lets the system choose'),
  PUBLIC_URL: z
    .string()
    .refine((text) => hasProtocol(text, ['http:', 'https:']) && new URL(text).pathname === '/', {
      error: 'must be an address such as https://holdpoint.example.com, without a path',
    })
    .transform((text) => new URL(text).origin)
    .optional()
    .describe('Where GitHub and browsers reach this service'),
  DATABASE_URL: postgresUrl
    .optional()
    .describe('PostgreSQL to use; without it a server of its own runs in `DATA_FOLDER`'),
  MIGRATION_DATABASE_URL: postgresUrl
    .optional()
    .describe(
      'The same database as the role that owns it, for migrations alone; the role of `DATABASE_URL` then can change nothing in the ledger',
    ),
  DATA_FOLDER: z.string().default('./data').describe('Folder for the embedded database and, outside production, keys'),
  EVIDENCE_KEY_PATH: z
    .string()
    .optional()
    .describe('File with the Ed25519 private key (PKCS#8 PEM) that signs evidence; required in production'),
  EVIDENCE_KEY: z
    .string()
    .optional()
    .describe('Instead of `EVIDENCE_KEY_PATH`: the key itself as PEM text; base64 of it is taken too'),
  EVIDENCE_KEY_PREVIOUS_PATH: z
    .string()
    .optional()
    .describe(
      'File with the evidence key before a rotation, which signs checkpoints beside the new one until you remove it',
    ),
  EVIDENCE_KEY_PREVIOUS: z.string().optional().describe('Instead of `EVIDENCE_KEY_PREVIOUS_PATH`: that key itself'),
  DELIVERY_DAYS: count(8, 3_650)
    .default(30)
    .describe('Days that deliveries are kept, with what GitHub sent; at least 8, since GitHub may redeliver for 7'),
  SERVE_CHECKPOINTS: z
    .enum(['yes', 'no'], 'must be yes or no')
    .default('no')
    .describe(
      '`yes` serves the latest checkpoint of each repository to whoever names it; it tells that the repository exists',
    ),
  EVIDENCE_MIRROR: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,38}\/(?!\.{1,2}$)[a-z0-9._-]{1,100}$/i,
      'must be a repository as owner/name, without an address before it',
    )
    .transform((text) => {
      const [owner = '', name = ''] = text.split('/');
      return { owner, name };
    })
    .optional()
    .describe(
      'Private repository, as `owner/name`, to which the evidence of that owner’s repositories is copied; see “Mirror” below',
    ),
  METRICS_TOKEN: z
    .string()
    .min(16, 'must have 16 characters or more')
    .optional()
    .describe('`GET /metrics` answers whoever sends it as bearer token; without it there are no metrics'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be the address of an OpenTelemetry collector, http:// or https://' })
    .optional()
    .describe('Traces are sent to this collector (OTLP over HTTP); without it there are none'),
  WORKERS: count(1, 64).default(4).describe('How many evaluations run at the same time'),
  SWEEP_SECONDS: count(1, 3600)
    .default(60)
    .describe('How often what was lost is looked for; see “When deliveries are lost” in docs/reliability.md'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info')
    .describe('Least serious level that is logged'),
});

/** As parsed: defaults filled in. */
export type Variables = z.output<typeof variables>;
