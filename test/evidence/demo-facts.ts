import type { Account, PullRequestFacts } from '../../src/decision/facts.ts';
import { known } from '../../src/decision/facts.ts';
import type { Verdict } from '../../src/decision/verdict.ts';

const dana: Account = { id: 11, login: 'dana', kind: 'person', name: 'Dana' };

/** Facts of a small pull request, as good as any for what does not look into them. */
export const demoFacts: PullRequestFacts = {
  subject: 'pull_request',
  observedAt: '2026-11-21T02:30:23Z',
  repository: { owner: 'Acme', name: 'Pump', id: 7, url: 'https://github.com/Acme/Pump', defaultBranch: 'main' },
  policyFile: known({ path: '.github/holdpoint.yml', commit: 'c'.repeat(40), text: 'product: pump\n' }),
  baselineFile: known(null),
  authorityFile: known(null),
  witnessed: known([]),
  files: known([]),
  reviews: known([]),
  checks: known([]),
  remembered: known([]),
  origins: known([]),
  openMatters: known([]),
  enforcement: known([{ ruleset: { id: 1, name: 'Change control' }, satisfiedBy: 'us' }]),
  roles: { quality: known([dana]) },
  pullRequest: {
    number: 12,
    url: 'https://github.com/Acme/Pump/pull/12',
    title: 'Limit the rate',
    state: 'open',
    draft: false,
    createdAt: '2026-11-20T10:00:00Z',
    author: known(dana),
    baseBranch: 'main',
    headSha: 'a'.repeat(40),
    mergedAt: null,
  },
  commits: known([]),
  pushes: known([]),
  links: known([
    {
      ref: { owner: 'Acme', name: 'Pump', number: 3 },
      how: 'closing',
      issue: known({
        ref: { owner: 'Acme', name: 'Pump', number: 3 },
        nodeId: 'I_3',
        url: 'https://github.com/Acme/Pump/issues/3',
        title: 'Limit the rate',
        state: 'open',
        locked: false,
        author: known(dana),
        createdAt: '2026-11-19T10:00:00Z',
        type: null,
        labels: [],
        body: '### Reason\n\nToo fast.',
        revisions: known([]),
        labelEvents: known([]),
        comments: known([]),
        copies: known([]),
      }),
    },
  ]),
};

export const demoVerdict: Verdict = {
  outcome: 'held',
  cause: 'gates',
  safetyClass: 'C',
  findings: [],
  signOffs: [],
  refused: [],
  ticks: [],
  deviations: [],
  openMatters: [],
  enforcement: { state: 'required', rulesets: ['Change control'] },
};
export const demoTool = { name: 'holdpoint', version: '0.1.0' };
