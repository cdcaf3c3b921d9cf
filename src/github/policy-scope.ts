import type { Observation } from './observation.ts';

type PolicyChanged = Extract<Observation, { kind: 'policy-changed' }>;

/** Whether a repository is the one in which an owner keeps the baseline. */
export const isBaselineHome = (name: string): boolean => name.toLowerCase() === '.github';

/** Another policy may be in force in one repository. */
export const toScope = (of: { readonly name: string; readonly owner: { readonly login: string } }): PolicyChanged => ({
  kind: 'policy-changed',
  scope: `${of.owner.login}/${of.name}`.toLowerCase(),
});

/** Another baseline may be in force, in all repositories of an owner. */
export const toOwnerScope = (owner: string): PolicyChanged => ({ kind: 'policy-changed', scope: owner.toLowerCase() });
