import { join, resolve } from 'node:path';
import { fillForm } from '../demo/fill-form.ts';
import type { Stage } from '../demo/stage.ts';

const form = join(resolve(import.meta.dirname, '..'), '.github/ISSUE_TEMPLATE/change-request.yml');

export type Change = { readonly owner: string; readonly repo: string; readonly issue: number; readonly pull: number };

/** A change request that is complete and signed by both roles, and a pull request that is linked to it. */
export const openReleasedChange = async (
  stage: Stage,
  owner: string,
  repo: string,
  branch: string,
): Promise<Change> => {
  const [dana, sam, quinn] = [stage.as('dana'), stage.as('sam'), stage.as('quinn')];
  const request = await dana.rest.issues.create({
    owner,
    repo,
    title: branch,
    body: fillForm(form, 'all', ['Safety impact checklist', 'Approval checklist']),
    labels: ['change-request'],
  });
  const issue = { owner, repo, issue_number: request.data.number };
  await sam.rest.issues.addLabels({ ...issue, labels: ['safety-impact-assessed'] });
  await quinn.rest.issues.addLabels({ ...issue, labels: ['change-approved'] });
  const main = await dana.rest.git.getRef({ owner, repo, ref: 'heads/main' });
  await dana.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: main.data.object.sha });
  await commitFile(stage, { owner, repo }, branch, `src/${branch}.c`);
  const pull = await dana.rest.pulls.create({
    owner,
    repo,
    title: branch,
    body: `Closes #${request.data.number}`,
    head: branch,
    base: 'main',
  });
  return { owner, repo, issue: request.data.number, pull: pull.data.number };
};

export const commitFile = async (
  stage: Stage,
  { owner, repo }: { owner: string; repo: string },
  branch: string,
  path: string,
): Promise<void> => {
  await stage.as('dana').rest.repos.createOrUpdateFileContents({
    owner,
    repo,
    path,
    branch,
    message: `Change ${path}`,
    content: Buffer.from(path).toString('base64'),
  });
};

type Counters = { app: { restRead: number; restWrite: number; graphql: number; token: number; total: number } };

/** Requests of the App since the last reset. */
export const readCounters = (stage: Stage): Promise<Counters> => stage.control<Counters>('GET', 'counters');

/** Waits until the service has made no request for `quietMs` and every delivery has been attempted. */
export const settle = async (stage: Stage, quietMs = 400): Promise<void> => {
  await stage.control('POST', 'deliveries/settle');
  let before = -1;
  for (;;) {
    const { app } = await readCounters(stage);
    if (app.total === before) return;
    before = app.total;
    await new Promise((done) => setTimeout(done, quietMs));
  }
};
