/** What the linked issues are, and what they must say. */

import type { ChangedFile, IssueFacts } from '../../../src/decision/facts.ts';
import type { Gates, RecordType, SafetyClass } from '../../../src/policy/policy.ts';
import type { IssueRef } from '../../../src/records/reference.ts';
import type { Layer } from './layer.ts';
import { answer, applicability, isAnswered, lower, sections } from './texts.ts';

const toKey = ({ owner, name, number }: IssueRef): string => lower(`${owner}/${name}#${number}`);

export type Linked = {
  readonly requests: readonly IssueFacts[];
  readonly reports: readonly IssueFacts[];
  /** Whether every link can be looked behind and the list of them is whole. */
  readonly whole: boolean;
};

export const linked = (layer: Layer): Linked => {
  const { facts, policy } = layer;
  if (!facts.links.known) return { requests: [], reports: [], whole: false };
  const readings = new Map<string, Set<string>>();
  for (const { ref, issue } of facts.links.value) {
    const key = toKey(issue.known ? issue.value.ref : ref);
    readings.set(key, (readings.get(key) ?? new Set()).add(issue.known ? JSON.stringify(issue.value) : 'unread'));
  }
  const sure = [...readings.values()].map((texts) => [...texts]).filter((texts) => texts.length === 1);
  const issues = sure.flatMap(([text = '']) => (text === 'unread' ? [] : [JSON.parse(text) as IssueFacts]));
  const reports = issues.filter((issue) => isA(layer, issue, policy.problemReport));
  return {
    requests: issues.filter((issue) => isA(layer, issue, policy.changeRequest) && !reports.includes(issue)),
    reports,
    whole: issues.length === readings.size,
  };
};

const isA = ({ facts: { repository } }: Layer, { ref, labels, type }: IssueFacts, kind: RecordType): boolean => {
  const places = [`${repository.owner}/${repository.name}`, ...kind.repositories].map(lower);
  const marked = kind.label !== null && labels.map(lower).includes(lower(kind.label));
  const typed = kind.issueType !== null && lower(type ?? '') === lower(kind.issueType);
  return places.includes(lower(`${ref.owner}/${ref.name}`)) && (marked || typed);
};

/** Every problem report from which the change comes is evaluated, and names the change request in its turn. */
export const areProblemsResolved = (layer: Layer, { requests, reports }: Linked, gates: Gates): boolean => {
  if (!gates.problemResolution.required) return true;
  const { origins } = layer.facts;
  if (!origins.known) return requests.length === 0;
  const { sections, responseSection } = gates.problemResolution.config;
  const names = (report: IssueFacts, request: IssueFacts): boolean => {
    const text = answer(report.body, responseSection) ?? '';
    const own = lower(`${report.ref.owner}/${report.ref.name}`) === lower(`${request.ref.owner}/${request.ref.name}`);
    const { owner, name, number } = request.ref;
    const address = `https://github.com/${owner}/${name}/issues/${number}`;
    return [own ? `#${number}` : null, `${owner}/${name}#${number}`, address].some(
      (words) => words !== null && new RegExp(`(^|[\\s(,])${words}($|[\\s),.;])`, 'im').test(text),
    );
  };
  const isEvaluated = (report: IssueFacts): boolean =>
    [...sections, responseSection].every((heading) => isAnswered(report.body, heading));
  const named = requests.every((request) =>
    origins.value
      .filter((origin) => toKey(origin.changeRequest) === toKey(request.ref))
      .every(({ issue }) => {
        if (!issue.known) return false;
        if (!isA(layer, issue.value, layer.policy.problemReport)) return true;
        return isEvaluated(issue.value) && names(issue.value, request);
      }),
  );
  const direct = reports.every((report) => isEvaluated(report) && requests.some((request) => names(report, request)));
  return named && direct;
};

const compare = (text: string): string => lower(text).replace(/\s+/g, ' ').trim();

/** The first line is the one answer, perhaps with a reason behind it, and no line is the other. */
export const isForSoftware = (request: IssueFacts, gates: Gates): boolean => {
  if (!gates.disposition.required) return true;
  const { section, software, environment } = gates.disposition.config;
  const lines = (answer(request.body, section) ?? '').replace(/[*_]/g, '').split('\n').map(compare);
  const says = (option: string, line: string): boolean =>
    line === compare(option) ||
    ['.', ':', ' –', ' -', ' ('].some((mark) => line.startsWith(`${compare(option)}${mark}`));
  return says(software, lines[0] ?? '') && !lines.some((line) => says(environment, line));
};

const rank: Record<SafetyClass, number> = { A: 0, B: 1, C: 2 };
const higher = (a: SafetyClass, b: SafetyClass): SafetyClass => (rank[a] >= rank[b] ? a : b);

const pathsOf = ({ path, previousPath }: ChangedFile): readonly (string | null)[] => [
  path,
  ...(previousPath.known ? (previousPath.value === null ? [] : [previousPath.value]) : [null]),
];

/** `**` spans folders, `*` and `?` do not. */
const matches = (pattern: string, path: string): boolean => {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) =>
      part === '**/'
        ? '(?:.*/)?'
        : part === '**'
          ? '.*'
          : part === '*'
            ? '[^/]*'
            : part === '?'
              ? '[^/]'
              : part.replace(/[.+^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}$`, 's').test(path);
};

/** The highest class of what is touched, and whether all that is touched is known. */
export const depth = ({
  facts: { files },
  policy,
}: Layer): { readonly safetyClass: SafetyClass; readonly sure: boolean } => {
  const { paths, safetyClass } = policy;
  if (paths === null) return { safetyClass, sure: true };
  const touched = files.known ? files.value.flatMap(pathsOf) : [null];
  if (touched.includes(null)) return { safetyClass: 'C', sure: false };
  if (touched.length === 0) return { safetyClass, sure: true };
  const classes = touched.map((path) => {
    const found = paths.filter(({ pattern }) => matches(pattern, path ?? ''));
    return (
      found
        .map((rule) => rule.safetyClass)
        .reduce<SafetyClass | null>((a, b) => (a === null ? b : higher(a, b)), null) ?? 'C'
    );
  });
  return { safetyClass: classes.reduce(higher), sure: true };
};

/** A change of dependencies says which; a batch of them keeps to its period and to manifests. */
export const areDependenciesRecorded = ({ facts }: Layer, { requests }: Linked, gates: Gates): boolean => {
  if (!gates.dependencies.required) return true;
  const { manifests, sections: asked, batch } = gates.dependencies.config;
  const { pullRequest, commits, files } = facts;
  const touched = files.known ? files.value.flatMap(pathsOf) : [null];
  const isManifest = (path: string | null): boolean => path !== null && manifests.some((one) => matches(one, path));
  const isBot = pullRequest.author.known && pullRequest.author.value.kind === 'bot';
  const hasBot =
    commits.known &&
    commits.value.some(({ authors }) => authors.some(({ account }) => account.known && account.value.kind === 'bot'));
  const isSure = !touched.includes(null);
  // Two sections on the period are one too many to be of use, and still say what the record is for.
  const isBatch = ({ labels, body }: IssueFacts): boolean =>
    batch !== null &&
    (labels.map(lower).includes(lower(batch.label)) ||
      sections(body, batch.section).some((lines) => toPeriod(lines.join('\n')) !== null));
  const applies = isBot || hasBot || touched.some(isManifest) || requests.some(isBatch);
  if (!applies) return isSure && pullRequest.author.known && commits.known;
  return requests.every((request) => {
    const says =
      asked.length > 0 &&
      asked.every((heading) => {
        const text = answer(request.body, heading);
        return text !== null && applicability(text) === 'applies';
      });
    if (batch === null || !isBatch(request)) return says;
    return says && isSure && touched.every(isManifest) && isWithin(request, batch, pullRequest.createdAt);
  });
};

const period = (body: string, section: string): ReturnType<typeof toPeriod> => toPeriod(answer(body, section) ?? '');

const toPeriod = (text: string): readonly [from: number, until: number] | null => {
  const dates = text.match(/\d{4}-\d{2}-\d{2}/g) ?? [];
  const [from, until] = dates.map((date) => Date.parse(`${date}T00:00:00Z`));
  if (dates.length !== 2 || from === undefined || until === undefined || !(from <= until)) return null;
  return [from, until];
};

const isWithin = (
  { body }: IssueFacts,
  { section, days }: { readonly section: string; readonly days: number },
  at: string,
): boolean => {
  const [from, until] = period(body, section) ?? [0, 0];
  const day = 86_400_000;
  const opened = Date.parse(at);
  return from > 0 && (until - from) / day + 1 <= days && opened >= from && opened < until + day;
};
