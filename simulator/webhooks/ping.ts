import type { App, World } from '../state.ts';
import { restUrl } from '../world.ts';
import { send } from './emit.ts';

/** What GitHub sends when an App's webhook is set. */
export function sendPing(world: World, app: App): void {
  const hook = {
    type: 'App',
    id: app.hookId,
    name: 'web',
    active: true,
    events: app.events,
    app_id: app.id,
    config: { content_type: 'json', insecure_ssl: '0', url: app.webhook?.url ?? '' },
    created_at: app.createdAt,
    updated_at: app.updatedAt,
    deliveries_url: restUrl(world, '/app/hook/deliveries'),
  };
  const payload = { zen: 'Keep it logically awesome.', hook_id: app.hookId, hook };
  send(world, app, null, { event: 'ping', action: null, sender: app.owner, payload });
}
