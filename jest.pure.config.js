import whole from './jest.config.js';

/**
 * The tables of the pure core, which need no database: what mutation testing runs for each mutant. What draws facts at
 * random is left out (the comparison with the second statement, the properties), since thousands of them a mutant take
 * too long.
 */
const { globalSetup: _setUp, globalTeardown: _tearDown, ...rest } = whole;
export default {
  ...rest,
  testMatch: ['<rootDir>/test/{policy,records,decision}/**/*.test.ts'],
  testPathIgnorePatterns: [
    'oracle\\.test',
    'explain-untrusted\\.test',
    'propert(y|ies)\\.test',
    'baseline-texts\\.test',
  ],
};
