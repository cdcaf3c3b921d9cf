import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Change, openPullRequest, openReleasedChange, settle } from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage, until } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';

type Rule = Readonly<Record<string, unknown>>;

/** What GitHub may do to a call, other than answer it. */
const effects: Readonly<Record<string, Rule>> = {
  'not-found': { status: 404, message: 'Not Found' },
  forbidden: { status: 403, message: 'Resource not accessible by integration' },
  unavailable: { status: 502 },
  'primary-limit': { effect: 'primary_rate_limit', retryAfter: 3600 },
  'secondary-limit': { effect: 'secondary_rate_limit' },
  'cut-off': { effect: 'truncate' },
};
const repo = 'pump';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({
    world: toWorld([toRepository(repo), toRepository('ungoverned', null)]),
    // An evaluation whose call fails waits in its place; the others here shall not wait for it.
    env: { WORKERS: '24' },
  });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

const setFaults = (requests: readonly Rule[]) => stage.control('PUT', 'faults', { requests });

/** Any event on the pull request: what it is about is read afresh. */
const nudge = ({ owner, repo, pull }: Change) =>
  stage.as('dana').rest.issues.createComment({ owner, repo, issue_number: pull, body: 'A remark.' });

describe('a call that fails from the first time on', () => {
  type Case = { readonly owner: string; readonly call: string; readonly effect: string };
  const toCases = (call: string): Case[] =>
    Object.keys(effects).map((effect) => ({ owner: `${call}-${effect}`, call, effect }));
  // An organisation each, since a token and a team are remembered, and all of them at the same time.
  const [tokens, teams, checks, comments] = ['token', 'team', 'check', 'comment'].map(toCases) as [
    Case[],
    Case[],
    Case[],
    Case[],
  ];
  const cases = [...tokens, ...teams, ...checks, ...comments];
  const changes = new Map<string, Change>();
  const changeOf = ({ owner }: Case): Change => {
    const change = changes.get(owner);
    if (change === undefined) throw new Error(`nothing was opened in ${owner}`);
    return change;
  };

  const seed = async (): Promise<ReadonlyMap<string, number>> => {
    const { organizations, installations } = toWorld([]);
    const seeded = await stage.control<{ installations: { account: string; id: number }[] }>('POST', 'seed', {
      organizations: cases.flatMap(({ owner }) => organizations.map((one) => ({ ...one, login: owner }))),
      repositories: cases.map(({ owner }) => ({ ...toRepository(repo), owner })),
      installations: cases.flatMap(({ owner }) => installations.map((one) => ({ ...one, account: owner }))),
    });
    return new Map(seeded.installations.map(({ account, id }) => [account, id]));
  };

  const toRule = ({ owner, call, effect }: Case, ids: ReadonlyMap<string, number>): Rule => {
    const paths: Readonly<Record<string, Rule>> = {
      token: { path: `/app/installations/${ids.get(owner)}/access_tokens` },
      team: { path: `/orgs/${owner}/teams/` },
      check: { path: `/repos/${owner}/${repo}/check-runs` },
      comment: { path: `/repos/${owner}/${repo}/issues/`, method: 'POST' },
    };
    return { ...paths[call], ...effects[effect] };
  };

  beforeAll(async () => {
    const ids = await seed();
    await setFaults(cases.map((one) => toRule(one, ids)));
    for (const { owner, call } of cases) {
      const change = await openReleasedChange(stage, owner, repo, 'change');
      changes.set(owner, change);
      if (call !== 'comment') continue;
      const at = { owner, repo, issue_number: change.issue };
      await stage.as('mallory').rest.issues.createComment({ ...at, body: '/sign approval approval' });
    }
    await stage.control('POST', 'deliveries/settle');
    // Long enough for every call to have been tried more than once.
    await sleep(3000);
  }, 60_000);

  const readConclusion = async (one: Case) => (await readCheckRun(stage, changeOf(one)))?.conclusion ?? null;

  test.each(tokens)('token, $effect: nothing is shown', async (one) => {
    expect(await readConclusion(one)).toBeNull();
  });

  test.each(teams)('team, $effect: nothing is released', async (one) => {
    const isRefusal = one.effect === 'not-found' || one.effect === 'forbidden';
    expect(await readConclusion(one)).toBe(isRefusal ? 'failure' : null);
    if (!isRefusal) return;
    const mentions = [`team ${one.owner}/safety`, `team ${one.owner}/quality`, 'may not see it'];
    await untilCheckRun(stage, changeOf(one), { conclusion: 'failure', mentions });
  });

  test.each(checks)('check run, $effect: nothing is shown but what was written whole', async (one) => {
    expect(await readConclusion(one)).toBe(one.effect === 'cut-off' ? 'success' : null);
  });

  test.each(comments)('comment, $effect: the verdict is shown all the same', async (one) => {
    await untilCheckRun(stage, changeOf(one), { conclusion: 'success' });
  });

  describe('once it has passed', () => {
    beforeAll(async () => {
      await setFaults([]);
      for (const one of cases) await nudge(changeOf(one));
      await stage.control('POST', 'deliveries/settle');
      const isReleased = async (one: Case) => (await readConclusion(one)) === 'success';
      const areReleased = async () => ((await Promise.all(cases.map(isReleased))).every(Boolean) ? true : null);
      // Each is looked at by a test of its own, which says what it found instead.
      await until(areReleased, { timeoutMs: 15_000 }).catch(() => {});
    }, 30_000);

    test.each(cases)('$call, $effect: the change is released', async (one) => {
      expect(await readConclusion(one)).toBe('success');
    });

    test.each(checks)('check run, $effect: there is one', async (one) => {
      const { owner, sha } = changeOf(one);
      const { data } = await stage.as('dana').rest.checks.listForRef({ owner, repo, ref: sha, filter: 'all' });
      expect(data.total_count).toBe(1);
    });

    test.each(comments)('comment, $effect: the command is answered', async (one) => {
      const { owner, issue } = changeOf(one);
      const readAnswers = async () => {
        const { data } = await stage.as('dana').rest.issues.listComments({ owner, repo, issue_number: issue });
        return data.filter(({ user }) => user?.type === 'Bot');
      };
      const answers = await until(async () => {
        const found = await readAnswers();
        return found.length > 0 ? found : null;
      });
      // Also where the receipt of the answer was lost: what stands there is looked for before it is given again.
      expect(answers).toHaveLength(1);
    });
  });
});

describe('a green that was there, and the read that fails', () => {
  const owner = 'acme';
  let green: Change;
  beforeAll(async () => {
    green = await openReleasedChange(stage, owner, repo, 'green');
    await untilCheckRun(stage, green, { conclusion: 'success' });
  }, 30_000);

  const expectRecovery = async () => {
    await setFaults([]);
    await nudge(green);
    await untilCheckRun(stage, green, { conclusion: 'success' });
  };

  test.each([
    ['not-found', '404'],
    ['forbidden', 'Resource not accessible by integration'],
    ['primary-limit', 'rate limit'],
    ['secondary-limit', 'secondary rate limit'],
  ])('%s: the green goes, and the check says why; it comes back', async (effect, reason) => {
    await setFaults([{ path: 'graphql', ...effects[effect] }]);
    await nudge(green);
    await untilCheckRun(stage, green, { conclusion: 'failure', mentions: ['GitHub could not be read', reason] });
    await expectRecovery();
  });

  test('unavailable and cut off, for long: the green goes; nothing new is released, and no repository is drawn in', async () => {
    await setFaults([
      { path: 'graphql', ...effects['unavailable'], next: 4 },
      { path: 'graphql', ...effects['cut-off'], next: 4 },
      { path: 'graphql', status: 500 },
    ]);
    await nudge(green);
    const fresh = await openReleasedChange(stage, owner, repo, 'fresh');
    const free = await openPullRequest(stage, { owner, repo: 'ungoverned' }, { branch: 'free', body: 'no link' });
    await untilCheckRun(
      stage,
      green,
      { conclusion: 'failure', mentions: ['GitHub could not be read'] },
      { timeoutMs: 30_000 },
    );
    expect(await readCheckRun(stage, fresh)).toBeNull();
    expect(await readCheckRun(stage, { owner, repo: 'ungoverned', sha: free.sha })).toBeNull();
    await setFaults([]);
    // By themselves: nobody need do anything.
    await untilCheckRun(stage, green, { conclusion: 'success' });
    await untilCheckRun(stage, fresh, { conclusion: 'success' });
    await settle(stage);
    expect(await readCheckRun(stage, { owner, repo: 'ungoverned', sha: free.sha })).toBeNull();
  }, 60_000);

  test('an outage: nothing is released while it lasts, and what came meanwhile is judged afterwards', async () => {
    await stage.control('PUT', 'faults', { webhooks: { hold: true } });
    const change = await openReleasedChange(stage, owner, repo, 'outage');
    await stage.control('PUT', 'faults', { outage: true });
    await stage.control('POST', 'deliveries/settle');
    await sleep(500);
    await setFaults([]);
    await untilCheckRun(stage, change, { conclusion: 'success' });
  });
});
