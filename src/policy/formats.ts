/** Words with a format of their own. The schema names the format as its error; problems say what it is and how to write it. */

type Format = { readonly pattern?: RegExp; readonly is: string; readonly hint: string };

const name = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const nameHint = 'Write it in lower case with hyphens, like “safety-impact”.';

export const formats = {
  role: {
    pattern: /^(?!none$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
    is: 'the name of a role',
    hint: `${nameHint} “none” stands for no role.`,
  },
  'role or none': { pattern: name, is: 'the name of a role', hint: `${nameHint} “none” stands for no role.` },
  checklist: {
    pattern: /^(?!none$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
    is: 'the name of a checklist',
    hint: `${nameHint} “none” stands for no checklist.`,
  },
  'checklist reference': { pattern: name, is: 'the name of a checklist', hint: nameHint },
  label: {
    pattern: /^(?!none$)[^\s\p{Cc}\p{Cf}\p{Cs}](?:[^\t\r\n\p{Cc}\p{Cf}\p{Cs}]{0,48}[^\s\p{Cc}\p{Cf}\p{Cs}])?$/u,
    is: 'the name of a label',
    hint: 'A label has 1 to 50 visible characters and no space at either end. “none” stands for no label.',
  },
  'label reference': {
    pattern: /^[^\s\p{Cc}\p{Cf}\p{Cs}](?:[^\t\r\n\p{Cc}\p{Cf}\p{Cs}]{0,48}[^\s\p{Cc}\p{Cf}\p{Cs}])?$/u,
    is: 'the name of a label',
    hint: 'A label has 1 to 50 visible characters and no space at either end.',
  },
  team: {
    pattern: /^(?:[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}\/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/,
    is: 'a team',
    hint: 'Write “organisation/slug”, or “slug” for a team of the repository’s owner, without “@”.',
  },
  user: {
    // The underscore belongs to accounts that a company manages (octo_acme).
    pattern: /^[A-Za-z0-9](?:[-_]?[A-Za-z0-9]){0,38}$/,
    is: 'a login',
    hint: 'Write the login of a person on GitHub, without “@”; teams go under “teams”, and a bot cannot hold a role.',
  },
  repository: {
    pattern: /^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
    is: 'a repository',
    hint: 'Write “owner/name”.',
  },
  branch: {
    // What git forbids in a branch's name would never match; what other glob languages give a meaning is refused.
    // At most three runs of stars, so that no branch name can make the match slow.
    pattern:
      /^(?!refs\/|[-/.])(?!.*(?:\/\/|\/\.|\.\.|\*\*\*|\.lock(?:\/|$)|[/.]$))(?!(?:[^*]*\*+(?!\*)){4})[^\s\p{Cc}\p{Cf}\p{Cs}~^:\\[\]{}()|!]{1,255}$/u,
    is: 'a pattern of branches',
    hint: 'Write a branch, like “main”, or a pattern with at most three of * ** ?, like “release/**”: no “refs/heads/”, “!”, brackets, braces or spaces.',
  },
  tag: {
    pattern:
      /^(?!refs\/|[-/.])(?!.*(?:\/\/|\/\.|\.\.|\*\*\*|\.lock(?:\/|$)|[/.]$))(?!(?:[^*]*\*+(?!\*)){4})[^\s\p{Cc}\p{Cf}\p{Cs}~^:\\[\]{}()|!]{1,255}$/u,
    is: 'a pattern of tags',
    hint: 'Write a tag, like “v1.0.0”, or a pattern with at most three of * ** ?, like “v*”: no “refs/tags/”, “!”, brackets, braces or spaces.',
  },
  environment: {
    // GitHub takes blanks and capitals, and no quotation marks, commas, semicolons or backslashes.
    pattern:
      /^(?![/\s])(?!.*(?:\/\/|[/\s]$|\*\*\*))(?!(?:[^*]*\*+(?!\*)){4})[^\t\r\n\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\[\]{}()|!'"`,;]{1,255}$/u,
    is: 'a pattern of environments',
    hint: 'Write an environment as GitHub shows it, like “Production EU”, or a pattern with at most three of * ** ?, like “staging/*”: no “/” at either end, no “!”, quotation marks, commas, brackets or braces.',
  },
  path: {
    // What other glob languages give a meaning is refused, and what would never match: the pattern would map nothing.
    pattern:
      /^(?![/\s])(?!.*(?:\/\/|\/$|\s$|[^/]\*\*|\*\*[^/]))(?!(?:.*\/)?\.{1,2}(?:\/|$))[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\[\]{}()|!]{1,500}$/u,
    is: 'a pattern of paths',
    hint: 'Write a path from the repository’s root, like “src/alarm/**” or “**/package.json”: with * and ? within a part, ** alone between slashes, no “/” at either end, no “!”, brackets or braces (“?” stands for one that a path has).',
  },
  'repository pattern': {
    pattern: /^(?!\.{1,2}$)(?:\*\*|(?!.*\*\*)[A-Za-z0-9._*?-]{1,100})$/,
    is: 'a pattern of repositories',
    hint: 'Write the name of a repository without its owner, or a pattern with * and ?, like “pump-*”; “**” for all.',
  },
  check: {
    pattern: /^(?!holdpoint\/)[^\s\p{Cc}\p{Cf}\p{Cs}](?:[^\t\r\n\p{Cc}\p{Cf}\p{Cs}]{0,253}[^\s\p{Cc}\p{Cf}\p{Cs}])?$/u,
    is: 'the name of a check',
    hint: 'Write it as it stands on the pull request, without spaces at either end; Holdpoint’s own checks cannot wait for themselves.',
  },
  app: {
    pattern: /^[a-z0-9-]{1,100}$/,
    is: 'the name of an App',
    hint: 'Write the last part of its address on GitHub, github.com/apps/…, like “github-actions”.',
  },
  'e-mail': {
    pattern: /^[^\s\p{Cc}\p{Cf}\p{Cs}@*]+@[^\s\p{Cc}\p{Cf}\p{Cs}@*]+$/u,
    is: 'an e-mail address',
    hint: 'Write one whole address, like “build@acme.example”; there are no wildcards.',
  },
  'role reference': {
    pattern: /^(?!(?:baseline\/)?none$)(?:baseline\/)?[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
    is: 'the name of a role',
    hint: 'Write the role as the policy does, like “safety”; of a role of the baseline, “baseline/safety”.',
  },
  date: {
    pattern: /^[12]\d{3}-\d\d-\d\d$/,
    is: 'a date',
    hint: 'Write year, month and day, like “2026-11-30”.',
  },
  visible: {
    is: 'text without invisible characters',
    hint: 'Take out control characters, zero-width characters and direction marks; nobody can see or type them.',
  },
  words: { is: 'words', hint: 'Write it in words, with a letter or a digit at least.' },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

export const isFormatName = (name: string): name is FormatName => Object.hasOwn(formats, name);

/** Line breaks and runs of white space as one space, none at the ends. */
export const toOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
