import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Policy, RecordType, Requirement, Role, SignedGate } from '../policy/policy.ts';
import type { Problem } from '../policy/problem.ts';

const usage = `Usage: holdpoint policy check FILE [--owner NAME]

Says what the policy in FILE asks for, or everything that is wrong with it.
  --owner NAME   the repository's owner, whose teams are meant where a team has no organisation
                 (default: GITHUB_REPOSITORY_OWNER)

Exit code: 0 the policy holds, 1 it has problems, 2 it could not be checked.
`;

/**
 * `holdpoint policy check FILE`: the same words offline that the check run would say.
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
  const text = readText(options.file);
  if (!text.ok) {
    process.stderr.write(`${options.file} cannot be read: ${text.reason}.\n`);
    return 2;
  }
  const owner = options.owner ?? environment['GITHUB_REPOSITORY_OWNER'] ?? '(owner)';
  const parsed = parsePolicy(text.text, { path: options.file, owner });
  if (parsed.ok) {
    process.stdout.write(toSummary(parsed.policy));
    return 0;
  }
  process.stderr.write(parsed.problems.map(toLines).join(''));
  process.stderr.write(
    `${options.file}: ${toCount(parsed.problems.length, 'problem')}. A policy with problems holds every change.\n`,
  );
  return 1;
};

const readOptions = (args: readonly string[]): { file: string; owner: string | undefined } | string => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { owner: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) return 'help';
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) return 'Name one file.';
    return { file, owner: values.owner };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
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

const toLines = ({ file, line, column, message, hint }: Problem): string =>
  `${file}:${line}:${column}: ${message}\n${hint === null ? '' : `    ${hint}\n`}`;

const toSummary = (policy: Policy): string => {
  const rows: [string, string][] = [
    ['Branches', policy.branches.join(', ')],
    ['Change request', toRecordWords(policy.changeRequest)],
    ...Object.entries(policy.roles).map(([name, role]): [string, string] => [`Role ${name}`, toRoleWords(role)]),
    ['Gate linked-change', 'a change request must be linked'],
    [
      'Gate record-complete',
      toGateWords(policy.gates[policy.safetyClass].recordComplete, ({ sections }) => [
        toCount(sections.length, 'section'),
      ]),
    ],
    ['Gate safety-impact', toGateWords(policy.gates[policy.safetyClass].safetyImpact, toSignedWords)],
    ['Gate approval', toGateWords(policy.gates[policy.safetyClass].approval, toSignedWords)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, words]) => `  ${name.padEnd(width)}  ${words}\n`);
  return `${policy.product}, safety class ${policy.safetyClass}: no problems.\n${lines.join('')}`;
};

const toRecordWords = ({ label, issueType, repositories }: RecordType): string =>
  [
    [label && `label ${label}`, issueType && `issue type ${issueType}`].filter((words) => words !== null).join(' or '),
    ...(repositories.length > 0 ? [`also in ${repositories.join(', ')}`] : []),
  ].join('; ');

const toRoleWords = ({ teams, users }: Role): string =>
  [...teams.map(({ organization, slug }) => `team ${organization}/${slug}`), ...users.map((user) => `@${user}`)].join(
    ', ',
  );

const toGateWords = <T>(gate: Requirement<T>, toWords: (config: T) => string[]): string =>
  gate.required ? toWords(gate.config).join(', ') : `skipped: ${gate.reason}`;

const toSignedWords = ({
  label,
  checklist,
  signOffs,
  beforeImplementation,
  recordAuthorMaySign,
}: SignedGate): string[] => [
  ...(label === null ? [] : [`label ${label}`]),
  ...(checklist === null ? [] : [`checklist “${checklist.heading}” (${toCount(checklist.items.length, 'item')})`]),
  ...signOffs.map(({ role, quorum, meaning }) => `${toCount(quorum, 'sign-off')} of role ${role} meaning ${meaning}`),
  ...(beforeImplementation ? ['before implementation'] : []),
  ...(recordAuthorMaySign ? [] : ['not by the record’s author']),
];

const toCount = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
