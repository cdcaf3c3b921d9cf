import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { pushCommit, readTip } from '../../stage/branch.ts';
import { commitFile } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { comment, type IssuePlace, openRequest, setLabel } from '../../stage/record.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';

const home = { owner: 'acme', repo: 'people' };
const policy = `product: Infusion pump firmware
safety_class: C
roles:
  safety: { teams: [safety] }
  quality: { users: [quinn, mallory] }
gates:
  approval: { label: none, before_implementation: false }
`;
const quinn = { name: 'Quinn Quality', email: 'quinn@acme.example' };
const dana = { name: 'Dana Developer', email: 'dana@acme.example' };

let stage: Stage;
beforeAll(async () => {
  // Without a ruleset quinn can bring something into the base branch by a push of their own.
  stage = await setStage({ world: toWorld([{ ...toRepository(home.repo, policy), rulesets: [] }]) });
  await commitFile(stage, home, { branch: 'main', path: 'src/base.c', login: 'quinn' });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

/** Where a change stands whose safety impact is signed, and which waits for its approval. */
type Waiting = { readonly request: IssuePlace; readonly branch: string; readonly pull: number };

/** A pull request of dana's, of one commit on a branch that began before what quinn brought into the base branch. */
const openWaiting = async (branch: string): Promise<Waiting> => {
  const request = await openRequest(stage, home, branch);
  await setLabel(stage, 'sam', request, 'safety-impact-assessed');
  const main = await stage.as('dana').rest.repos.getCommit({ ...home, ref: 'main' });
  const parent = main.data.parents[0]?.sha ?? '';
  await pushCommit(stage, home, { branch, parent, files: { [`src/${branch}.c`]: `/* ${branch} */\n` } });
  const fields = { title: branch, body: `Closes #${request.issue_number}`, head: branch, base: 'main' };
  const { data } = await stage.as('dana').rest.pulls.create({ ...home, ...fields });
  return { request, branch, pull: data.number };
};

const untilHead = async ({ branch }: Waiting, expected: Parameters<typeof untilCheckRun>[2]) => {
  const sha = (await readTip(stage, home, branch)) ?? '';
  return untilCheckRun(stage, { ...home, sha }, expected);
};

const sign = ({ request }: Waiting, login: string) => comment(stage, login, request, '/sign approval approval');

const more = (branch: string) => ({ branch, files: { [`src/${branch}-2.c`]: '/* more */\n' } });

type Act = (change: Waiting) => Promise<unknown>;

describe('F23: whoever has a part in a change does not sign for it, and somebody else does', () => {
  test.each<[what: string, act: Act, did: string]>([
    ['a push to the branch', ({ branch }) => commitFile(stage, home, { branch, path: 'q.c', login: 'quinn' }), 'wrote'],
    [
      'a co-author',
      ({ branch }) =>
        pushCommit(stage, home, { ...more(branch), message: `More\n\nCo-authored-by: Quinn Quality <${quinn.email}>` }),
      'is a co-author of',
    ],
    [
      'a cherry-pick',
      ({ branch }) => pushCommit(stage, home, { ...more(branch), author: quinn, committer: dana }),
      'wrote',
    ],
    [
      'a patch that was applied',
      ({ branch }) => pushCommit(stage, home, { ...more(branch), author: dana, committer: quinn }),
      'committed',
    ],
    [
      'a merge of the base branch on the page',
      ({ pull }) => stage.as('quinn').rest.pulls.updateBranch({ ...home, pull_number: pull }),
      'wrote',
    ],
    [
      'a merge of another branch',
      async ({ branch }) => {
        const feature = `${branch}-feature`;
        const parent = (await readTip(stage, home, branch)) ?? '';
        await pushCommit(stage, home, { ...more(feature), parent, login: 'quinn' });
        // Not by merging quinn's commits as they are, but by a merge commit of dana's.
        await commitFile(stage, home, { branch, path: 'src/apart.c' });
        await stage.as('dana').rest.repos.merge({ ...home, base: branch, head: feature });
      },
      'wrote',
    ],
  ])('%s', async (what, act, did) => {
    const change = await openWaiting(what.replaceAll(' ', '-'));
    await act(change);
    await sign(change, 'quinn');
    await sign(change, 'mallory');
    const mentions = ['Mallory Maintainer', `${did} `, 'and so is not independent of it'];
    await untilHead(change, { conclusion: 'success', mentions });
  });

  test.each<[what: string, wash: Act]>([
    [
      'a force-push that drops the commit',
      async ({ branch }) => {
        const { data } = await stage.as('dana').rest.repos.getCommit({ ...home, ref: branch });
        const parent = data.parents[0]?.sha ?? '';
        await pushCommit(stage, home, { ...more(branch), parent, force: true });
      },
    ],
    [
      'a squash into one commit of somebody else’s',
      async ({ branch }) => {
        const parent = (await readTip(stage, home, 'main')) ?? '';
        const squashed = { [`src/${branch}.c`]: '/* all of it */\n', 'q.c': 'q.c' };
        await pushCommit(stage, home, { branch, files: squashed, parent, force: true });
      },
    ],
  ])('%s washes nobody out', async (what, wash) => {
    const change = await openWaiting(what.replaceAll(/\W+/g, '-'));
    await commitFile(stage, home, { branch: change.branch, path: 'q.c', login: 'quinn' });
    await untilHead(change, { conclusion: 'failure', mentions: ['Approval'] });
    await wash(change);
    await sign(change, 'quinn');
    const mentions = ['Quinn Quality', 'as seen at', 'and so is not independent of it'];
    await untilHead(change, { conclusion: 'failure', mentions });
    await sign(change, 'mallory');
    await untilHead(change, { conclusion: 'success', mentions: ['Mallory Maintainer'] });
  });

  test.each<[what: string, act: Act]>([
    [
      'the base branch is merged in, with what the signer brought there',
      ({ pull }) => stage.as('dana').rest.pulls.updateBranch({ ...home, pull_number: pull }),
    ],
    [
      'something that the signer once wrote is reverted',
      async ({ branch }) => {
        await stage.as('dana').rest.repos.merge({ ...home, base: branch, head: 'main' });
        const message = 'Revert "Change src/base.c"';
        await pushCommit(stage, home, { branch, message, files: { 'src/base.c': null } });
      },
    ],
  ])('%s: that is no part in the change', async (what, act) => {
    const change = await openWaiting(what.replaceAll(/\W+/g, '-'));
    await act(change);
    await sign(change, 'quinn');
    await untilHead(change, { conclusion: 'success', mentions: ['Quinn Quality'], without: ['not independent'] });
  });
});
