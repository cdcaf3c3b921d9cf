import type { World } from '../state.ts';
import { advanceQueues } from './advance-queues.ts';
import { expireDeployments } from './deployment-gates.ts';

/** What has become due by an act, or by the time that it took. */
export function settleDue(world: World): void {
  advanceQueues(world);
  expireDeployments(world);
}
