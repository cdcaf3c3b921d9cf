import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { authorityPath, parseAuthority } from '../policy/authority.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { baselinePath } from '../policy/policy-files.ts';
import type { Problem } from '../policy/problem.ts';
import { toAuthoritySummary, toPolicySummary } from './policy-summary.ts';

const usage = `Usage: holdpoint policy check FILE... [--baseline | --authority] [--owner NAME]

Says what the policies in the files ask for, or everything that is wrong with them.
  --baseline     FILE is the baseline of an organisation, whatever its name (default: ${basename(baselinePath)} is)
  --authority    FILE is an authority file, whatever its name (default: ${basename(authorityPath)} is);
                 named together with policies, its roles must be theirs
  --owner NAME   the repository's owner, whose teams are meant where a team has no organisation
                 (default: GITHUB_REPOSITORY_OWNER)

Exit code: 0 the files hold, 1 they have problems, 2 they could not be checked.
`;

type Kind = 'policy' | 'baseline' | 'authority';
type Input = { readonly file: string; readonly kind: Kind; readonly text: string };

/** What became of a file: its summary and the roles that it defines, or its problems. */
type Outcome =
  | { readonly ok: true; readonly summary: string; readonly roles: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * `holdpoint policy check FILE...`: the same words offline that the check run would say.
 *
 * @returns the exit code: 0 no problem, 1 problems, 2 wrong use or a file that cannot be read.
 */
export const policyCheck = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): number => {
  const options = readOptions(args);
  if (options === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  const inputs = readInputs(options);
  if (inputs === null) return 2;
  const owner = options.owner ?? environment['GITHUB_REPOSITORY_OWNER'] ?? '(owner)';
  const codes = check(inputs, owner).map(([{ file, kind }, outcome]) => report(file, kind, outcome));
  return Math.max(...codes);
};

type Options = { readonly files: readonly string[]; readonly kind: Kind | null; readonly owner: string | undefined };

const readOptions = (args: readonly string[]): Options | string => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        owner: { type: 'string' },
        baseline: { type: 'boolean' },
        authority: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help === true) return 'help';
    if (positionals.length === 0) return 'Name a file.';
    const kinds = (['baseline', 'authority'] as const).filter((kind) => values[kind] === true);
    if (kinds.length > 0 && kinds.length + positionals.length > 2) return 'An option for the kind is about one file.';
    return { files: positionals, kind: kinds[0] ?? null, owner: values.owner };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Every file, or null when one of them cannot be read; then it has been said. */
const readInputs = ({ files, kind }: Options): readonly Input[] | null => {
  const inputs = files.map((file): Input | null => {
    const text = readText(file);
    if (text.ok) return { file, kind: kind ?? toKind(file), text: text.text };
    process.stderr.write(`${file} cannot be read: ${text.reason}.\n`);
    return null;
  });
  return inputs.every((input) => input !== null) ? inputs : null;
};

const toKind = (file: string): Kind => {
  const name = basename(file);
  if (name === basename(baselinePath)) return 'baseline';
  return name === basename(authorityPath) ? 'authority' : 'policy';
};

const readText = (file: string): { ok: true; text: string } | { ok: false; reason: string } => {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) };
  } catch (error) {
    return { ok: false, reason: toReason(error) };
  }
};

const toReason = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'permission denied',
    ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not text in UTF-8',
  };
  return reasons[code] ?? String(error);
};

/** Policies first: the roles of an authority file are theirs. In the order of the files. */
const check = (inputs: readonly Input[], owner: string): readonly (readonly [Input, Outcome])[] => {
  const policies = new Map(
    inputs.filter(({ kind }) => kind !== 'authority').map((input) => [input, checkPolicy(input, owner)]),
  );
  return inputs.map((input) => [input, policies.get(input) ?? checkAuthority(input, policies)]);
};

const checkPolicy = ({ file, kind, text }: Input, owner: string): Outcome => {
  const isBaseline = kind === 'baseline';
  const parsed = parsePolicy(text, { path: file, owner, kind: isBaseline ? 'baseline' : 'policy' });
  if (!parsed.ok) return parsed;
  const { policy } = parsed;
  const roles = Object.keys(policy.roles).map((role) => (isBaseline ? `baseline/${role}` : role));
  return { ok: true, summary: toPolicySummary(policy, isBaseline), roles };
};

/** Of a policy that was not named, or has problems, the roles are not known: whatever the file names may be one. */
const checkAuthority = ({ file, text }: Input, policies: ReadonlyMap<Input, Outcome>): Outcome => {
  const first = parseAuthority(text, { path: file });
  if (!first.ok) return first;
  const defined = (['policy', 'baseline'] as const).map((kind) => {
    const outcomes = [...policies].filter(([input]) => input.kind === kind).map(([, outcome]) => outcome);
    const isKnown = outcomes.length > 0 && outcomes.every(({ ok }) => ok);
    return isKnown ? outcomes.flatMap((outcome) => (outcome.ok ? outcome.roles : [])) : null;
  });
  const [own, ofBaseline] = defined;
  const named = first.authority.entries.map(({ role }) => role);
  const unknown = named.filter((role) => (role.startsWith('baseline/') ? ofBaseline : own) === null);
  const parsed = parseAuthority(text, { path: file, roles: [...(own ?? []), ...(ofBaseline ?? []), ...unknown] });
  return parsed.ok ? { ok: true, summary: toAuthoritySummary(parsed.authority), roles: [] } : parsed;
};

const report = (file: string, kind: Kind, outcome: Outcome): number => {
  if (outcome.ok) {
    process.stdout.write(outcome.summary);
    return 0;
  }
  const { problems } = outcome;
  const what = kind === 'authority' ? 'An authority file' : kind === 'baseline' ? 'A baseline' : 'A policy';
  const count = `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
  process.stderr.write(problems.map(toLines).join(''));
  process.stderr.write(`${file}: ${count}. ${what} with problems holds every change.\n`);
  return 1;
};

const toLines = ({ file, line, column, message, hint }: Problem): string =>
  `${file}:${line}:${column}: ${message}\n${hint === null ? '' : `    ${hint}\n`}`;
