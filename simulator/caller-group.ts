import type { Caller } from './state.ts';

/** Whose request it is for counters, faults and limits: that of an App under test, or of the people who tell the story. */
export const groupOf = (caller: Caller): 'app' | 'users' =>
  caller.kind === 'app' || (caller.kind === 'installation' && caller.scripted !== true) ? 'app' : 'users';
