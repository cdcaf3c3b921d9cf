import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { gates } from '../../src/decision/decide.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { gateIds } from '../../src/policy/policy.ts';

const folder = new URL('../../docs/gates/', import.meta.url);

test('F1 F10 F21: the gates stand in the order in which a change passes them, each once', () => {
  expect(gates.map(({ id }) => id)).toEqual(gateIds);
});

const base = {
  product: 'product: Pump',
  safety_class: 'safety_class: C',
  roles: `roles:
  safety: { users: [sam, sol] }
  quality: { users: [quinn, quade] }
  reviewers: { users: [vera] }
  release: { users: [rosa] }
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
