import { notImplemented, type SimulatorResponse } from '../exchange.ts';
import type { World } from '../state.ts';

/** Answers a GET outside the API with an HTML page, for a person watching in a browser. */
export async function renderPage(_world: World, path: string): Promise<SimulatorResponse> {
  throw notImplemented(`the page ${path}`);
}
