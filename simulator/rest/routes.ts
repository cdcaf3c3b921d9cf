import type { Route } from '../router.ts';
import { appRoutes } from './apps.ts';
import { attestationRoutes } from './attestations.ts';
import { checkRoutes } from './checks.ts';
import { commentRoutes } from './comments.ts';
import { contentRoutes } from './contents.ts';
import { deliveryRoutes } from './deliveries.ts';
import { deploymentRoutes } from './deployments.ts';
import { environmentRoutes } from './environments.ts';
import { gitRoutes } from './git.ts';
import { issueRoutes } from './issues.ts';
import { labelRoutes } from './labels.ts';
import { pullRequestRoutes } from './pull-requests.ts';
import { releaseAssetRoutes } from './release-assets.ts';
import { releaseRoutes } from './releases.ts';
import { repositoryRoutes } from './repositories.ts';
import { reviewRoutes } from './reviews.ts';
import { rulesetRoutes } from './rulesets.ts';
import { organizationRoutes, teamRoutes } from './teams.ts';

/** Every REST operation that the simulator answers; anything else is 501. */
export const restRoutes: Route[] = [
  ...appRoutes,
  ...attestationRoutes,
  ...checkRoutes,
  ...commentRoutes,
  ...contentRoutes,
  ...deliveryRoutes,
  ...deploymentRoutes,
  ...environmentRoutes,
  ...gitRoutes,
  ...issueRoutes,
  ...labelRoutes,
  ...organizationRoutes,
  ...pullRequestRoutes,
  ...releaseRoutes,
  ...releaseAssetRoutes,
  ...repositoryRoutes,
  ...reviewRoutes,
  ...rulesetRoutes,
  ...teamRoutes,
];
