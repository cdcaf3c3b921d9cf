import { type ParsedPolicy, parsePolicy } from '../../src/policy/parse-policy.ts';
import type { Policy } from '../../src/policy/policy.ts';

/** The smallest policy; what follows it starts in line 6. */
export const fiveLines = `product: Infusion pump firmware
safety_class: C
roles:
  safety: { teams: [acme/safety] }
  quality: { users: [quinn] }
`;

export const parse = (text: string): ParsedPolicy =>
  parsePolicy(text, { path: '.github/holdpoint.yml', owner: 'acme' });

export const parseGood = (text: string): Policy => {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.policy;
};
