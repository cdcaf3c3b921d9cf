import type { Policy } from '../policy/policy.ts';

/** What the policies in force look at beyond what every reading holds; for what they do not, no request is spent. */
export type Asked = {
  readonly files: boolean;
  readonly reviews: boolean;
  readonly checks: boolean;
  /** Headings under which change requests say where they come from. */
  readonly originSections: readonly string[];
};

/** Whatever the class of a change, since it may hang on what is still to be read. */
export const toAsked = (policies: readonly Policy[]): Asked => {
  const gates = policies.flatMap((policy) => Object.values(policy.gates));
  return {
    files: policies.some(({ paths }) => paths !== null) || gates.some(({ dependencies }) => dependencies.required),
    reviews: gates.some(({ review }) => review?.required === true),
    checks: gates.some(({ checks }) => checks?.required === true),
    originSections: [...new Set(policies.map(({ changeRequest }) => changeRequest.originSection))],
  };
};
