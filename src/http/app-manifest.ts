import { parse } from 'yaml';
import * as z from 'zod';

/** `app.yml`: what the App asks of GitHub. `public` must be said, since GitHub’s own default is true. */
const appFile = z.strictObject({
  name: z.string().min(1).max(34),
  description: z.string().min(1),
  public: z.literal(false),
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
  default_events: z.array(z.string()).min(1),
});

export type AppFile = z.output<typeof appFile>;

/** Text of `app.yml` → its content. Throws a ZodError or a YAMLError, for it is our own file that would be wrong. */
export const parseAppFile = (text: string): AppFile => appFile.parse(parse(text));

/**
 * The manifest from which GitHub makes the App. The webhook’s address carries its path, which Probot’s own set-up leaves
 * out. Stands on https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest.
 */
export const toManifest = (app: AppFile, urls: { home: string; webhook: string; redirect: string }) => ({
  ...app,
  url: urls.home,
  hook_attributes: { url: urls.webhook, active: true },
  redirect_url: urls.redirect,
});
