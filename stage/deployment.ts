import { appId, type Stage, until } from './stage.ts';

type Home = { readonly owner: string; readonly repo: string };

/** A deployment by a run of a workflow, as the director sees it. */
export type Deployment = {
  readonly id: number;
  readonly run_id: number;
  readonly environment: string;
  readonly sha: string;
  readonly state: string;
  readonly gates: readonly {
    readonly state: 'waiting' | 'approved' | 'rejected';
    readonly comment: string | null;
    readonly reports: readonly string[];
  }[];
};

/** Makes an environment; with the App as its protection rule, unless told otherwise. */
export const makeEnvironment = async (
  stage: Stage,
  { owner, repo }: Home,
  environment: string,
  { isProtected = true }: { readonly isProtected?: boolean } = {},
): Promise<void> => {
  const root = stage.as('root');
  const place = { owner, repo, environment_name: environment };
  await root.rest.repos.createOrUpdateEnvironment(place);
  if (!isProtected) return;
  const route = 'POST /repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules';
  await root.request(route, { ...place, integration_id: appId });
};

/** A run of a workflow comes to a job that deploys. */
export const deploy = (
  stage: Stage,
  { owner, repo }: Home,
  environment: string,
  ref: string,
  event = 'workflow_dispatch',
): Promise<Deployment> =>
  stage.control('POST', 'deployments', { user: 'rita', repository: `${owner}/${repo}`, environment, ref, event });

/** A deployment as it is now. */
export const readDeployment = async (stage: Stage, { owner, repo }: Home, id: number): Promise<Deployment> => {
  const all = await stage.control<Deployment[]>('GET', `deployments?repository=${owner}/${repo}`);
  const found = all.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no deployment ${id}`);
  return found;
};

/** Waits until a deployment is answered; what was said. */
export const untilAnswered = (
  stage: Stage,
  home: Home,
  id: number,
  { timeoutMs = 20_000 }: { timeoutMs?: number } = {},
): Promise<{ readonly state: string; readonly comment: string; readonly reports: readonly string[] }> =>
  until(
    async () => {
      const [gate] = (await readDeployment(stage, home, id)).gates;
      return gate === undefined || gate.state === 'waiting' ? null : { ...gate, comment: gate.comment ?? '' };
    },
    { timeoutMs },
  );
