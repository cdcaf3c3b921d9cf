export { policyPath } from '../policy/policy-files.ts';
