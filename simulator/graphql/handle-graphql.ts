import { notImplemented, type SimulatorRequest, type SimulatorResponse } from '../exchange.ts';
import type { World } from '../state.ts';

/** Answers `POST /api/graphql`. */
export async function handleGraphql(_world: World, _request: SimulatorRequest): Promise<SimulatorResponse> {
  throw notImplemented('GraphQL');
}
