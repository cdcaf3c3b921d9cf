import { actorOf, appOf } from '../permissions.ts';
import type { Caller, Issue, PullRequest, TimelineEvent, World } from '../state.ts';
import { register } from '../world.ts';

/** What tells an event apart, without what all events have. */
type Particulars<T = TimelineEvent> = T extends TimelineEvent
  ? Omit<T, 'id' | 'nodeId' | 'actor' | 'viaApp' | 'createdAt'>
  : never;

/** Adds an event, by the caller and now, to the timeline of an issue or pull request. */
export function addEvent(
  world: World,
  caller: Caller,
  subject: Issue | PullRequest,
  event: Particulars,
): TimelineEvent {
  const stamped = { ...event, actor: actorOf(caller), viaApp: appOf(caller), createdAt: world.clock.now() };
  const added = register(world, stamped as TimelineEvent);
  subject.timeline.push(added);
  subject.updatedAt = world.clock.now();
  return added;
}
