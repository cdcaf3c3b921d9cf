import { z } from 'zod';
import { toRunId } from './callback.ts';
import { id, inRepository, type Named, nothing, only, reads, text, toRef } from './event-shapes.ts';

/** GitHub lets an environment's name have 255 characters; it becomes part of a key. */
const environment = text.min(1).max(255);

/** An environment that the App protects: a run waits for our answer. */
export const protectionRule = reads(
  inRepository.extend({
    action: z.string(),
    environment,
    deployment_callback_url: z
      .string()
      .max(2_000)
      .refine((url) => toRunId(url) !== null, 'is not that of a run'),
    deployment: z.looseObject({ id }).nullish(),
  }),
  (payload): Named => {
    const { deployment_callback_url: callbackUrl } = payload;
    const runId = toRunId(callbackUrl);
    if (payload.action !== 'requested' || runId === null) return nothing;
    return only({
      kind: 'deployment',
      installationId: payload.installation.id,
      ref: toRef(payload.repository),
      runId,
      environment: payload.environment,
      deploymentId: payload.deployment?.id ?? null,
      callbackUrl,
    });
  },
);

/** Something runs somewhere now. How far a deployment is on its way says nothing. */
export const deploymentStatus = reads(
  inRepository.extend({
    deployment_status: z.looseObject({ state: z.string() }),
    deployment: z.looseObject({ id }),
  }),
  (payload): Named =>
    payload.deployment_status.state === 'success'
      ? {
          ...nothing,
          watched: [
            {
              kind: 'deployed',
              subject: {
                kind: 'deployed',
                installationId: payload.installation.id,
                ref: toRef(payload.repository),
                deploymentId: payload.deployment.id,
              },
            },
          ],
        }
      : nothing,
);
