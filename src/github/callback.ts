import type { DeploymentSubject } from '../decision/subject.ts';

/** The run that a callback address of a deployment is about; null: it is no such address. */
export const toRunId = (callbackUrl: string): number | null => {
  const [, digits] = /\/actions\/runs\/([1-9]\d{0,15})\/deployment_protection_rule$/.exec(callbackUrl) ?? [];
  const id = Number(digits);
  return digits !== undefined && Number.isSafeInteger(id) ? id : null;
};

/**
 * Why the callback address that a delivery names is not where this GitHub takes answers for this very repository and run;
 * null: it is. The address itself is never called: it only shows that the delivery is about what it says.
 */
export const whyForeignCallback = (subject: DeploymentSubject, apiUrl: string): string | null => {
  const { ref, runId, callbackUrl } = subject;
  const own = `${apiUrl}/repos/${ref.owner}/${ref.name}/actions/runs/${runId}/deployment_protection_rule`;
  if (!URL.canParse(callbackUrl)) return 'the callback address is none';
  // Spelled as GitHub spells it, or not at all: no user, port, query or turn in the path can hide in it.
  if (callbackUrl.toLowerCase() === own.toLowerCase() && new URL(callbackUrl).href === callbackUrl) return null;
  const isOurHost = new URL(callbackUrl).origin === new URL(apiUrl).origin;
  return isOurHost
    ? 'the callback address is not that of a run of this repository'
    : 'the callback address is not on the GitHub that this service is set up for';
};
