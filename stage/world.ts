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
export const fiveLines = policyText.slice(0, policyText.indexOf('gates:'));

/** A repository of `acme` under control; `policy` null leaves it without one. */
export const toRepository = (
  name: string,
  policy: string | null = fiveLines,
  { files = {}, labels = [] }: { files?: Readonly<Record<string, string>>; labels?: readonly string[] } = {},
) => ({
  owner: 'acme',
  name,
  default_branch: 'main',
  files: { 'README.md': `# ${name}\n`, ...(policy === null ? {} : { '.github/holdpoint.yml': policy }), ...files },
  labels: [
    ...labels.map((name) => ({ name, color: 'cccccc' })),
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
      bypass_actors: [] as readonly { actor_type: string; actor_id: number; bypass_mode: string }[],
      rules: [
        {
          type: 'required_status_checks',
          parameters: {
            strict_required_status_checks_policy: false,
            required_status_checks: [{ context: 'holdpoint/change-control', integration_id: appId }],
          },
        },
      ] as readonly { type: string; parameters: object }[],
    },
  ],
});

/** An organisation with four people in it, of whom sam holds the safety role and quinn the quality role. */
export const toWorld = (repositories: readonly ReturnType<typeof toRepository>[]) => ({
  users: [
    { login: 'root', name: 'Root Administrator', email: 'root@acme.example' },
    { login: 'dana', name: 'Dana Developer', email: 'dana@acme.example' },
    { login: 'mallory', name: 'Mallory Maintainer', email: 'mallory@acme.example' },
    { login: 'sam', name: 'Sam Safety', email: 'sam@acme.example' },
    { login: 'quinn', name: 'Quinn Quality', email: 'quinn@acme.example' },
  ],
  organizations: [
    {
      login: 'acme',
      members: [{ login: 'root', role: 'admin' }, 'dana', 'mallory', 'sam', 'quinn'],
      teams: [
        { name: 'safety', members: ['sam'] },
        { name: 'quality', members: ['quinn'] },
      ],
    },
  ],
  repositories,
  installations: [{ account: 'acme', repositories: 'all' }],
});

/** The demo's: two repositories, the first without the order of approval and work. */
export const world = toWorld([toRepository('pump-firmware', policyText), toRepository('alarm-firmware')]);
