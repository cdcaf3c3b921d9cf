import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { gates } from '../../src/decision/decide.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { gateIds } from '../../src/policy/policy.ts';

const folder = new URL('../../docs/gates/', import.meta.url);

test('F1 F10 F21: the gates stand in the order in which a change passes them, each once', () => {
  expect(gates.map(({ id }) => id)).toEqual(gateIds);
});

test('F69: there is a page for each gate, and none for anything else', () => {
  expect(readdirSync(folder).sort()).toEqual(gates.map(({ id }) => `${id}.md`).sort());
});

test.each(gates.map((gate) => [gate.id, gate] as const))(
  'F69: the page of %s says all that a page must say',
  (id, gate) => {
    const page = readFileSync(new URL(`${id}.md`, folder), 'utf8');
    const headings = page.split('\n').filter((line) => /^##? /.test(line));
    expect(headings).toEqual([
      expect.stringMatching(new RegExp(`^# ${id}: \\S`)),
      '## Motivation',
      '## Clauses that it supports',
      '## Configuration',
      '## Outcomes, and what to do',
      '## Example',
    ]);
    const clauses = page.slice(page.indexOf('## Clauses'), page.indexOf('## Configuration')).replaceAll(/\s+/g, ' ');
    for (const clause of gate.clauses) expect(clauses).toContain(clause);
    // What a change touches is known or not: it cannot be wrong.
    const statuses = id === 'depth' ? ['passed', 'unknown'] : ['passed', 'failed', 'unknown'];
    for (const status of statuses) expect(page).toContain(`| ${status} |`);
    // A gate supports a clause. Whether an organisation meets it is for the organisation to show.
    expect(page).not.toMatch(/\b(satisf|certif|complian|guarantee)/i);
  },
);

const base = {
  product: 'product: Pump',
  safety_class: 'safety_class: C',
  roles: `roles:
  safety: { users: [sam, sol] }
  quality: { users: [quinn, quade] }
  reviewers: { users: [vera] }
  release-manager: { users: [remy] }`,
};

test.each(readdirSync(folder))('F69: what %s shows of the policy is a part of a policy', (page) => {
  const text = readFileSync(new URL(page, folder), 'utf8');
  const [, shown = ''] = /^## Configuration$.*?^```yaml\n(.*?)^```$/ms.exec(text) ?? [];
  const rest = Object.entries(base).flatMap(([key, lines]) => (shown.includes(`${key}:`) ? [] : [lines]));
  expect(shown).not.toBe('');
  const parsed = parsePolicy(`${rest.join('\n')}\n${shown}`, { path: page, owner: 'acme' });
  expect(parsed.ok ? [] : parsed.problems).toEqual([]);
});
