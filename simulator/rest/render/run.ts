import { stateOf } from '../../actions/deployments.ts';
import { resolveCommit } from '../../git-store.ts';
import type { Deployment, DeploymentState, World } from '../../state.ts';
import { fullNameOf } from '../../world.ts';
import { renderUser } from './account.ts';
import { renderSimpleCommit } from './commit.ts';
import { repositoryUrl } from './issue.ts';
import { renderRepository } from './repository.ts';

type Json = Record<string, unknown>;

const ENDED: Partial<Record<DeploymentState, string>> = { success: 'success', inactive: 'success', failure: 'failure' };

/**
 * GitHub's `workflow-run`, of the run that a deployment is of. The world has no workflows: number and path of the run's
 * are those of none.
 */
export function renderRun(world: World, deployment: Deployment): Json {
  const { repository, run, creator, ref, sha } = deployment;
  const url = `${repositoryUrl(world, repository)}/actions/runs/${run?.id}`;
  const state = stateOf(deployment);
  const conclusion = ENDED[state] ?? null;
  const commit = resolveCommit(repository.git, sha);
  const home = renderRepository(world, repository);
  return {
    id: run?.id,
    node_id: deployment.nodeId,
    name: null,
    head_branch: repository.git.refs.has(`refs/heads/${ref}`) ? ref : null,
    head_sha: sha,
    path: '',
    display_title: `Deploy ${ref}`,
    run_number: 1,
    run_attempt: 1,
    event: run?.event,
    status: conclusion === null ? (state === 'waiting' ? 'waiting' : 'in_progress') : 'completed',
    conclusion,
    workflow_id: 0,
    url,
    html_url: `${world.url}/${fullNameOf(repository)}/actions/runs/${run?.id}`,
    pull_requests: [],
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    run_started_at: deployment.createdAt,
    actor: renderUser(world, creator),
    triggering_actor: renderUser(world, creator),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: '',
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    workflow_url: '',
    head_commit: commit === null ? null : renderSimpleCommit(commit),
    repository: home,
    head_repository: home,
  };
}
