import { appId } from './stage.ts';

/** The App is young here: its first repository does not yet ask for approval before the work begins. */
const policyText = `product: Infusion pump firmware
safety_class: C
roles:
  safety: { teams: [safety] }
  quality: { teams: [quality] }
gates:
  approval:
    before_implementation: false
`;

/** Five lines: the preset of class C, which asks for approval before the work begins. */
const strictPolicyText = policyText.slice(0, policyText.indexOf('gates:'));

const repository = (name: string, policy: string) => ({
  owner: 'acme',
  name,
  default_branch: 'main',
  files: { 'README.md': `# ${name}\n`, '.github/holdpoint.yml': policy },
  labels: [
    { name: 'change-request', color: '0e8a16' },
    { name: 'safety-impact-assessed', color: '1d76db' },
    { name: 'change-approved', color: '5319e7' },
  ],
  collaborators: [
    { login: 'dana', permission: 'write' },
    { login: 'mallory', permission: 'write' },
    { login: 'sam', permission: 'write' },
    { login: 'quinn', permission: 'write' },
  ],
  rulesets: [
    {
      name: 'Change control',
      target: 'branch',
      enforcement: 'active',
      conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
      bypass_actors: [],
      rules: [
        {
          type: 'required_status_checks',
          parameters: {
            strict_required_status_checks_policy: false,
            required_status_checks: [{ context: 'holdpoint/change-control', integration_id: appId }],
          },
        },
      ],
    },
  ],
});

/** The demo's organisation: two repositories under control, four people, a ruleset that requires Holdpoint's check. */
export const world = {
  users: [
    { login: 'dana', name: 'Dana Developer', email: 'dana@acme.example' },
    { login: 'mallory', name: 'Mallory Maintainer', email: 'mallory@acme.example' },
    { login: 'sam', name: 'Sam Safety', email: 'sam@acme.example' },
    { login: 'quinn', name: 'Quinn Quality', email: 'quinn@acme.example' },
  ],
  organizations: [
    {
      login: 'acme',
      members: ['dana', 'mallory', 'sam', 'quinn'],
      teams: [
        { slug: 'safety', members: ['sam'] },
        { slug: 'quality', members: ['quinn'] },
      ],
    },
  ],
  repositories: [repository('pump-firmware', policyText), repository('alarm-firmware', strictPolicyText)],
  installations: [{ account: 'acme', repositories: 'all' }],
} as const;
