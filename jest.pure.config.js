import whole from './jest.config.js';

/**
 * The tables and properties of the pure core, which need no database: what mutation testing runs for each mutant. The
 * comparison with the second statement is left out, since thousands of random facts a mutant take too long.
 */
const { globalSetup: _setUp, globalTeardown: _tearDown, ...rest } = whole;
export default {
  ...rest,
  testMatch: ['<rootDir>/test/{policy,records,decision}/**/*.test.ts'],
  testPathIgnorePatterns: ['oracle.test.ts', 'explain-untrusted.test.ts'],
};
