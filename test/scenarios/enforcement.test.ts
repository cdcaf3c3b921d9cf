import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openReleasedChange } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { fiveLines, toRepository, toWorld } from '../../stage/world.ts';

const at = { owner: 'acme', repo: 'enforced' };
const context = 'holdpoint/change-control';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ world: toWorld([toRepository('enforced', fiveLines)]) });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

const setRuleset = async (change: { enforcement: 'active' | 'disabled'; app: number | null }): Promise<void> => {
  const { repos } = stage.as('root').rest;
  const { data } = await repos.getRepoRulesets(at);
  const check = { context, ...(change.app === null ? {} : { integration_id: change.app }) };
  await repos.updateRepoRuleset({
    ...at,
    ruleset_id: data[0]?.id ?? 0,
    enforcement: change.enforcement,
    rules: [
      {
        type: 'required_status_checks',
        parameters: { strict_required_status_checks_policy: false, required_status_checks: [check] },
      },
    ],
  });
};

describe('F76: whether GitHub enforces the check', () => {
  test('a ruleset that is switched off, or takes the check from anybody, is named in every verdict until it is mended', async () => {
    const change = await openReleasedChange(stage, at.owner, at.repo, 'enforced');
    const { integration_id: app } = await requiredCheck();
    const again = () =>
      stage.as('dana').rest.pulls.update({ ...at, pull_number: change.pull, title: `Look again, ${Date.now()}` });
    const off = 'No ruleset requires this check on the base branch';
    const open = 'the rule in `Change control` names no App';
    const before = await untilCheckRun(stage, change, { conclusion: 'success', without: ['⚠️'] });

    await setRuleset({ enforcement: 'disabled', app });
    await again();
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: [off] });

    await setRuleset({ enforcement: 'active', app: null });
    await again();
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: [open], without: [off] });

    await setRuleset({ enforcement: 'active', app });
    await again();
    const after = await untilCheckRun(stage, change, { conclusion: 'success', without: ['⚠️'] });
    // Each was a statement of its own: between the two entries lie the time without and the time with a loose rule.
    expect(entryOf(after.output.summary)).toBe(entryOf(before.output.summary) + 3);
  });
});

const requiredCheck = async () => {
  const { data } = await stage.as('root').rest.repos.getBranchRules({ ...at, branch: 'main' });
  const rule = data.find(({ type }) => type === 'required_status_checks') as {
    parameters: { required_status_checks: { integration_id: number }[] };
  };
  return rule.parameters.required_status_checks[0] ?? { integration_id: 0 };
};

const entryOf = (summary: string | null): number => Number(/entry (\d+) of/.exec(summary ?? '')?.[1]);
