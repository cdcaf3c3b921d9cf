/** What a policy or an authority file asks for, in rows for a terminal. */

import type { Authority, AuthorityEntry } from '../policy/authority.ts';
import type {
  BatchRule,
  EmergencyPath,
  Gates,
  Policy,
  RecordType,
  ReleasePolicy,
  Requirement,
  Role,
  SafetyImpactGate,
  SignedGate,
  SignOffRule,
} from '../policy/policy.ts';

type Row = readonly [name: string, words: string];

/** What the policy asks for at its class, and how paths change that. */
export const toPolicySummary = (policy: Policy, isBaseline: boolean): string => {
  const rows: Row[] = [
    ...(isBaseline ? [['Repositories', policy.repositories.join(', ')] as const] : []),
    ['Branches', policy.branches.join(', ')],
    ['Change request', `${toRecordWords(policy.changeRequest)}; origin in “${policy.changeRequest.originSection}”`],
    ['Problem report', toRecordWords(policy.problemReport)],
    ...Object.entries(policy.roles).map(([name, role]): Row => [`Role ${name}`, toRoleWords(role)]),
    ['Authority file', policy.authority === 'required' ? 'required' : 'heeded when there is one'],
    [
      'Deviations',
      policy.deviationRole === null ? 'nobody can record one' : `recorded by role ${policy.deviationRole}`,
    ],
    ['Gate linked-change', 'a change request must be linked'],
    ['Gate depth', toDepthWords(policy)],
    ...toGateRows(policy.gates[policy.safetyClass]),
    ['Gate emergency', policy.emergency === null ? 'no emergency path' : toEmergencyWords(policy.emergency)],
    ...toReleaseRows(policy.release),
    ...(policy.removeUnentitledLabels ? [['Labels', 'taken off when set by somebody not entitled'] as const] : []),
  ];
  const title = isBaseline ? `Baseline of ${policy.product}` : policy.product;
  return `${title}, safety class ${policy.safetyClass}: no problems.\n${toLines(rows)}`;
};

/** Who has authority in which role, and when. */
export const toAuthoritySummary = ({ entries }: Authority): string =>
  `Authority of ${toCount(new Set(entries.map(({ login }) => login)).size, 'person', 'people')}: no problems.\n${toLines(
    entries.map((entry) => [`@${entry.login}`, toEntryWords(entry)]),
  )}`;

const toLines = (rows: readonly Row[]): string => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, words]) => `  ${name.padEnd(width)}  ${words}\n`).join('');
};

const toRecordWords = ({ label, issueType, repositories }: RecordType): string => {
  const marks = [
    ...(label === null ? [] : [`label ${label}`]),
    ...(issueType === null ? [] : [`issue type ${issueType}`]),
  ];
  return [
    marks.length === 0 ? 'not recognised' : marks.join(' or '),
    ...(repositories.length > 0 ? [`also in ${repositories.join(', ')}`] : []),
  ].join('; ');
};

const toRoleWords = ({ teams, users }: Role): string =>
  [...teams.map(({ organization, slug }) => `team ${organization}/${slug}`), ...users.map((user) => `@${user}`)].join(
    ', ',
  );

const toDepthWords = ({ paths, safetyClass }: Policy): string =>
  paths === null
    ? `every path has class ${safetyClass}`
    : `${paths.map(({ pattern, safetyClass }) => `${pattern} ${safetyClass}`).join(', ')}; every other path C`;

const toGateRows = (gates: Gates): Row[] => [
  [
    'Gate problem-resolution',
    toGateWords(gates.problemResolution, ({ sections, responseSection }) => [
      `${toCount(sections.length, 'section')} of the problem report`,
      `response in “${responseSection}”`,
    ]),
  ],
  ['Gate disposition', toGateWords(gates.disposition, ({ section, software }) => [`“${section}” says “${software}”`])],
  ['Gate record-complete', toGateWords(gates.recordComplete, ({ sections }) => [toCount(sections.length, 'section')])],
  [
    'Gate dependencies',
    toGateWords(gates.dependencies, ({ manifests, sections, batch }) => [
      `${toCount(manifests.length, 'pattern')} of manifests`,
      `${sections.map((section) => `“${section}”`).join(', ')} answered`,
      ...toBatchWords(batch),
    ]),
  ],
  ['Gate safety-impact', toGateWords(gates.safetyImpact, toAnalysisWords)],
  ['Gate approval', toGateWords(gates.approval, toSignedWords)],
  [
    'Gate review',
    gates.review === null
      ? 'not asked for'
      : toGateWords(gates.review, (config) => [...toSignOffWords(config), 'on the head commit']),
  ],
  [
    'Gate checks',
    gates.checks === null
      ? 'not asked for'
      : toGateWords(gates.checks, ({ required }) => required.map(({ name, app }) => `${name} by ${app}`)),
  ],
];

const toReleaseRows = (release: ReleasePolicy | null): Row[] => {
  if (release === null) return [['Releases', 'not looked at']];
  const { tags, record, sections, verification, anomalies, artifacts, approval, environments, retract } = release;
  return [
    ['Releases', `tags ${tags.join(', ')}${retract ? '; put back to a draft when published too early' : ''}`],
    ['Release record', `${toRecordWords(record)}; ${toCount(sections.length, 'section')}`],
    [
      'Gate verification',
      verification === null
        ? 'not asked for'
        : toGateWords(verification, ({ required }) => required.map(({ name, app }) => `${name} by ${app}`)),
    ],
    ['Gate anomalies', toGateWords(anomalies, ({ section }) => [`open problem reports are named in “${section}”`])],
    [
      'Gate artifacts',
      toGateWords(artifacts, ({ sbom, signed, attested }) => [
        'digests are those of the record',
        sbom ? 'SBOM' : 'no SBOM',
        ...(signed.length === 0 ? [] : [`signatures of ${signed.join(' and ')}`]),
        ...(attested.length === 0 ? [] : [`attestations of ${attested.join(', ')}`]),
      ]),
    ],
    ['Gate release', toSignedWords(approval).join(', ')],
    ['Deployments', toEnvironmentWords(environments)],
  ];
};

const toEnvironmentWords = (environments: ReleasePolicy['environments']): string =>
  environments === null
    ? 'released with its tag, where they wait for Holdpoint'
    : [
        ...environments.map(({ pattern, mode }) => `${pattern}: ${environmentWords[mode]}`),
        `every other: ${environmentWords.released}`,
      ].join('; ');

const environmentWords = {
  released: 'released with its tag',
  verdict: 'released, tag or not',
  any: 'anything',
} as const;

const toGateWords = <T>(gate: Requirement<T>, toWords: (config: T) => readonly string[]): string =>
  gate.required ? toWords(gate.config).join(', ') : `skipped: ${gate.reason}`;

const toBatchWords = (batch: BatchRule | null): string[] =>
  batch === null ? [] : [`batches of up to ${toCount(batch.days, 'day')} by label ${batch.label}`];

const toAnalysisWords = (gate: SafetyImpactGate): string[] => [
  toCount(gate.questions.length, 'question'),
  gate.copiedText === 'hold' ? 'copied text holds' : 'copied text is shown',
  ...toSignedWords(gate),
];

const toSignedWords = (gate: SignedGate): string[] => {
  const { label, checklist, notSignersOf, after } = gate;
  return [
    ...(label === null ? [] : [`label ${label}`]),
    ...(checklist === null ? [] : [`checklist “${checklist.heading}” (${toCount(checklist.items.length, 'item')})`]),
    ...(gate.ticksByRole ? ['ticked by the role'] : []),
    ...toSignOffWords(gate),
    ...(gate.beforeImplementation ? ['before implementation'] : []),
    ...(after.length === 0 ? [] : [`after ${after.join(' and ')}`]),
    ...(gate.recordAuthorMaySign ? [] : ['not by the record’s author']),
    ...(notSignersOf.length === 0 ? [] : [`not by signers of ${notSignersOf.join(' or ')}`]),
  ];
};

type Several = {
  readonly signOffs: readonly SignOffRule[];
  readonly inOrder: boolean;
  readonly severalRolesAPerson: boolean;
};

const toSignOffWords = ({ signOffs, inOrder, severalRolesAPerson }: Several): string[] => [
  ...signOffs.map(({ role, quorum, meaning }) => `${toCount(quorum, 'sign-off')} of role ${role} meaning ${meaning}`),
  ...(inOrder ? ['in this order'] : []),
  ...(severalRolesAPerson ? ['one person may count for several'] : []),
];

const toEmergencyWords = ({ role, signOffs, owes, days }: EmergencyPath): string =>
  [
    `declared by role ${role}`,
    ...toSignOffWords({ signOffs, inOrder: false, severalRolesAPerson: false }),
    `${owes.join(', ')} owed within ${toCount(days, 'day')}`,
  ].join(', ');

const toEntryWords = ({ id, role, from, until, trainedUntil, delegatedBy }: AuthorityEntry): string =>
  [
    `role ${role}`,
    ...(from === null ? [] : [`from ${from}`]),
    ...(until === null ? [] : [`until ${until}${until === trainedUntil ? ' (training)' : ''}`]),
    ...(delegatedBy === null ? [] : [`delegated by @${delegatedBy}`]),
    ...(id === null ? [] : [`account ${id}`]),
  ].join(', ');

const toCount = (count: number, noun: string, plural = `${noun}s`): string => `${count} ${count === 1 ? noun : plural}`;
