import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Nodes, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { gates as changeGates } from '../../src/decision/decide.ts';
import { releaseGates } from '../../src/decision/release/decide-release.ts';
import type { GateId, ReleaseGateId } from '../../src/policy/policy.ts';
import { releaseGateIds } from '../../src/policy/policy.ts';
import { writtenGatesSchema } from '../../src/policy/written-gates.ts';
import { writtenReleaseSchema } from '../../src/policy/written-release.ts';

type Gate = { readonly id: GateId; readonly clauses: readonly string[] };
const gates: readonly Gate[] = [...changeGates, ...releaseGates];

const folder = new URL('../../docs/gates/', import.meta.url);
const parser = unified().use(remarkParse).use(remarkGfm);

const parts = [
  'Motivation',
  'Clauses that it supports',
  'Configuration',
  'Outcomes, and what to do',
  'Example',
] as const;

const toText = (node: Nodes): string =>
  'value' in node ? node.value : 'children' in node ? node.children.map(toText).join('') : '';

/** What stands under each heading of the second level, by its words. */
const toParts = (page: string): ReadonlyMap<string, readonly RootContent[]> => {
  const found = new Map<string, RootContent[]>();
  let open: RootContent[] = [];
  for (const node of parser.parse(page).children) {
    if (node.type !== 'heading') {
      open.push(node);
      continue;
    }
    open = [];
    found.set(`${'#'.repeat(node.depth)} ${toText(node)}`, open);
  }
  return found;
};

/** The clauses that the first paragraph lists. */
const toClauses = ([first]: readonly RootContent[]): readonly string[] =>
  first === undefined ? [] : toText(first).replaceAll(/\s+/g, ' ').replace(/\.$/, '').split(', ');

const toRows = (nodes: readonly RootContent[]): readonly (readonly string[])[] =>
  nodes.flatMap((node) =>
    node.type === 'table' ? node.children.map(({ children }) => children.map((cell) => toText(cell).trim())) : [],
  );

const isOfReleases = (id: GateId): id is ReleaseGateId => releaseGateIds.some((one) => one === id);

/** Where a policy configures a gate of releases. */
const places: Partial<Record<ReleaseGateId, 'record' | 'verification' | 'anomalies' | 'artifacts' | 'approval'>> = {
  'release-record': 'record',
  verification: 'verification',
  anomalies: 'anomalies',
  artifacts: 'artifacts',
  release: 'approval',
};

const toPlace = (id: ReleaseGateId) => {
  const place = places[id];
  if (place === undefined) return [];
  const schema = writtenReleaseSchema.shape[place];
  return schema === undefined || !('unwrap' in schema) ? [] : Object.keys(schema.unwrap().shape);
};

/** Nothing of a release is put off; and the policy's checks are in no preset, so that they need not be switched off. */
const toStatusesOfRelease = (id: ReleaseGateId): readonly string[] => [
  'passed',
  'failed',
  ...(toPlace(id).includes('skip') ? ['not-applicable'] : []),
  'unknown',
];

/** Whether a policy can switch the gate off, and an emergency put it off. What a change touches is known or not. */
const toStatuses = ({ id }: Gate): readonly string[] =>
  isOfReleases(id)
    ? toStatusesOfRelease(id)
    : [
        'passed',
        ...(id === 'depth' ? [] : ['failed']),
        ...(['linked-change', 'depth', 'emergency'].includes(id) ? [] : ['owed']),
        ...(id in writtenGatesSchema.shape && id !== 'checks' ? ['not-applicable'] : []),
        'unknown',
      ];

/** The keys that the policy takes for the gate; `skip` is the same for all of them. */
const toKeys = ({ id }: Gate): readonly string[] => {
  if (isOfReleases(id)) return ['release', ...toPlace(id).filter((key) => key !== 'skip')];
  const schema = Object.entries(writtenGatesSchema.shape).find(([gate]) => gate === id)?.[1];
  if (id === 'depth') return ['paths', 'pattern', 'class'];
  if (id === 'emergency') return ['emergency', 'role', 'sign_off', 'owes', 'days'];
  return schema === undefined ? [] : Object.keys(schema.unwrap().shape).filter((key) => key !== 'skip');
};

/** What the page of a gate lacks; nothing when it says all that it must. */
const toLacks = (gate: Gate, page: string): readonly string[] => {
  const found = toParts(page);
  const [title = '', ...headings] = found.keys();
  const under = (part: (typeof parts)[number]): readonly RootContent[] => found.get(`## ${part}`) ?? [];
  const lacks: string[] = [];
  const demand = (isThere: boolean, lack: string): void => {
    if (!isThere) lacks.push(lack);
  };
  demand(new RegExp(`^# ${gate.id}: \\S`).test(title), 'title');
  demand(headings.join('\n') === parts.map((part) => `## ${part}`).join('\n'), 'parts');
  for (const part of parts)
    demand(
      under(part).some((node) => node.type !== 'html' && /\p{L}/u.test(toText(node))),
      part,
    );
  demand(toClauses(under('Clauses that it supports')).join() === gate.clauses.join(), 'the gate’s own clauses');
  const policy = under('Configuration').find((node) => node.type === 'code' && node.lang === 'yaml');
  const shown = policy === undefined ? '' : toText(policy);
  demand(shown !== '', 'configuration to copy');
  for (const key of toKeys(gate)) demand(new RegExp(`\\b${key}:`).test(shown), `key ${key}`);
  const [head = [], ...rows] = toRows(under('Outcomes, and what to do'));
  demand(head.join() === 'status,when,what to do', 'table of outcomes');
  for (const status of toStatuses(gate))
    demand(
      rows.some(([cell]) => cell === status),
      `outcome ${status}`,
    );
  const statuses = new Set(toStatuses(gate));
  demand(
    rows.every(([status = '']) => statuses.has(status)),
    'outcomes that it can have',
  );
  demand(
    rows.every((row) => row.length === 3 && row.every((cell) => cell !== '')),
    'what each outcome asks for',
  );
  demand(
    under('Example').some(({ type }) => type === 'code' || type === 'blockquote'),
    'an example to look at',
  );
  // A gate supports a clause. Whether an organisation meets it is for the organisation to show.
  demand(!/\b(?:satisf|certif|complian|guarantee)/i.test(page), 'modesty');
  return lacks;
};

const readPage = (id: string): string => readFileSync(new URL(`${id}.md`, folder), 'utf8');

test('F69: there is a page for each gate, and none for anything else', () => {
  expect(readdirSync(folder).sort()).toEqual(gates.map(({ id }) => `${id}.md`).sort());
});

test.each(gates.map((gate) => [gate.id, gate] as const))(
  'F69: the page of %s says all that a page must say',
  (id, gate) => expect(toLacks(gate, readPage(id))).toEqual([]),
);

describe.each(gates.map((gate) => [gate.id, gate] as const))('F69: the page of %s fails without', (id, gate) => {
  const page = readPage(id);
  const start = (part: string): number => page.indexOf(`\n## ${part}\n`);

  test.each(parts)('%s, the heading or what stands under it', (part) => {
    const next = parts[parts.indexOf(part) + 1];
    const end = next === undefined ? page.length : start(next);
    const [before, after] = [page.slice(0, start(part)), page.slice(end)];
    expect(toLacks(gate, `${before}${after}`)).toEqual(expect.arrayContaining(['parts', part]));
    expect(toLacks(gate, `${before}\n## ${part}\n${after}`)).toContain(part);
    expect(toLacks(gate, `${before}\n## ${part}\n\n<!-- later -->\n${after}`)).toContain(part);
  });

  test('its title', () => expect(toLacks(gate, page.replace(/^# .*$/m, `# ${id}`))).toContain('title'));

  test.each(gate.clauses)('clause %s', (clause) => {
    const words = new RegExp(`${clause.replaceAll(/[.()]/g, '\\$&').replaceAll(' ', '\\s')}(?:,\\s|\\.\n)`);
    expect(toLacks(gate, page.replace(words, ''))).toContain('the gate’s own clauses');
  });

  test('a clause that is not its own', () => {
    const more = page.replace('supports\n\n', 'supports\n\nIEC 62304 5.1.12, ');
    expect(toLacks(gate, more)).toContain('the gate’s own clauses');
  });

  test('a key that the policy takes for it', () => {
    for (const key of toKeys(gate)) {
      expect(toLacks(gate, page.replaceAll(`${key}:`, 'other:'))).toContain(`key ${key}`);
    }
  });

  test('configuration to copy', () => {
    expect(toLacks(gate, page.replace('```yaml', '```text'))).toContain('configuration to copy');
  });

  test.each(toStatuses(gate))('outcome %s', (status) => {
    expect(toLacks(gate, page.replaceAll(`| ${status} |`, '| other |'))).toEqual(
      expect.arrayContaining([`outcome ${status}`, 'outcomes that it can have']),
    );
  });

  test('what to do', () => {
    const blank = page.replace(/^(\| passed \|[^|]*\|)[^|]*\|$/m, '$1 |');
    expect(toLacks(gate, blank)).toContain('what each outcome asks for');
  });

  test('an example to look at', () => {
    const words = `${page.slice(0, start('Example'))}\n## Example\n\nSee the form.\n`;
    expect(toLacks(gate, words)).toContain('an example to look at');
  });

  test('modesty', () => expect(toLacks(gate, `${page}\nIt guarantees this.\n`)).toContain('modesty'));
});
