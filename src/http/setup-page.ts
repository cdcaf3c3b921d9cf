import { createHash } from 'node:crypto';

const style = 'body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}';
const styleHash = createHash('sha256').update(style).digest('base64');

/** The page’s own policy: its style, and one form that may go to `formTarget` alone. */
export const toPageHeaders = (formTarget: string) => ({
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action ${formTarget}; frame-ancestors 'none'; base-uri 'none'`,
});

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');

const toPage = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><h1>${escapeHtml(title)}</h1>${body}</body></html>\n`;

/** A page of plain sentences. */
export const toMessagePage = (title: string, ...sentences: readonly string[]): string =>
  toPage(title, sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join(''));

/** The page whose button takes the manifest to GitHub. Every value is escaped: an apostrophe cannot end the attribute. */
export const toRegisterPage = (action: string, manifest: object, webhookUrl: string): string =>
  toPage(
    'Register Holdpoint as a GitHub App',
    `<p>GitHub will ask for a name, show the permissions, and send you back here.
    It will deliver webhooks to <code>${escapeHtml(webhookUrl)}</code>: GitHub must be able to reach that address.</p>
    <form method="post" action="${escapeHtml(action)}">
    <input type="hidden" name="manifest" value="${escapeHtml(JSON.stringify(manifest))}">
    <button type="submit">Register the App on GitHub</button></form>`,
  );

/** The page after the credentials are written. */
export const toDonePage = (installUrl: string): string =>
  toPage(
    'The App is registered',
    `<p>Its credentials are in <code>.env</code>. Restart Holdpoint if it does not restart by itself, then
    <a href="${escapeHtml(installUrl)}">install the App</a> on the repositories that it is to guard.</p>`,
  );
